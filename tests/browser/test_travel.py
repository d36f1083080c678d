"""The animation leaves as one file that needs neither server nor network; and the app itself asks nobody else."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.stage import Stage, wait_for_torch


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
    with page.expect_download() as download:
        page.get_by_role("button", name="Animation as an HTML file").click()
    assert download.value.suggested_filename == "avg_pool2d.html"
    file = tmp_path / "animation.html"
    download.value.save_as(file)
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 800})
    asked, errors = [], []
    context.on("request", lambda request: asked.append(request.url))
    alone = context.new_page()
    alone.on("pageerror", lambda error: errors.append(str(error)))
    alone.on("console", lambda message: errors.extend([message.text] if message.type == "error" else []))
    alone.goto(file.as_uri())
    play = alone.locator(".updatemenu-button").first
    expect(play).to_be_visible()
    first = alone.evaluate(WINDOW)
    play.click()
    alone.wait_for_function(f"first => ({WINDOW})() !== first", arg=first, timeout=15_000)
    label = alone.locator(".slider-label")
    expect(label.first).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []
    context.close()


# Where the window is now: the outline on the input, as drawn.
WINDOW = (
    """() => [...document.querySelectorAll('#animation .scatterlayer .js-line')].map(l => l.getAttribute('d')).join()"""
)
