"""The frameworks lesson in a real browser: signs on cells, windows of both sides, and the table, on one page."""

from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage

EXAMPLE = "SAME_LOWER puts the odd cell first"


def test_two_libraries_stand_side_by_side(open_page):
    page = open_page("frameworks")
    stage = Stage(page)
    right = stage.root.locator('[data-extra="0"]')
    signs = right.locator(".cell[data-compared]")
    assert signs.evaluate_all("all => all.map(cell => cell.dataset.compared)") == ["≠"] * 4 + ["="] + ["≠"] * 4
    expect(right.get_by_test_id("extra-note")).to_have_text("8 of 9 cells differ.")
    expect(stage.part("note")).to_contain_text("ONNX (pads): (3 + 1 + 9 + 2) / 4 = 3.75")

    page.get_by_label("Right", exact=True).select_option("flax")
    expect(right.locator('.cell[data-compared="="]')).to_have_count(9)
    expect_said(page, "right", "flax")

    stage.choose(EXAMPLE)
    expect(right.get_by_test_id("extra-note")).to_have_text("3 of 9 cells differ.")
    stage.cell("output", 0, 0).hover()
    assert stage.marked("input", "tap") == {(r, c) for r in (0, 1, 2) for c in (0, 1, 2)}
    right.locator('.cell[data-r="0"][data-c="0"]').hover()
    expect(stage.part("equation")).to_have_text("ONNX (SAME_LOWER) (0, 0) = 6")
    assert stage.marked("input", "tap") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert stage.marked("input", "winner") == {(1, 1)} and not stage.marked("input", "lit")

    current = page.locator("tr[aria-current]", has_text="ONNX (SAME_LOWER)")
    expect(current).to_contain_text("side of the odd cell")
