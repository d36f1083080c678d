"""A third language is a folder: of marked words, and then no page in a browser shows a word without marks."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.serve import ROOT, serve
from tests.support import pseudo
from tests.support.lessons import LESSONS
from ui import router

APP = ("app.py", "pages", "ui", "pooling_core", ".streamlit")
# Every text and attribute that a reader meets; what is code, a number, an input, or Streamlit's own is left out.
SAID = """() => {
  const apart = 'style, script, code, pre, .value, .ruler, textarea, math mtext, svg.icon, [data-testid="stMainMenu"]'
  const found = []
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data)
    if (node.nodeType === Node.TEXT_NODE || node.matches?.(apart)) return
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute?.(name) ?? '')
    if (node.shadowRoot) read(node.shadowRoot)
    node.childNodes.forEach(read)
  }
  read(document.body)
  return [...found, document.title]
}"""
# Words that are said so in every language: the app's own name in its title, names of languages.
NAMES = {"English", "中文"}
REFUSED = {
    "sliding_windows": ["padding=2", "kernel_size=7", "stride=0", "input=1+x", "operation=lp&norm_type=two"],
    "adaptive_bins": ["bins_height=0"],
    "dimensions": ["dimensions_view=3d&dimensions_kernel=5"],
    "power_means": ["input=1+x"],
    "unpooling": ["unpooling_kernel=0"],
    "shapes": ["shapes_layers=conv+6+k5%0Aavg+k90", "shapes_layers=con+6"],
}


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    """The app's address with a language more, which nothing but the folder tells it of."""
    folder = tmp_path_factory.mktemp("third")
    for name in APP:
        here = ROOT / name
        (shutil.copytree if here.is_dir() else shutil.copy)(here, folder / name)
    pseudo.write(folder / "pages" / "content")
    with serve(folder=folder) as address:
        yield address


def strays(page):
    said = [text for text in page.evaluate(SAID) if not set(pseudo.unmarked(text)) <= NAMES]
    return sorted({text for text in said if pseudo.strays(text)})


def opened(open_page, third, path, query=""):
    address = f"{third}/{path}?{query}&lang={pseudo.NAME}"
    page = open_page(address)
    if path in LESSONS:
        expect(page.get_by_test_id("headline")).not_to_be_empty()
    return page


@pytest.mark.parametrize("path", ["", *router.LOOKED_UP["lookup"], *LESSONS])
def test_no_page_says_a_word_of_its_own(open_page, third, path):
    page = opened(open_page, third, path)
    assert strays(page) == []
    expect(page.locator("html")).to_have_attribute("lang", "en")
