"""The lesson on convolution in a real browser: one other weight, both windows, and a signal that moves."""

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage


def beside(stage):
    return stage.root.locator('[data-extra="0"]')


def test_one_other_weight_and_the_two_part(open_page):
    page = open_page("convolution")
    stage = Stage(page)
    values = beside(stage).locator(".plane .value")
    expect(values).to_have_text(["2.5", "4", "7", "6"])
    page.get_by_label("Weight of the first tap", exact=True).fill("1")
    page.keyboard.press("Enter")
    expect(values).to_have_text(["4.75", "7", "11.5", "8.25"])
    stage.expect_texts("output", [["2.5", "4"], ["7", "6"]])
    assert [stage.cell("input", *at).get_attribute("data-weight") for at in ((0, 0), (0, 1))] == ["1", "1/4"]
    expect_said(page, "conv_average_weight", "1")
    page.get_by_text("parameters", exact=True).click()
    stage.expect_texts("output", [["-3", "8.5", "-4.5", "9", "1"]])
    stage.cell("output", 0, 2).hover()
    expect(stage.part("equation")).to_have_text("0.5·4 + 0.5·1 + 1·1 − 1·8 = -4.5")
    lit = beside(stage).locator(".cell.lit")
    expect(lit).to_have_text(["4", "8"])
    stage.cell("output", 0, 1).hover()
    expect(lit).to_have_count(0)


CORNERS = """root => [...root.querySelectorAll('.plane .edge')].map((edge) => {
  const { x, y } = edge.getBoundingClientRect()
  return [Math.round(x), Math.round(y)]
})"""


@pytest.mark.parametrize(
    "start, changes",
    [
        ("convolution", [("padding", "1"), ("kernel_size", "3"), ("stride", "1")]),
        (
            "convolution?conv_view=parameters",
            [("padding", "1"), ("padding", "same"), ("dilation", "2"), ("groups", "2")],
        ),
        (
            "convolution?conv_view=parameters&conv_parameters_dims=2d&conv_parameters_weight=1+2%0A3+4",
            [("padding", "1"), ("padding", "same"), ("dilation", "2")],
        ),
    ],
)
def test_no_grid_moves_when_a_number_changes(open_page, start, changes):
    page = open_page(start)
    stage = Stage(page)
    before, revision = stage.root.evaluate(CORNERS), stage.root.get_attribute("data-revision")
    assert len(before) == 3
    for label, value in changes:
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Enter")
        expect(stage.root).not_to_have_attribute("data-revision", revision)
        revision = stage.root.get_attribute("data-revision")
        assert stage.root.evaluate(CORNERS) == before, (label, value)


def test_both_sums_stand_below_the_grids(open_page):
    stage = Stage(open_page("convolution"))
    told = stage.part("equation")
    expect(told).to_contain_text("(3 + 1 + 1 + 5) / 4 = 2.5")
    expect(told).to_contain_text("1/4·3 + 1/4·1 + 1/4·1 + 1/4·5 = 2.5")
    assert told.evaluate("node => node.scrollHeight <= node.clientHeight")
    assert told.evaluate("node => node.innerText").count("\n") == 1


def test_a_signal_moves_and_an_edit_goes_into_the_signal_itself(open_page):
    page = open_page("convolution?conv_view=shift")
    stage = Stage(page)
    stage.expect_texts("output", [["0", "1", "0", "1"]])
    page.get_by_role("slider", name="Shift to the right").focus()
    page.keyboard.press("ArrowRight")
    stage.expect_texts("output", [["1", "1", "1", "1"]])
    expect(page.get_by_role("row", name="1 1 1 1 1 another", exact=False).first).to_be_visible()
    expect_said(page, "conv_shift_by", "1")
    stage.edit(0, 0, "9")
    stage.expect_texts("output", [["9", "1", "1", "1"]])
    expect_said(page, "conv_shift_input", "0 0 1 1 0 0 1 9")
    stage.edit(0, 1, "x")
    expect(stage.part("refusal")).to_be_hidden()
    stage.expect_texts("input", [["9", "0", "0", "1", "1", "0", "0", "1"]])
