"""The page of facts in a real browser: a search, a fact followed, and the way back to the search."""

import re

import pytest
from playwright.sync_api import expect

from ui import facts
from ui.words import speaking, words


@pytest.mark.parametrize(("language", "wanted"), [("en", "ceil_mode window"), ("zh", "ceil_mode 窗口")])
def test_a_search_leads_to_a_lesson_and_back_finds_it_as_it_was_left(open_page, language, wanted):
    with speaking(language):
        found, label = facts.found(wanted), words("facts")["search"]
    assert 1 < len(found) < 20
    page = open_page(f"facts?lang={language}")
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    field = page.get_by_label(label)
    field.fill(wanted)
    field.press("Enter")
    expect(links).to_have_count(len(found))
    expect(links.first).to_have_text(found[0]["says"])
    links.first.click()
    expect(page.get_by_test_id("stage").get_by_test_id("headline")).not_to_be_empty()
    expect(page).to_have_url(re.compile(rf"/{found[0]['lesson']}\?"))
    page.go_back()
    expect(field).to_have_value(wanted)
    expect(links).to_have_count(len(found))


def test_nonsense_finds_nothing_and_runs_nothing(open_page):
    page = open_page("facts")
    field = page.get_by_label(words("facts")["search"])
    field.fill("<script>**[](x) ZZZ")
    field.press("Enter")
    expect(page.locator("[data-testid=stMain] [data-testid=stPageLink]")).to_have_count(0)
    expect(field).to_have_value("<script>**[](x) ZZZ")
