"""The lesson on dimensions in a real browser: words above the columns, and a window that moves through a volume."""

from playwright.sync_api import expect

from tests.browser.stage import Stage, wait_for_torch

FIGURE = "document.querySelector('.st-key-dimensions_volume_chart .js-plotly-plot')"
DRAWN = f"() => {FIGURE}?._fullLayout?.scene2?._scene"
# How many outputs are filled in.
FILLED = f"() => {FIGURE}.data.at(-3).x.length"


def test_words_are_the_positions_of_a_sequence(open_page):
    page = open_page("dimensions")
    stage = Stage(page)
    top = stage.root.locator(".board.input .ruler.top span")
    expect(top).to_have_text(["the", "plot", "is", "thin", "but", "the", "acting", "is", "superb"])
    expect(stage.root.locator(".board.output .ruler.left span")).to_have_text(["praise", "doubt", "turn"])
    expect(stage.part("note")).to_have_text("9 real · highest at “superb”")
    stage.cell("output", 1, 0).hover()
    expect(stage.part("equation")).to_have_text("max(0, 1, 0, 7, 3, 0, 0, 0, -3) = 7")
    assert stage.marked("input", "winner") == {(1, 3)}
    page.get_by_label("Sentence", exact=True).fill("an extraordinarily dull yet brilliant film")
    page.keyboard.press("Enter")
    expect(top).to_have_text(["an", "extraordina…", "dull", "yet", "brilliant", "film"])
    stage.expect_texts("output", [["9"], ["8"], ["7"]])
    # Too long for their columns, the words stand aslant, and none leaves the board.
    board = stage.root.locator(".board.input").bounding_box()
    for number in range(6):
        word = top.nth(number).bounding_box()
        assert word["x"] >= board["x"] - 1 and word["x"] + word["width"] <= board["x"] + board["width"] + 1


def test_a_window_moves_through_a_volume(open_page):
    page = open_page("dimensions?dimensions_view=3d&dimensions_stride=1")
    wait_for_torch(page)
    page.wait_for_function(DRAWN, timeout=30_000)
    equation = page.locator(".st-key-dimensions_volume_chart .scatterlayer text")
    expect(equation).to_have_text("max(3, 1, 5, 9, 2, 3, 6, 2) = 9")
    page.get_by_text("▶ Play").click()
    page.wait_for_function(f"() => ({FILLED})() >= 4", timeout=30_000)
    page.get_by_text("Pause", exact=True).click()
    expect(equation).not_to_have_text("max(3, 1, 5, 9, 2, 3, 6, 2) = 9")


def test_on_a_narrow_screen_the_volumes_stand_below_each_other(open_page):
    page = open_page("dimensions?dimensions_view=3d", width=390, height=844, color_scheme="dark")
    page.wait_for_function(DRAWN, timeout=30_000)
    page.wait_for_function(f"() => {FIGURE}._fullLayout.height === 640", timeout=15_000)
    upper, lower = (page.evaluate(f"() => {FIGURE}._fullLayout.{name}.domain") for name in ("scene", "scene2"))
    assert upper["x"] == lower["x"] == [0, 1] and upper["y"][0] > lower["y"][1]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    slider = page.locator(".slider-rail-rect").bounding_box()
    badge = page.get_by_text("agrees, max").bounding_box()
    assert slider["y"] + 40 < badge["y"]
