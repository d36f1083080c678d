"""The ruler of adaptive bins in a real browser: at the cells' places, with the window, a wrong rule below it."""

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage

PLANE = "bins_dims=2d&output_size=3&output_size_w=4&bins_input=" + "%0A".join(["3+1+4+1+5+9+2"] * 5)


def bins(stage, side="under"):
    """The bars below the columns, or beside the rows."""
    return stage.root.locator(f'[data-testid="bin"].{side}')


def current(stage, kind="bin", side="under"):
    return stage.root.locator(f'[data-testid="{kind}"].{side}.current')


def test_bins_stand_below_their_own_cells_and_follow_the_window(open_page):
    stage = Stage(open_page("adaptive_bins?output_size=4"))
    stage.expect_texts("output", [["0.5", "2", "4", "5.5"]])
    expect(bins(stage)).to_have_text(["0:2", "1:4", "3:6", "5:7"])
    expect(current(stage)).to_have_text(["0:2"])
    boxes = [bar.bounding_box() for bar in bins(stage).all()]
    cells = [stage.cell("input", 0, c).bounding_box() for c in range(7)]
    for box, (start, stop) in zip(boxes, [(0, 2), (1, 4), (3, 6), (5, 7)], strict=True):
        assert abs(box["x"] - cells[start]["x"]) < 4 and box["y"] > cells[0]["y"] + cells[0]["height"]
        assert abs(box["x"] + box["width"] - cells[stop - 1]["x"] - cells[stop - 1]["width"]) < 4
    # Neighbours that share a cell stand in lanes of their own, hatched there.
    assert boxes[0]["y"] == boxes[2]["y"] != boxes[1]["y"] == boxes[3]["y"]
    expect(stage.root.locator(".shared")).to_have_count(6)
    stage.cell("input", 0, 3).hover()
    assert stage.marked("output", "lit") == {(0, 1), (0, 2)}
    stage.part("scrub").fill("1")
    expect(stage.part("note")).to_have_text("bin 1 starts at ⌊1·7/4⌋ = 1, stops before ⌈2·7/4⌉ = 4, width 3")
    expect(current(stage)).to_have_text(["1:4"])


def test_a_wrong_rule_is_dashed_and_its_button_leads_where_it_fails(open_page):
    page = open_page("adaptive_bins?output_size=3")
    stage = Stage(page)
    expect(stage.part("claim")).to_have_count(0)
    page.get_by_label("Lay a wrong rule on the bins").select_option("stride_kernel")
    expect_said(page, "ghosts", "stride_kernel")
    expect(stage.part("claim")).to_have_text(["✓ 0:3", "✓ 2:5", "✓ 4:7"])
    expect(current(stage, "claim")).to_have_text(["✓ 0:3"])
    expect(stage.part("headline")).to_contain_text("is right only where n divided by o leaves the remainder 0 or 1")
    page.get_by_role("button", name="Show 7 → 4, where it fails").click()
    expect_said(page, "output_size", "4")
    expect(stage.part("claim")).to_have_text(["✗ 0:4", "✗ 1:5", "✗ 2:6", "✗ 3:7"])
    expect(stage.part("claim").first).to_have_css("border-top-style", "dashed")
    expect(page.get_by_role("button", name="where it fails")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect_said(page, "output_size", "3")


@pytest.mark.parametrize("width, height", [(1280, 720), (390, 844)])
def test_in_two_dimensions_the_rows_have_their_ruler_at_the_left(open_page, width, height):
    stage = Stage(open_page(f"adaptive_bins?{PLANE}&at=1,2", width=width, height=height))
    expect(bins(stage, "beside")).to_have_text(["0:2", "1:4", "3:5"])
    expect(bins(stage)).to_have_text(["0:2", "1:4", "3:6", "5:7"])
    expect(current(stage, side="beside")).to_have_text(["1:4"])
    expect(current(stage)).to_have_text(["3:6"])
    box, cell = bins(stage, "beside").nth(1).bounding_box(), stage.cell("input", 1, 0).bounding_box()
    assert abs(box["y"] - cell["y"]) < 4 and box["x"] + box["width"] < cell["x"]
    assert abs(box["height"] - 3 * cell["height"]) < 6


def test_more_outputs_than_cells_repeat_their_bins_and_very_many_are_drawn_once(open_page):
    stage = Stage(open_page("adaptive_bins?output_size=8&bins_input=1+5+2+4&at=0,3"))
    expect(bins(stage)).to_have_text(["0:1", "0:1", "1:2", "1:2", "2:3", "2:3", "3:4", "3:4"])
    expect(current(stage)).to_have_text(["1:2"])
    stage = Stage(open_page("adaptive_bins?output_size=32&bins_input=1+5+2+4&at=0,31"))
    expect(bins(stage)).to_have_count(4)
    expect(current(stage)).to_have_text(["3:4"])
