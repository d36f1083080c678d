"""The backward lesson in a real browser: what comes down, where it lands, and both tensors under the hand."""

import re

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage

OVERLAPPING = "backward_stride=1&backward_input=1+2+3%0A4+9+5%0A6+7+8"
MEANS = f"backward?backward_operation=avg&{OVERLAPPING}"


class Backward(Stage):
    """The stage with its two further grids."""

    def grid(self, title):
        return self.root.locator('[data-testid="extra"]').filter(
            has=self.page.get_by_role("grid", name=title, exact=True)
        )

    @property
    def upstream(self):
        return self.grid("Upstream gradient")

    @property
    def gradient(self):
        return self.grid("Gradient")

    def at(self, grid, r, c):
        return grid.locator(f'.cell[data-r="{r}"][data-c="{c}"]')

    def lit(self, grid):
        cells = grid.locator(".cell.lit")
        return {tuple(place) for place in cells.evaluate_all("all => all.map(c => [+c.dataset.r, +c.dataset.c])")}

    def expect_numbers(self, grid, rows):
        expect(grid.locator(".cell .value")).to_have_text([text for row in rows for text in row])

    def write(self, grid, r, c, text):
        self.at(grid, r, c).click()
        self.part("editor").fill(text)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")


def test_one_stage_holds_the_way_there_and_back_in_one_view(open_page):
    page = open_page("backward")
    stage = Backward(page)
    expect(page.get_by_test_id("stage")).to_have_count(1)
    expect(stage.root.locator(".caption")).to_have_text(
        ["Input 4 × 4", "Output 2 × 2", "Upstream gradient 2 × 2", "Gradient 4 × 4"]
    )
    seen = [*stage.root.locator(".plane").all(), *(stage.part(name) for name in ("equation", "play"))]
    for box in (node.bounding_box() for node in seen):
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720 and box["x"] + box["width"] <= 1280
    assert stage.cell("input", 0, 0).bounding_box()["width"] >= 48


def test_a_step_rings_the_winner_and_leads_an_arrow_to_where_the_upstream_number_lands(open_page):
    stage = Backward(open_page("backward"))
    expect(stage.part("position")).to_have_text("output (0, 0) · 1 of 4")
    expect(stage.part("equation")).to_have_text("upstream (0, 0) = 1 → input (1, 1), the maximum")
    assert stage.marked("input", "winner") == stage.lit(stage.gradient) == {(1, 1)}
    expect(stage.root.locator(".flow .way")).to_have_count(1)
    stage.part("next").click()
    expect(stage.part("equation")).to_have_text("upstream (0, 1) = 1 → input (1, 2), the maximum")
    assert stage.marked("input", "winner") == stage.lit(stage.gradient) == {(1, 2)}
    stage.part("last").click()
    expect(stage.part("position")).to_have_text("output (1, 1) · 4 of 4")
    tip = stage.root.locator(".flow .tip").bounding_box()
    cell = stage.at(stage.gradient, 3, 3).bounding_box()
    assert cell["x"] <= tip["x"] and tip["x"] + tip["width"] <= cell["x"] + cell["width"]
    assert cell["y"] <= tip["y"] and tip["y"] + tip["height"] <= cell["y"] + cell["height"]


def test_the_gradient_grows_while_it_plays_and_ends_as_it_was(open_page):
    stage = Backward(open_page(f"backward?{OVERLAPPING}&upstream=1+2%0A3+4"))
    stage.expect_numbers(stage.gradient, [["0", "0", "0"], ["0", "10", "0"], ["0", "0", "0"]])
    stage.root.evaluate(
        """root => {
          root.sums = [];
          const cell = root.querySelector('[data-extra="1"] .cell[data-r="1"][data-c="1"]');
          const note = () => {
            const text = cell.querySelector('.value').textContent;
            if (root.sums.at(-1) !== text) root.sums.push(text);
          };
          new MutationObserver(note).observe(cell, { subtree: true, childList: true, characterData: true });
        }"""
    )
    stage.part("speed").select_option("4")
    stage.part("play").click()
    expect(stage.upstream.locator(".cell .value")).to_have_text(["1", "2", "3", "4"])  # given, so never hidden
    stage.expect_state(playing="false", cursor="1,1")
    assert stage.root.evaluate("root => root.sums") == ["1", "3", "6", "10"]


def test_without_motion_no_number_travels(open_page):
    stage = Backward(open_page(f"backward?{OVERLAPPING}", reduced_motion="reduce"))
    stage.root.evaluate(
        """root => {
          root.travelled = 0;
          const note = (changes) => changes.forEach(({ addedNodes }) => (root.travelled += addedNodes.length));
          new MutationObserver(note).observe(root.querySelector('.travellers'), { childList: true });
        }"""
    )
    stage.part("speed").select_option("4")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="1,1")
    assert stage.root.evaluate("root => root.travelled") == 0
    expect(stage.root.locator(".flow .way")).to_have_count(1)


