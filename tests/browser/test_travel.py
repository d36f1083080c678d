"""What is kept leaves as a file that needs neither server nor network; and the app itself asks nobody else."""

import contextlib
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage, settled, wait_for_torch
from ui.page.stills import film


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


@pytest.mark.parametrize("width, height", [(1280, 720), (390, 844)])
def test_the_page_that_travels_plays_without_a_network(open_page, browser, tmp_path, width, height):
    page = open_page("sliding_windows?kernel_size=3&stride=1&padding=1")
    Stage(page)
    file = kept(page, "html", tmp_path)
    with opened_alone(browser, file, width=width, height=height) as alone:
        stage = Stage(alone)
        expect(stage.part("output-cell")).to_have_count(36)
        alone.keyboard.press("PageDown")
        before = stage.root.get_attribute("data-cursor")
        alone.keyboard.press("PageDown")
        expect(stage.root).not_to_have_attribute("data-cursor", before)
        stage.cell("output", 2, 3).click()
        stage.expect_state(pinned="2,3")
        stage.cell("input", 1, 1).hover()
        assert len(stage.marked("output", "lit")) == 9
        stage.part("play").click()
        stage.expect_state(playing="true")
        stage.cell("input", 0, 0).click()
        expect(stage.part("editor")).to_have_count(0)
        assert alone.evaluate("document.documentElement.scrollWidth") <= width


def test_a_volume_plays_without_a_network(open_page, browser, tmp_path):
    page = open_page("dimensions?dimensions_view=3d&dimensions_stride=1")
    expect(page.get_by_test_id("equation")).to_have_text("max(3, 1, 5, 9, 2, 3, 6, 2) = 9")
    file = tmp_path / "volume.html"
    file.write_text(film("dimensions", "dimensions_view=3d&dimensions_stride=1"), encoding="utf-8")
    with opened_alone(browser, file, width=1280, height=720) as alone:
        alone.get_by_test_id("last").click()
        expect(alone.get_by_test_id("position")).to_contain_text("27 of 27")
        expect(alone.get_by_test_id("equation")).to_have_text("max(9, 3, 3, 7, 9, 4, 9, 2) = 9")


@pytest.mark.parametrize("kind, begins", [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_step_that_is_shown_is_kept_as_a_picture(open_page, tmp_path, kind, begins):
    page = open_page("sliding_windows")
    stage = Stage(page)
    stage.cell("output", 1, 2).click()
    found = kept(page, kind, tmp_path).read_bytes()
    assert found.startswith(begins)
    if kind == "svg":
        assert "max(9, 3, 2, 3)" in found.decode() or "output (1, 2)" in found.decode()


def kept(page, kind, folder):
    """What the menu of pictures gives to be kept."""
    page.get_by_test_id("picture").click()
    with page.expect_download() as download:
        page.get_by_test_id(f"still-{kind}").click()
    assert download.value.suggested_filename == f"sliding_windows.{kind}"
    file = folder / download.value.suggested_filename
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
