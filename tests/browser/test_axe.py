"""axe-core on every page and view, light and dark: it finds nothing but what is named here, with the reason."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ui.course import LOOKED_UP
from ui.lessons import LESSONS
from ui.router import PRACTICE

VIEWS = [
    "sliding_windows?operation=lp",
    "dimensions?dimensions_view=2d",
    "dimensions?dimensions_view=3d",
    "adaptive_bins?bins_operation=max",
    "stochastic?mode=inference",
    "backward?backward_operation=avg_pool2d",
    "unpooling?unpool_dims=3d",
    "convolution?conv_view=parameters",
    "convolution?conv_view=shift",
    "shapes?shapes_view=conventions",
    "shapes?walk=8",
    "true_or_false?claim=zero-padding&guess=true&told=true",
    "true_or_false?score=true",
]
REFUSED = "sliding_windows?padding=2"
# Of Streamlit's own elements, what our styles cannot mend: (rule, part of the element, why).
EXCEPTED: list[tuple[str, str, str]] = []


PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}


def is_excepted(rule, node):
    return any(rule == name and part in node["html"] for name, part, _ in EXCEPTED)


def found(page, scheme="light"):
    """What axe holds against the page: the rule, what is wrong. The dark page differs in its colours alone."""
    colours = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    results = Axe().run(page, options={"resultTypes": ["violations"], **colours}).response
    return [
        (violation["id"], node["html"][:200], node["failureSummary"])
        for violation in results["violations"]
        for node in violation["nodes"]
        if not is_excepted(violation["id"], node)
    ]


def opened(open_page, path):
    page = open_page(path, color_scheme="light")
    if path not in LOOKED_UP:
        expect(page.locator("[data-testid=stage] h1, [data-testid=stage][data-cursor]").first).not_to_be_empty()
    return page


def darken(page):
    """The same page as the evening shows it: it follows the system."""
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", PAPER["dark"])


@pytest.mark.parametrize("path", ["", *LESSONS, PRACTICE, *LOOKED_UP, *VIEWS, REFUSED, "backward?lang=zh"])
def test_axe_finds_nothing_and_each_page_has_one_title_and_says_where_it_is(open_page, path):
    page = opened(open_page, path)
    assert found(page) == []
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    if path in LESSONS or not path:
        name = heading.text_content()
        expect(page).to_have_title(f"{name} · Poolscope" if path else "Poolscope")
    darken(page)
    assert found(page, "dark") == []


def test_axe_finds_nothing_while_a_cell_is_edited_and_everything_is_unfolded(open_page):
    page = opened(open_page, "sliding_windows?stride=1&padding=1")
    stage = page.get_by_test_id("stage")
    for fold in stage.locator("details:not(.menu) > summary").all():
        fold.click()
    stage.get_by_test_id("tensor-text").fill("1 2 x")
    stage.get_by_test_id("tensor-text").press("Control+Enter")
    expect(stage.get_by_role("alert").filter(visible=True)).to_be_visible()
    assert found(page) == []
    cell = stage.locator('[data-testid="input-cell"]').first
    cell.click()
    stage.get_by_test_id("editor").fill("one")
    page.keyboard.press("Enter")
    expect(stage.get_by_test_id("refusal")).to_be_visible()
    assert found(page) == []
    darken(page)
    assert found(page, "dark") == []


def test_axe_looks_into_the_stage(open_page):
    page = opened(open_page, "sliding_windows")
    page.get_by_test_id("stage").locator("select.examples").evaluate("node => node.removeAttribute('aria-label')")
    assert [rule for rule, *_ in found(page)] == ["select-name"]
