"""The lesson on convolution in a real browser: weights to edit, what they multiply, and a signal that moves."""

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage

PARAMETERS = "convolution?conv_view=parameters"
CORNERS = """root => [...root.querySelectorAll('.plane .edge')].map((edge) => {
  const { x, y } = edge.getBoundingClientRect()
  return [Math.round(x), Math.round(y)]
})"""


class Chain(Stage):
    """The stage with its further grids, by their number."""

    def grid(self, number):
        return self.root.locator(f'[data-extra="{number}"]')

    def values(self, number):
        return self.grid(number).locator(".plane .cell .value")

    def weight(self, r, c):
        return self.grid(0).locator(f'.cell[data-r="{r}"][data-c="{c}"]')

    def turn(self, label, value):
        """A number or a text is written into its control."""
        field = self.page.get_by_role("spinbutton", name=label, exact=True).or_(
            self.page.get_by_label(label, exact=True)
        )
        field.fill(value)
        field.press("Enter")


def test_one_other_weight_and_the_two_part(open_page):
    page = open_page("convolution")
    stage = Chain(page)
    expect(stage.values(0)).to_have_text(["1/4"] * 4)
    expect(stage.values(1)).to_have_text(["2.5", "4", "7", "6"])
    signs = stage.grid(1).locator(".cell[data-compared]")
    assert signs.evaluate_all("all => all.map(cell => cell.dataset.compared)") == ["="] * 4
    stage.turn("First weight", "1")
    expect(stage.values(1)).to_have_text(["4.75", "7", "11.5", "8.25"])
    stage.expect_texts("output", [["2.5", "4"], ["7", "6"]])
    expect(stage.grid(1).locator('.cell[data-compared="≠"]')).to_have_count(4)
    assert [stage.cell("input", *at).get_attribute("data-weight") for at in ((0, 0), (0, 1))] == ["1", "1/4"]
    expect_said(page, "conv_average_weight", "1")


def test_what_is_not_yet_told_is_not_yet_compared(open_page):
    stage = Chain(open_page("convolution"))
    stage.part("speed").select_option("0.5")
    stage.part("play").click()
    hidden = stage.grid(1).locator(".cell.unknown").first
    expect(hidden).to_be_visible()
    assert hidden.evaluate("cell => getComputedStyle(cell, '::after').content") == "none"


def test_a_weight_shows_the_cell_that_it_multiplies(open_page):
    stage = Chain(open_page("convolution"))
    stage.part("next").click()
    stage.weight(1, 0).hover()
    expect(stage.root.locator('[data-testid="input-cell"].inspected')).to_have_count(1)
    assert stage.marked("input", "inspected") == {(1, 2)}
    expect(stage.part("note")).to_contain_text("Kernel (1, 0) = 0.25")
    expect(stage.part("equation")).to_contain_text("(4 + 1 + 9 + 2) / 4 = 4")


def test_weights_are_edited_where_they_stand(open_page):
    page = open_page(PARAMETERS)
    stage = Chain(page)
    stage.expect_texts("output", [["-3", "8.5", "-4.5", "9", "1"]])
    stage.weight(0, 0).click()
    stage.part("editor").fill("1")
    page.keyboard.press("Tab")
    stage.part("editor").fill("0")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect_said(page, "conv_parameters_weight", "1 0\n1 -1")
    stage.expect_texts("output", [["-2", "7", "-3", "7", "-1"]])
    stage.cell("output", 0, 2).hover()
    expect(stage.part("equation")).to_have_text("1·4 + 0·1 + 1·1 − 1·8 = -3")
    page.get_by_test_id("undo").click()
    page.get_by_test_id("undo").click()
    stage.expect_texts("output", [["-3", "8.5", "-4.5", "9", "1"]])


def test_weights_that_are_refused_are_corrected_on_the_stage(open_page):
    page = open_page(f"{PARAMETERS}&conv_parameters_weight=1+1%0A1+1%0A1+1")
    stage = Chain(page)
    expect(page.get_by_test_id("headline")).to_contain_text("each kernel has 2 rows")
    expect(stage.values(0)).to_have_text(["1"] * 6)
    stage.weight(0, 0).hover()
    stage.weight(2, 1).click()
    stage.part("editor").fill("5")
    page.keyboard.press("Enter")
    expect_said(page, "conv_parameters_weight", "1 1\n1 1\n1 5")


