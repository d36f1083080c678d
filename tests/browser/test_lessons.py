"""What each lesson is there for, done in a real browser: hover, edit a gradient, guess."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage
from ui.content import words


class Numbered(Stage):
    """One of several stages of a page, from the top."""

    def __init__(self, page, number):
        self.page = page
        self.root = page.get_by_test_id("stage").nth(number)
        expect(self.part("input-cell").first).to_be_visible()


def extra(stage, number):
    """A further grid of the stage."""
    return stage.root.locator(f'[data-extra="{number}"]')


def places(cells):
    return cells.evaluate_all("all => all.map(cell => [+cell.dataset.r, +cell.dataset.c])")


def test_an_output_lights_the_cell_its_value_goes_back_to(open_page):
    page = open_page("unpooling?nearest=true")
    stage = Stage(page)
    indices, unpooled, copies = (extra(stage, k) for k in range(3))
    for (i, j), cell in {(0, 0): [1, 1], (0, 1): [0, 2], (1, 1): [3, 3]}.items():
        stage.cell("output", i, j).hover()
        expect(unpooled.locator(".cell.lit")).to_have_count(1)
        expect(unpooled.locator(f'.cell.lit[data-r="{cell[0]}"][data-c="{cell[1]}"]')).to_have_count(1)
        assert places(copies.locator(".cell.lit")) == [[2 * i + r, 2 * j + c] for r in (0, 1) for c in (0, 1)]
        expect(unpooled.locator(".cell.lit .value")).to_have_text(stage.cell("output", i, j).inner_text())
    stage.edit(0, 0, "9")
    expect(indices.locator(".plane .value")).to_have_text(["0", "2", "12", "15"])
    expect(unpooled.locator('.cell[data-r="0"][data-c="0"] .value')).to_have_text("9")
    stage.cell("output", 0, 0).hover()
    expect(unpooled.locator(".cell.lit .value")).to_have_text("9")
    assert places(unpooled.locator(".cell.lit")) == [[0, 0]]


OVERLAPPING_MEANS = "backward?backward_operation=avg&backward_stride=1&backward_input=1+2+3%0A4+9+5%0A6+7+8"


def test_an_edit_of_the_upstream_gradient_flows_into_its_cells(open_page):
    page = open_page(OVERLAPPING_MEANS)
    # When PyTorch is there the page is run once more, and the browser looks again what is below the pointer.
    expect(page.get_by_text("agrees, max")).to_have_count(2, timeout=60_000)
    upstream, forward = Numbered(page, 0), Numbered(page, 1)
    upstream.expect_texts("output", [["0.25", "0.5", "0.25"], ["0.5", "1", "0.5"], ["0.25", "0.5", "0.25"]])
    upstream.edit(0, 0, "5")
    upstream.expect_texts("output", [["1.25", "1.5", "0.25"], ["1.5", "2", "0.5"], ["0.25", "0.5", "0.25"]])
    expect_said(page, "upstream", "5 1\n1 1")
    upstream.cell("output", 1, 1).hover()
    expect(upstream.part("equation")).to_have_text("1/4·5 + 1/4·1 + 1/4·1 + 1/4·1 = 2")
    assert upstream.marked("input", "tap") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    # The cell below still has the focus from the edit; the pointer is what was moved last.
    assert upstream.focused() == ["input", 1, 0]
    upstream.cell("input", 0, 0).hover()
    expect(upstream.part("equation")).to_have_text("upstream (0, 0) = 5")
    expect(upstream.part("note")).to_have_text("flows to 4 input cells: (0, 0) (0, 1) (1, 0) (1, 1)")
    assert upstream.marked("output", "lit") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    forward.edit(1, 1, "-9")
    forward.expect_texts("output", [["-0.5", "0.25"], ["2", "2.75"]])
    expect_said(page, "backward_input", "1 2 3\n4 -9 5\n6 7 8")
    assert said(page, "upstream") == "5 1\n1 1"
    upstream.expect_texts("input", [["5", "1"], ["1", "1"]])


def test_a_maximum_lights_the_one_cell_that_its_upstream_number_flows_to(open_page):
    stage = Numbered(open_page("backward"), 0)
    stage.cell("input", 0, 0).hover()
    expect(stage.part("note")).to_have_text("flows to 1 input cell: (1, 1)")
    assert stage.marked("output", "lit") == {(1, 1)}
    stage.cell("output", 0, 0).hover()
    expect(stage.part("note")).to_have_text("nothing flows into this cell: its gradient is 0")


def test_a_pointer_goes_on_showing_its_cell_when_the_page_or_the_focus_moves(open_page):
    page = open_page(OVERLAPPING_MEANS)
    expect(page.get_by_text("agrees, max")).to_have_count(2, timeout=60_000)
    stage = Numbered(page, 0)
    # An edit in the last row closes the editor, and its answer, a refusal, opens it again.
    stage.cell("input", 1, 0).click()
    stage.part("editor").fill("1e99")
    page.keyboard.press("Enter")
    stage.cell("output", 2, 2).hover()
    expect(stage.part("refusal")).to_contain_text("beyond the largest float32")
    expect(stage.part("equation")).to_have_text("1/4·1 = 0.25")
    page.keyboard.press("Escape")
    assert stage.focused() == ["input", 1, 0]
    # Within a cell: any movement of the pointer is later than the focus.
    box = stage.cell("output", 2, 2).bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    page.mouse.move(middle[0] + 1, middle[1] + 1)
    expect(stage.part("equation")).to_have_text("1/4·1 = 0.25")
    # What the page moves away below a pointer that rests stays in sight until the pointer moves.
    stage.root.evaluate("""root => {
      const plane = root.querySelector('[data-testid="output-grid"]')
      root.left = new Promise((resolve) => plane.addEventListener('pointerleave', resolve, { once: true }))
    }""")
    page.add_style_tag(content='[data-testid="stHeading"] { padding-top: 200px }')
    stage.root.evaluate("root => root.left.then(() => true)")
    expect(stage.part("equation")).to_have_text("1/4·1 = 0.25")
    page.mouse.move(middle[0] + 2, middle[1] + 2)
    expect(stage.part("equation")).to_have_text("upstream (1, 0) = 1")


def test_a_guess_is_answered_and_the_statements_link_opens_the_same(open_page):
    text = words("true_or_false")
    claim = next(claim for claim in text["claims_list"] if claim["id"] == "zero-padding")
    page = open_page("true_or_false")
    page.get_by_text(claim["says"], exact=True).click()
    expect_said(page, "claim", "zero-padding")
    expect(page.get_by_text(f"“{claim['says']}”")).to_be_visible()
    expect(page.get_by_text("What holds:")).to_have_count(0)
    expect(page.get_by_test_id("stage")).to_have_count(0)
    page.get_by_role("radio", name="true", exact=True).click()
    expect(page.get_by_text("Look again: the statement is false.")).to_be_visible()
    expect_said(page, "guess", "true")
    stage = Stage(page)
    stage.expect_texts("output", [["-1", "-1", "-1"]])
    expect(page.get_by_text("Judged now by PyTorch")).to_be_visible(timeout=60_000)
    page.get_by_role("radio", name="false", exact=True).click()
    expect(page.get_by_text("Right: the statement is false.")).to_be_visible()
    expect_said(page, "guess", "false")
    copy = open_page(page.url.removeprefix(page.evaluate("location.origin")))
    expect(copy.get_by_text("Right: the statement is false.")).to_be_visible()
    expect(copy.get_by_role("radio", name=claim["says"])).to_be_checked()
    Stage(copy).expect_texts("output", [["-1", "-1", "-1"]])
    page.get_by_text(text["claims_list"][0]["says"], exact=True).click()
    expect(page.get_by_text("What holds:")).to_have_count(0)
    expect_said(page, "guess", None)


def test_no_grid_of_a_full_line_is_cut(open_page):
    five = "%0A".join(["1+2+3+4+5"] * 5)
    page = open_page(f"unpooling?unpool_input={five}&unpool_rows=5&unpool_columns=5")
    expect(page.get_by_test_id("extra")).to_have_count(2)
    cut = page.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert cut == [0] * 4
