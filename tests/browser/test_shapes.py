"""The shapes lesson in a real browser: a click on the picture, a layer added, a size mended."""

from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import settled


def bars(page):
    """The maps that are drawn, in the order of the layers; the input is the first."""
    return page.locator(".js-plotly-plot").first.locator(".xy2 .barlayer .trace").first.locator(".point")


def click_bar(page, number):
    # Plotly listens on a layer above its bars, so the place is clicked and not the path.
    box = bars(page).nth(number).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_chooses_a_layer_and_a_layer_is_added_and_removed(open_page):
    page = open_page("shapes")
    expect(bars(page)).to_have_count(6)
    for number, name in ((2, "avg k2"), (3, "conv 16 k5")):
        click_bar(page, number)
        expect(page.get_by_text(f"Layer {number}, {name}: along the height")).to_be_visible()
        expect_said(page, "shapes_layer", str(number))
    page.get_by_text("width", exact=True).click()
    expect(page.get_by_text("Layer 3, conv 16 k5: along the width")).to_be_visible()
    expect_said(page, "shapes_axis", "width")
    page.get_by_role("button", name="Remove last", exact=True).click()
    expect(page.get_by_text("60,856 parameters")).to_be_visible()
    page.get_by_role("combobox", name="Add a layer").click()
    page.get_by_role("option", name="linear", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("61,706 parameters")).to_be_visible()
    settled(page)
    assert "shapes_stack" not in page.url


def test_torch_speaks_of_the_whole_stack_and_the_windows_have_a_picture_of_their_own(open_page):
    page = open_page("shapes")
    expect(page.get_by_text("PyTorch 2.13.0 agrees: shapes and parameters")).to_be_visible(timeout=60_000)
    page.get_by_text("conventions", exact=True).click()
    lines = page.locator(".st-key-shapes_lines .js-plotly-plot")
    expect(lines.get_by_text("PyTorch, ceil_mode")).to_be_visible()
    box = lines.bounding_box()
    assert box["y"] + box["height"] <= 720
    expect_said(page, "shapes_view", "conventions")


def test_a_size_that_does_not_fit_is_mended_above_the_fold(open_page):
    page = open_page("shapes?shapes_input=1+x+28+x+28")
    expect(page.get_by_text("Kernel size can't be greater than actual input size")).to_be_visible(timeout=60_000)
    mend = page.get_by_role("button", name="Use input = 1 x 32 x 32")
    box = mend.bounding_box()
    assert box["y"] + box["height"] <= 720
    expect(page.locator(".js-plotly-plot").first.get_by_text("does not fit")).to_be_visible()
    mend.click()
    expect(page.get_by_text("61,706 parameters")).to_be_visible()
    expect(bars(page)).to_have_count(6)
    picture = page.locator(".js-plotly-plot").first.bounding_box()
    assert picture["y"] + picture["height"] <= 720