def test_a_pooled_cell_lights_up_where_the_windows_are_the_same(open_page):
    stage = Chain(open_page(PARAMETERS))
    lit = stage.grid(1).locator(".cell.lit")
    stage.cell("output", 0, 2).hover()
    expect(lit).to_have_text(["4", "8"])
    stage.cell("output", 0, 1).hover()
    expect(lit).to_have_count(0)


@pytest.mark.parametrize(
    "start, strides",
    [
        ("convolution?conv_average_stride=1", ("2", "3")),
        (PARAMETERS, ("2", "3", "4")),
        ("convolution?conv_view=shift&conv_shift_by=1&conv_shift_stride=1", ("2", "3", "4")),
    ],
)
def test_no_grid_moves_when_the_stride_changes(open_page, start, strides):
    stage = Chain(open_page(start))
    # The words beside the rows of the shift table may be longer or shorter.
    before, revision = stage.root.evaluate(CORNERS)[:4], stage.root.get_attribute("data-revision")
    assert len(before) == 4
    for stride in strides:
        stage.turn("stride", stride)
        expect(stage.root).not_to_have_attribute("data-revision", revision)
        revision = stage.root.get_attribute("data-revision")
        assert stage.root.evaluate(CORNERS)[:4] == before, stride


def test_both_sums_stand_below_the_grids(open_page):
    stage = Chain(open_page("convolution"))
    told = stage.part("equation")
    expect(told).to_contain_text("1/4·3 + 1/4·1 + 1/4·1 + 1/4·5 = 2.5")
    expect(told).to_contain_text("(3 + 1 + 1 + 5) / 4 = 2.5")
    assert told.evaluate("node => node.scrollHeight <= node.clientHeight")
    assert told.evaluate("node => node.innerText").count("\n") == 1


def test_a_signal_moves_under_the_hand_and_its_table_with_it(open_page):
    page = open_page("convolution?conv_view=shift")
    stage = Chain(page)
    current = stage.grid(2).locator(".cell:not(.other-row) .value")
    expect(current).to_have_text(list("0101"))
    page.get_by_role("slider", name="Shift").focus()
    page.keyboard.press("ArrowRight")
    expect(stage.values(0)).to_have_text(list("10011001"))
    expect(stage.values(1)).to_have_text(list("1111"))
    expect(current).to_have_text(list("1111"))
    stage.expect_texts("output", [["0", "1", "0", "1"]])
    expect_said(page, "conv_shift_by", "1")
    row = page.get_by_test_id("panel-shifts").locator('tr[aria-current="true"]')
    expect(row).to_have_text("11\u00a01\u00a01\u00a01different")
    expect(stage.part("headline")).to_contain_text("Shifted by one: all ones")


def test_an_edit_goes_into_the_signal_and_the_moved_one_follows(open_page):
    page = open_page("convolution?conv_view=shift&conv_shift_by=1")
    stage = Chain(page)
    stage.edit(0, 7, "9")
    expect(stage.values(0)).to_have_text(["9", "0", "0", "1", "1", "0", "0", "1"])
    expect(stage.values(1)).to_have_text(["9", "1", "1", "1"])
    expect_said(page, "conv_shift_input", "0 0 1 1 0 0 1 9")


def test_on_a_phone_the_shift_table_leaves_its_room_to_the_signal(open_page):
    page = open_page("convolution?conv_view=shift&conv_shift_by=1", width=390, height=844)
    stage = Chain(page)
    expect(stage.grid(1)).to_be_visible()
    expect(stage.grid(2)).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(stage.grid(2)).to_be_visible()


def test_each_badge_names_its_call(open_page):
    page = open_page("convolution")
    badges = page.get_by_test_id("oracle")
    expect(badges).to_have_text(
        [
            "avg_pool2d: PyTorch 2.13.0 agrees, largest difference 0",
            "conv2d: PyTorch 2.13.0 agrees, largest difference 0",
        ],
        timeout=60_000,
    )