def test_an_edit_of_the_upstream_gradient_flows_into_its_cells(open_page):
    page = open_page(MEANS)
    stage = Backward(page)
    stage.expect_numbers(stage.gradient, [["0.25", "0.5", "0.25"], ["0.5", "1", "0.5"], ["0.25", "0.5", "0.25"]])
    stage.write(stage.upstream, 0, 0, "5")
    stage.expect_numbers(stage.gradient, [["1.25", "1.5", "0.25"], ["1.5", "2", "0.5"], ["0.25", "0.5", "0.25"]])
    expect_said(page, "upstream", "5 1\n1 1")
    stage.at(stage.gradient, 1, 1).hover()
    expect(stage.part("equation")).to_have_text("Gradient (1, 1) = 1/4·5 + 1/4·1 + 1/4·1 + 1/4·1 = 2")
    expect(stage.part("note")).to_have_text("4 outputs flow into this cell: (0, 0) (0, 1) (1, 0) (1, 1)")
    expect(stage.root.locator(".flow .way")).to_have_count(4)
    assert stage.marked("output", "lit") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    stage.at(stage.upstream, 0, 0).hover()
    expect(stage.part("equation")).to_have_text("upstream (0, 0) = 5 → each of 4 cells gets 1/4 of it: 1/4·5 = 1.25")
    assert stage.lit(stage.gradient) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    stage.edit(1, 1, "-9")
    stage.expect_texts("output", [["-0.5", "0.25"], ["2", "2.75"]])
    expect_said(page, "backward_input", "1 2 3\n4 -9 5\n6 7 8")
    assert said(page, "upstream") == "5 1\n1 1"
    page.keyboard.press("Control+z")
    stage.expect_texts("output", [["4", "4.75"], ["6.5", "7.25"]])
    page.keyboard.press("Control+z")
    stage.expect_numbers(stage.upstream, [["1", "1"], ["1", "1"]])


def test_the_upstream_gradient_is_written_by_keys_and_named(open_page):
    page = open_page("backward")
    stage = Backward(page)
    stage.at(stage.upstream, 0, 0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    expect(stage.part("editor")).to_have_attribute("aria-label", "Value of upstream (0, 1)")
    stage.part("editor").fill("7")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect_said(page, "upstream", "1 7\n1 1")
    expect(stage.at(stage.gradient, 1, 2).locator(".value")).to_have_text("7")
    expect(stage.upstream.get_by_role("grid")).to_have_attribute("aria-readonly", "false")
    expect(stage.gradient.get_by_role("grid")).to_have_attribute("aria-readonly", "true")


def test_an_upstream_gradient_of_another_shape_stays_where_it_was_typed(open_page):
    page = open_page("backward?upstream=1+2%0A3+4")
    stage = Backward(page)
    stage.root.get_by_text("Upstream gradient", exact=True).last.click()
    box = stage.root.get_by_label(re.compile("^Upstream gradient:"))
    box.fill("1 2 3")
    box.press("Control+Enter")
    expect(stage.root.locator(".tensor .problem").last).to_contain_text("is 1 × 3, but the result is 2 × 2")
    stage.expect_numbers(stage.upstream, [["1", "2"], ["3", "4"]])
    assert said(page, "upstream") == "1 2\n3 4" and box.input_value() == "1 2 3"


def test_a_cell_that_nothing_flows_into_says_so(open_page):
    stage = Backward(open_page("backward"))
    stage.at(stage.gradient, 0, 0).hover()
    expect(stage.part("equation")).to_have_text("Gradient (0, 0) = 0")
    expect(stage.part("note")).to_have_text("nothing flows into this cell: its gradient is 0")


def test_unpooling_steps_over_the_pooled_cells(open_page):
    page = open_page("backward?backward_operation=max_unpool&upstream=1+2+3+4%0A5+6+7+8%0A9+10+11+12%0A13+14+15+16")
    stage = Backward(page)
    expect(stage.part("position")).to_have_text("pooled (0, 0) · 1 of 4")
    assert stage.lit(stage.upstream) == {(1, 1)}
    stage.at(stage.upstream, 0, 0).hover()
    expect(stage.part("note")).to_have_text("flows nowhere: no index names this cell")
    stage.write(stage.upstream, 1, 1, "60")
    expect(stage.at(stage.grid("Gradient of pooled"), 0, 0).locator(".value")).to_have_text("60")


def test_a_convolutions_weight_is_written_on_its_grid(open_page):
    page = open_page("backward?backward_operation=conv&backward_input=3+1+4%0A1+5+9%0A2+6+5&upstream=1+0%0A0+0")
    stage = Backward(page)
    stage.expect_numbers(stage.grid("Gradient of the weight"), [["3", "1"], ["1", "5"]])
    stage.write(stage.grid("Weight"), 0, 0, "-2")
    expect_said(page, "backward_weight", "-2 2\n3 4")
    stage.expect_numbers(stage.gradient, [["-2", "2", "0"], ["3", "4", "0"], ["0", "0", "0"]])


def test_every_answer_of_pytorch_names_its_call_and_a_link_restores_it_all(open_page):
    page = open_page(f"{MEANS}&upstream=5+1%0A1+1")
    answers = page.get_by_test_id("oracle")
    expect(answers).to_have_text(
        [re.compile("^avg_pool2d: PyTorch .* agrees"), re.compile("^gradient of avg_pool2d: PyTorch .* agrees")],
        timeout=60_000,
    )
    page.reload()
    stage = Backward(page)
    stage.expect_numbers(stage.upstream, [["5", "1"], ["1", "1"]])
    page.get_by_label("Operation").select_option("max")
    expect(stage.part("equation")).to_have_text("upstream (0, 0) = 5 → input (1, 1), the maximum")
    stage.expect_numbers(stage.gradient, [["0", "0", "0"], ["0", "8", "0"], ["0", "0", "0"]])
