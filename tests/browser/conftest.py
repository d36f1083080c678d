"""A real app and a real browser: one of each for the whole run, a fresh page for each test."""

import re
from pathlib import Path

import pytest

from tests.browser.find import FLAGS, find
from tests.browser.serve import serve
from tests.browser.stage import settled
from ui.stage.modules import PATH, VERSION

HERE = Path(__file__).resolve().parent
# On a lesson's address Streamlit looks for its own server below that address first, and the console notes the 404.
NOT_OURS = ("/_stcore/health", "/_stcore/host-config")

# To start a process for each page takes as long as to load it.
ONE_PROCESS = "--process-per-site"

# The stage's modules come by a route of the app.
APP_OF_STAGES = """import streamlit as st

from ui.stage.modules import modules

app = st.App({page!r}, routes=[modules()])
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app_address():
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def stages_address(tmp_path_factory):
    """A page of hand-made stages, chosen by its address: ``?case=``, and names of stage_cases."""
    folder = tmp_path_factory.mktemp("app")
    page, app = folder / "stages.py", folder / "app.py"
    page.write_text("from tests.browser.stage_cases import page_of_stages\n\npage_of_stages()\n", encoding="utf-8")
    app.write_text(APP_OF_STAGES.format(page=str(page)), encoding="utf-8")
    with serve(str(app)) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    executable = find()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, ONE_PROCESS])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contexts(browser, app_address):
    """Contexts by their options: the files of Streamlit itself are loaded once for each, which is most of the time."""
    kept = {}

    def context(**options):
        key = repr(sorted(options.items()))
        if key not in kept:
            kept[key] = browser.new_context(base_url=app_address, **options)
            # The process of the pages lives as long as one of them is open.
            kept[key].new_page().goto(f"{PATH}/{VERSION}/stage.css")
        return kept[key]

    yield context
    for one in kept.values():
        one.close()


@pytest.fixture
def run(contexts, app_address):
    """run("drafts.js", "({ written }) => ...") -> what the function of a module's exports returns."""
    page = contexts().new_page()
    page.goto(f"{app_address}{PATH}/{VERSION}/stage.css")

    def run_(module, function, argument=None):
        address = f"{PATH}/{VERSION}/{module}"
        script = f"async (argument) => ({function})(await import({address!r}), argument)"
        return page.evaluate(script, argument)

    yield run_
    page.close()


@pytest.fixture
def open_page(contexts):
    """open_page("sliding-windows?k=3", width=390, height=844, color_scheme="dark") -> a Playwright page, settled.

    No page finds what another stored. The test fails on any error the console or a script reports; with
    ``cut_off=True`` on none of the network's.
    """
    pages, errors = [], []
    of_network = set()

    def note(message):
        source = message.location.get("url", "")
        if message.page in of_network and re.search(r"net::ERR_|WebSocket|Failed to fetch|\b50[234]\b", message.text):
            return
        if message.type == "error" and not source.endswith(NOT_OURS):
            errors.append(f"console: {message.text} ({source})")

    def open_(path="", *, width=1280, height=720, color_scheme="light", settle=True, cut_off=False, **options):
        size = {"width": width, "height": height}
        page = contexts(color_scheme=color_scheme, **options).new_page()
        pages.append(page)
        if cut_off:
            of_network.add(page)
        page.set_viewport_size(size)
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(f"script: {error}"))
        page.add_init_script("if (!sessionStorage.opened) { localStorage.clear(); sessionStorage.opened = 'yes'; }")
        page.goto(path if path.startswith(("/", "http:")) else f"/{path}")
        if settle:
            settled(page)
        return page

    yield open_
    for page in pages:
        page.context.clear_cookies()
        page.close()
    assert not errors, "the browser reported errors:\n" + "\n".join(errors)


@pytest.fixture
def page(open_page):
    """The default page at 1280x720, light."""
    return open_page()
