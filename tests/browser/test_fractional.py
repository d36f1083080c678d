"""Fractional windows in a real browser: u moves the windows under the hand, the button draws both, the link says so."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage

ROW = "fractional_kernel=1&fractional_output=1&fractional_output_w=6&fractional_input=0+1+2+3+4+5+6+7+8+9"


def windows(stage, side="under"):
    """What the bars below the columns, or beside the rows, say."""
    return stage.root.locator(f'[data-testid="bin"].{side}')


def test_u_moves_the_windows(open_page):
    page = open_page(f"fractional?{ROW}")
    stage = Stage(page)
    expect(windows(stage)).to_have_text(["0:2", "2:4", "4:6", "5:7", "7:9", "8:10"])
    page.get_by_role("slider", name="u, width").focus()
    page.keyboard.press("End")
    expect_said(page, "fractional_sample_w", "0.99")
    expect(windows(stage)).to_have_text(["0:2", "2:4", "3:5", "5:7", "6:8", "8:10"])
    stage.expect_texts("output", [["1", "3", "4", "6", "7", "9"]])
    stage.cell("output", 0, 2).hover()
    assert stage.marked("input", "tap") == {(0, 3), (0, 4)}
    expect(stage.part("note")).to_contain_text("⌊(2 + 0.99)·8/5⌋ − ⌊0.99·8/5⌋ = 3")


def test_the_windows_move_while_the_slider_is_held(open_page):
    page = open_page(f"fractional?{ROW}")
    stage = Stage(page)
    slider = page.get_by_role("slider", name="u, width")
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.6 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=6)
    expect(windows(stage)).to_have_text(["0:2", "2:4", "3:5", "5:7", "6:8", "8:10"])
    page.mouse.up()


def test_the_height_unfolds_and_its_ruler_speaks_softly(open_page):
    page = open_page("fractional")
    stage = Stage(page)
    expect(page.get_by_role("slider", name="u, height")).to_be_hidden()
    expect(stage.root.locator(".bin.beside.quiet")).to_have_count(5)
    expect(stage.root.locator(".bin.under.quiet")).to_have_count(0)
    page.get_by_text("Height, and return_indices").click()
    page.get_by_role("slider", name="u, height").focus()
    page.keyboard.press("Home")
    expect_said(page, "fractional_sample", "0.00")
    page.get_by_role("switch", name="return_indices").check()
    expect(page.get_by_role("grid", name="indices")).to_be_visible()


def test_formulas_are_folded_and_open_by_their_title(open_page):
    page = open_page("fractional")
    panel = page.get_by_test_id("panel-starts")
    expect(panel.locator("math").first).to_be_hidden()
    panel.get_by_text("Where the windows start, worked out").click()
    expect(panel.locator("math").first).to_be_visible()
    page.get_by_role("spinbutton", name="output_size, width").fill("4")
    expect_said(page, "fractional_output_w", "4")
    # An answer fills it anew and leaves it open.
    expect(panel.locator("math").first).to_contain_text("4 − 1")
    expect(panel.locator("math").first).to_be_visible()


def test_the_chart_below_is_that_of_the_settled_state(open_page):
    page = open_page("fractional")
    chart = page.get_by_test_id("stPlotlyChart")
    expect(chart).to_have_count(1)
    page.get_by_role("spinbutton", name="kernel_size, width").fill("1")
    expect(chart).to_have_count(2)


def test_the_button_draws_both_and_the_link_opens_the_same(open_page):
    page = open_page("fractional?fractional_output_w=3")
    stage = Stage(page)
    button = page.get_by_role("button", name="Draw new u")
    drawn = set()
    for _ in range(3):
        before = page.url
        button.click()
        page.wait_for_function("url => location.href !== url", arg=before)
        drawn.add((said(page, "fractional_sample"), said(page, "fractional_sample_w")))
    assert len(drawn) == 3
    query = page.url.partition("?")[2]
    expect(stage.root).to_have_attribute("data-query", query)
    texts, labels = stage.texts("output"), windows(stage).all_inner_texts()
    copy = Stage(open_page(f"fractional?{query}"))
    copy.expect_texts("output", texts)
    expect(windows(copy)).to_have_text(labels)
