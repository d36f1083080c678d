"""How it looks: dark and light, wide and narrow, legible everywhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.colours import PAINTED, contrast, luminance
from tests.browser.stage import Stage, settled


@pytest.mark.parametrize("scheme, dark", [("dark", True), ("light", False)])
def test_numbers_are_legible_in_dark_and_light(open_page, scheme, dark):
    page = open_page("sliding_windows?kernel_size=4", color_scheme=scheme)
    stage = Stage(page)
    ground = stage.cell("input", 0, 0).evaluate(PAINTED)["page"]
    assert (luminance(ground) < 0.05) == dark and (luminance(ground) > 0.8) != dark
    painted = stage.part("input-cell").or_(stage.part("output-cell")).evaluate_all(f"all => all.map({PAINTED})")
    assert len({tuple(colours["ground"]) for colours in painted}) > 8
    assert min(contrast(colours["text"], colours["ground"]) for colours in painted) >= 4.5
    for name in ("equation", "note", "position"):
        colours = stage.part(name).evaluate(PAINTED)
        assert contrast(colours["text"], colours["page"]) >= 4.5, name


def boxes(stage):
    return stage.part("input-grid").bounding_box(), stage.part("output-grid").bounding_box()


def test_a_narrow_screen_has_both_grids_apart_and_no_sideways_scroll(open_page):
    page = open_page("", width=390, height=844)
    for path in ("/", "/sliding_windows", "/adaptive_bins?output_size=4"):
        page.goto(path)
        settled(page)
        stage = Stage(page)
        upper, lower = boxes(stage)
        below = lower["y"] >= upper["y"] + upper["height"]
        beside = lower["x"] >= upper["x"] + upper["width"]
        assert below or beside
        for box in (upper, lower):
            assert box["x"] >= 0 and box["x"] + box["width"] <= 390
        spill = page.evaluate(
            """['html', '[data-testid=stMain]', '[data-testid=stApp]']
              .map(name => document.querySelector(name)).map(node => node.scrollWidth - node.clientWidth)"""
        )
        assert spill == [0, 0, 0]


def test_the_largest_input_scrolls_inside_its_board_on_a_narrow_screen(open_page):
    rows = "%0A".join(["+".join(str(r * c) for c in range(16)) for r in range(16)])
    page = open_page(f"sliding_windows?kernel_size=3&stride=1&padding=1&input={rows}", width=390, height=844)
    stage = Stage(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    stage.part("last").click()
    stage.expect_state(cursor="15,15")
    box = stage.part("output-outline").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_7x7_input_with_padding_stands_above_the_fold_with_its_equation(open_page):
    rows = "%0A".join(["+".join(str(r + c) for c in range(7)) for r in range(7)])
    page = open_page(f"sliding_windows?kernel_size=3&stride=1&padding=1&input={rows}")
    stage = Stage(page)
    upper, lower = boxes(stage)
    assert lower["x"] >= upper["x"] + upper["width"]
    assert stage.cell("input", 0, 0).bounding_box()["width"] == stage.cell("output", 0, 0).bounding_box()["width"]
    for part in (stage.part("input-grid"), stage.part("output-grid"), stage.part("equation"), stage.part("note")):
        box = part.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720
        assert box["x"] + box["width"] <= 1280


def test_a_kind_of_cell_is_told_by_more_than_colour(open_page):
    link = "operation=avg&dims=1d&kernel_size=3&stride=3&padding=1&ceil_mode=true&input=1+1+1+1+1+1"
    page = open_page(f"sliding_windows?{link}")
    stage = Stage(page)
    expect(stage.part("legend").locator("li")).to_have_text(["data", "padding", "overhang (ceil_mode)", "window"])
    drawn = stage.root.locator("[data-testid=frame-cell]").evaluate_all(
        "all => all.map(node => [node.dataset.kind, getComputedStyle(node).backgroundImage])"
    )
    hatches = dict(drawn)
    assert set(hatches) == {"p", "o"} and hatches["p"] != hatches["o"]
    assert all("gradient" in image for image in hatches.values())
