"""The animation leaves as one file that needs neither server nor network; and the app itself asks nobody else."""

import contextlib
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.stage import Stage, settled, wait_for_torch


def test_no_request_leaves_the_machine(open_page):
    page = open_page("sliding_windows")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/sliding_windows", "/adaptive_bins"):
        page.goto(path)
        settled(page)
        Stage(page)
    wait_for_torch(page)
    assert len(asked) > 3
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert hosts == {"127.0.0.1"}
    assert {urlsplit(url).scheme for url in asked} <= {"http", "ws", "blob", "data"}


def test_the_downloaded_animation_plays_without_a_network(open_page, browser, tmp_path):
    page = open_page("sliding_windows?operation=avg&kernel_size=3&stride=1&padding=1")
    Stage(page)
    file = downloaded(page, "avg_pool2d.html", tmp_path)
    with opened_alone(browser, file, width=900, height=800) as alone:
        play = alone.locator(".updatemenu-button").first
        expect(play).to_be_visible()
        first = alone.evaluate(WINDOW)
        play.click()
        alone.wait_for_function(f"first => ({WINDOW})() !== first", arg=first, timeout=15_000)
        expect(alone.locator(".slider-label").first).to_be_visible()


@pytest.mark.parametrize("width, height", [(1280, 720), (390, 844)])
def test_a_downloaded_volume_plays_and_turns_without_a_network(open_page, browser, tmp_path, width, height):
    page = open_page("dimensions?dimensions_view=3d&dimensions_stride=1")
    expect(page.get_by_test_id("volume-stage")).to_be_visible()
    file = downloaded(page, "max_pool3d.html", tmp_path)
    with opened_alone(browser, file, width=width, height=height) as alone:
        alone.wait_for_function(f"({SEEN})().every(Boolean)", timeout=30_000)
        equation, place = alone.locator(".scatterlayer text"), alone.locator(".slider-label").first
        expect(equation).to_have_text("max(3, 1, 5, 9, 2, 3, 6, 2) = 9")
        expect(place).to_have_text("output (0, 0, 0) · 1 of 27")
        start = alone.evaluate(SEEN)
        assert start[0] == start[1]
        # Each volume is turned by the mouse, and the other follows.
        for kind in ("scene", "scene2"):
            turn(alone, kind)
        turned = alone.evaluate(SEEN)
        alone.locator(".updatemenu-button").first.click()
        expect(equation).not_to_have_text("max(3, 1, 5, 9, 2, 3, 6, 2) = 9", timeout=15_000)
        expect(place).not_to_have_text("output (0, 0, 0) · 1 of 27")
        alone.locator(".updatemenu-button").last.click()
        assert alone.evaluate(SEEN) == turned
        rail = alone.locator(".slider-rail-touch-rect").bounding_box()
        alone.mouse.click(rail["x"] + rail["width"] - 2, rail["y"] + rail["height"] / 2)
        expect(place).to_have_text("output (2, 2, 2) · 27 of 27")
        expect(equation).to_have_text("max(9, 3, 3, 7, 9, 4, 9, 2) = 9")
        assert alone.evaluate("document.documentElement.scrollWidth") <= width


def downloaded(page, name, folder):
    """The file that the page offers, of this name."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Animation as an HTML file").click()
    assert download.value.suggested_filename == name
    file = folder / "animation.html"
    download.value.save_as(file)
    return file


@contextlib.contextmanager
def opened_alone(browser, file, **viewport):
    """The file in a browser without a network, where nothing is asked for and nothing goes wrong."""
    context = browser.new_context(offline=True, viewport=viewport)
    asked, errors = [], []
    context.on("request", lambda request: asked.append(request.url))
    alone = context.new_page()
    alone.on("pageerror", lambda error: errors.append(str(error)))
    alone.on("console", lambda message: errors.extend([message.text] if message.type == "error" else []))
    try:
        alone.goto(file.as_uri())
        yield alone
    finally:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


def turn(page, kind):
    """Drag one volume; anew where Plotly, still drawing what the last turn gave, let go of it."""
    before, most = page.evaluate(SEEN), 5
    both = f"before => {{ const [a, b] = ({SEEN})(); return a === b && a !== before }}"
    for attempt in range(1, most + 1):
        drag(page, f"#{kind}")
        try:
            page.wait_for_function(both, arg=before[0], timeout=4_000)
            return
        except TimeoutError:
            if attempt == most:
                raise


def drag(page, selector):
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    # As slowly as a hand: Plotly turns with the frames that are drawn between two movements.
    for step in range(1, 5):
        page.mouse.move(x + 10 * step, y + 4 * step)
        page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.mouse.up()


# From where both volumes are seen, as drawn.
SEEN = """() => ['scene', 'scene2'].map(name => {
  const eye = document.querySelector('#animation')?._fullLayout?.[name]?._scene?.getCamera?.().eye;
  return eye && ['x', 'y', 'z'].map(axis => eye[axis].toFixed(3)).join();
})"""


# Where the window is now: the outline on the input, as drawn.
WINDOW = (
    """() => [...document.querySelectorAll('#animation .scatterlayer .js-line')].map(l => l.getAttribute('d')).join()"""
)
