"""Indices and unpooling in a real browser: small numbers in the cells, the way back under the pointer."""

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage

FIVE = "9+2+6+3+1%0A3+5+2+1+1%0A1+2+7+1+8%0A3+3+4+2+1%0A1+1+1+1+1"
SIX = "%0A".join(["1+22+-3.5+4+5+6"] * 6)
# The box of each small number and of the value in its cell, with the cell's own.
BOXES = """board => [...board.querySelectorAll('.cell[role]')].map(cell => {
  const boxOf = ({ left, right, top, bottom }) => ({ left, right, top, bottom });
  const text = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return boxOf(range.getBoundingClientRect());
  };
  const index = cell.querySelector('.index');
  const value = cell.querySelector('.value');
  return { cell: boxOf(cell.getBoundingClientRect()), index: index && text(index), value: text(value) };
})"""


def extra(stage, number):
    """A further grid of the stage."""
    return stage.root.locator(f'[data-extra="{number}"]')


def at(board, r, c):
    return board.locator(f'.cell[data-r="{r}"][data-c="{c}"]')


def lit(board, count):
    """Places of the cells of a further grid that are lit, once there are so many."""
    cells = board.locator(".cell.lit")
    expect(cells).to_have_count(count)
    return cells.evaluate_all("all => all.map(cell => [+cell.dataset.r, +cell.dataset.c])")


def inside(inner, outer):
    low = all(inner[side] >= outer[side] - 0.5 for side in ("left", "top"))
    return low and all(inner[side] <= outer[side] + 0.5 for side in ("right", "bottom"))


def apart(one, other):
    beside = one["right"] <= other["left"] or other["right"] <= one["left"]
    return beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_an_output_lights_the_cell_its_value_goes_back_to(open_page):
    stage = Stage(open_page("unpooling?nearest=true&unpool_input=1+2+6+3%0A3+5+2+1%0A1+2+2+1%0A7+3+4+8"))
    indices, unpooled, copies = (extra(stage, k) for k in range(3))
    for (i, j), cell in {(0, 0): [1, 1], (0, 1): [0, 2], (1, 1): [3, 3]}.items():
        stage.cell("output", i, j).hover()
        expect(unpooled.locator(f'.cell.lit[data-r="{cell[0]}"][data-c="{cell[1]}"]')).to_have_count(1)
        assert lit(unpooled, 1) == [cell]
        assert lit(copies, 4) == [[2 * i + r, 2 * j + c] for r in (0, 1) for c in (0, 1)]
        expect(unpooled.locator(".cell.lit .value")).to_have_text(stage.cell("output", i, j).inner_text())
    stage.edit(0, 0, "9")
    expect(indices.locator(".plane .value")).to_have_text(["0", "2", "12", "15"])
    expect(at(unpooled, 0, 0).locator(".value")).to_have_text("9")
    stage.cell("output", 0, 0).hover()
    expect(unpooled.locator(".cell.lit .value")).to_have_text("9")
    assert lit(unpooled, 1) == [[0, 0]]


def test_an_unpooled_cell_lights_the_input_cell_that_its_value_came_from_and_says_so(open_page):
    stage = Stage(open_page(f"unpooling?unpool_input={FIVE}"))
    unpooled = extra(stage, 1)
    at(unpooled, 3, 0).hover()
    expect(stage.part("equation")).to_have_text("Unpooled (3, 0) = 7")
    assert stage.marked("input", "lit") == {(2, 2)} and stage.marked("output", "lit") == {(1, 1)}
    expect(stage.part("note")).to_have_text(
        "7 came from input (2, 2), another cell. Here its index is read as 12 = row 3 · 4 columns + column 0."
    )
    at(unpooled, 0, 1).hover()
    expect(stage.part("note")).to_have_text("No index names this cell, so it is 0.")
    assert not stage.marked("input", "lit")
    # And from an input cell, where its value goes.
    stage.cell("input", 2, 2).hover()
    expect(stage.part("equation")).to_have_text("input (2, 2) = 7")
    assert lit(unpooled, 1) == [[3, 0]]
    stage.cell("input", 2, 3).hover()
    expect(stage.part("equation")).to_have_text("input (2, 3) = 1")
    assert lit(unpooled, 0) == []


def test_the_size_that_was_pooled_is_one_press_away(open_page):
    page = open_page(f"unpooling?unpool_input={FIVE}")
    stage = Stage(page)
    expect(stage.part("headline")).to_contain_text("7 from (2, 2) is now at (3, 0)")
    page.get_by_role("button", name="Use output_size = (5, 5)").click()
    expect_said(page, "unpool_rows", "5")
    expect(at(extra(stage, 1), 2, 2).locator(".value")).to_have_text("7")
    expect(stage.part("headline")).not_to_contain_text("elsewhere")


def test_the_line_below_says_how_an_index_counts(open_page):
    stage = Stage(open_page("unpooling"))
    stage.cell("output", 1, 0).hover()
    expect(stage.part("equation")).to_contain_text("index 12 = row 3 · 4 columns + column 0")


@pytest.mark.parametrize(
    "state, width, height",
    [
        ("", 1280, 720),
        ("unpool_input=-12.5+99999+1%0A1e-38+2+-0.25%0A7+8+100", 1280, 720),
        (f"unpool_stride=1&unpool_kernel=3&unpool_input={SIX}", 1920, 1080),
    ],
)
def test_a_small_number_stands_in_every_cell_and_touches_no_value(open_page, state, width, height):
    stage = Stage(open_page(f"unpooling?{state}", width=width, height=height))
    for board in (stage.part("input-grid"), extra(stage, 1)):
        expect(board.locator(".index").first).to_be_visible()
        for box in board.evaluate(BOXES):
            assert inside(box["index"], box["cell"]) and inside(box["value"], box["cell"]), box
            assert apart(box["index"], box["value"]), box
    indices = stage.root.locator('[data-testid="input-cell"] .index').all_inner_texts()
    assert indices == [str(n) for n in range(len(indices))] and indices


def test_cells_without_room_have_no_small_number(open_page):
    rows = "%0A".join(["+".join(map(str, range(16)))] * 16)
    stage = Stage(open_page(f"unpooling?unpool_input={rows}"))
    box = stage.cell("input", 0, 0).bounding_box()
    assert box is not None and box["width"] < 34
    expect(stage.root.locator(".index").locator("visible=true")).to_have_count(0)


def test_each_badge_names_its_call(open_page):
    answers = open_page("unpooling").get_by_test_id("oracle")
    calls = ["max_pool2d with indices", "max_unpool2d"]
    expect(answers).to_have_text(
        [f"{call}: PyTorch 2.13.0 agrees, largest difference 0" for call in calls], timeout=60_000
    )


@pytest.mark.parametrize(
    "state, grids", [("", 4), ("nearest=true", 5), (f"unpool_rows=5&unpool_columns=5&unpool_input={FIVE}", 4)]
)
def test_the_chain_stands_in_one_row_that_nothing_cuts(open_page, state, grids):
    stage = Stage(open_page(f"unpooling?{state}"))
    boxes = stage.root.locator(".plane").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().y))"
    )
    assert len(boxes) == grids and len(set(boxes)) == 1
    box = stage.cell("input", 0, 0).bounding_box()
    assert box is not None and box["width"] >= 36
    cut = stage.root.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert cut == [0] * grids
