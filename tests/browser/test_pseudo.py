"""A third language is a folder: of marked words, and then no page in a browser shows a word without marks."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.serve import ROOT, serve
from tests.browser.stage import settled
from tests.support import facts, pseudo
from tests.support.lessons import LESSONS
from ui import course, router
from ui.facts import state
from ui.state import codec

APP = ("app.py", "pages", "ui", "pooling_core", ".streamlit")
# Every text and attribute that a reader meets; what is code, a number, an input, or Streamlit's own is left out.
SAID = """() => {
  const apart = 'style, script, noscript, code, pre, .value, .ruler, textarea, math mtext, .torch'
  const found = []
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data)
    if (node.nodeType === Node.TEXT_NODE || node.matches?.(apart)) return
    // Parted into numbers with colours of their own.
    if (node.matches?.('[data-testid="equation"], [data-testid="note"]')) return found.push(node.textContent)
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute?.(name) ?? '')
    if (node.shadowRoot) read(node.shadowRoot)
    node.childNodes.forEach(read)
  }
  read(document.body)
  return [...found, document.title]
}"""
# Said so in every language: their own names, and what Streamlit has in English alone, unseen or covered by a style.
ASIDE = re.compile(r"English|中文|Skip to main content|App pages|\d+ more")
# Of the facts of a lesson that are drawn.
EACH = 12
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


def strays(page, written=""):
    """Texts with a word that no content file says; ``written`` are a reader's own words."""
    own = set(re.findall(r"\w+", written))
    said = {text for text in page.evaluate(SAID) if not ASIDE.fullmatch(text)}
    return sorted(text for text in said if set(pseudo.strays(text)) - own)


def opened(open_page, third, path, query=""):
    address = f"{third}/{path}?{query}&lang={pseudo.NAME}"
    page = open_page(address)
    if path in LESSONS:
        expect(page.get_by_test_id("headline")).not_to_be_empty()
    return page


@pytest.mark.parametrize("path", ["", router.WALK, router.PRACTICE, *course.LOOKED_UP])
def test_no_page_says_a_word_of_its_own(open_page, third, path):
    page = opened(open_page, third, path)
    assert strays(page) == []
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("name", LESSONS)
def test_no_lesson_no_example_and_no_refusal_says_a_word_of_its_own(open_page, third, name):
    """What is answered of every state is held without a browser; here it is drawn, too."""
    page = opened(open_page, third, name)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    found = dict.fromkeys(strays(page), "")
    for at, example in enumerate(LESSONS[name].examples):
        page.get_by_test_id("examples").select_option(str(at))
        shown = LESSONS[name].example_state(example)
        query = codec.link(LESSONS[name].fields, shown)
        expect(page.get_by_test_id("stage")).to_have_attribute("data-query", query)
        found |= dict.fromkeys(strays(page, " ".join(map(str, shown.values()))), example["id"])
    for query in REFUSED.get(name, ()):
        page.goto(f"{third}/{name}?{query}&lang={pseudo.NAME}")
        settled(page)
        expect(page.get_by_test_id("headline")).not_to_be_empty()
        found |= dict.fromkeys(strays(page), query)
    for fact in [each for each in facts.FACTS if each["lesson"] == name][::EACH]:
        query = codec.link(LESSONS[name].fields, state(fact))
        page.goto(f"{third}/{name}?{query}&lang={pseudo.NAME}")
        settled(page)
        expect(page.get_by_test_id("stage")).to_have_attribute("data-query", query)
        found |= dict.fromkeys(strays(page), query)
    assert found == {}
