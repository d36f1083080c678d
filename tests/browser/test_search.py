"""The search in a real browser: one key away, found as one types, followed, and found again by Back."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import open_lesson
from ui import search
from ui.words import speaking, words


def links(page):
    return page.locator(".st-key-found [data-testid=stPageLink] a")


def field(page):
    return page.locator(".st-key-q input")


@pytest.mark.parametrize(("language", "wanted"), [("en", "ceil_mode window"), ("zh", "ceil_mode 窗口")])
def test_a_key_leads_to_the_search_and_back_finds_it_as_it_was_left(open_page, language, wanted):
    with speaking(language):
        kinds = search.found(wanted)
        found = [entry for entries in kinds.values() for entry in entries]
        shown = kinds["examples"][0]
        title = words("search")["title"]
    stage = open_lesson(open_page, f"sliding_windows?kernel_size=3&lang={language}")
    page = stage.page
    page.evaluate("window.stays = true")
    # On a cell that can be written on the key writes, as any other.
    stage.cell("input", 0, 0).click()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(stage.part("editor")).to_have_value("/")
    page.keyboard.press("Escape")
    stage.part("next").focus()
    page.keyboard.press("/")
    expect(page.locator("h1")).to_have_text(title)
    expect(field(page)).to_be_focused()
    page.keyboard.type(wanted)
    expect(links(page)).to_have_count(len(found))
    expect(links(page).first).to_have_text(found[0].title)
    expect(page).to_have_url(re.compile(rf"/search\?.*q={quote(wanted, safe='').replace('%20', '(%20|[+])')}"))
    links(page).filter(has_text=shown.title).first.click()
    expect(page).to_have_url(re.compile(rf"/{shown.page}\?"))
    expect(page.get_by_test_id("stage").get_by_test_id("headline")).to_contain_text(shown.title)
    page.go_back()
    expect(field(page)).to_have_value(wanted)
    expect(links(page)).to_have_count(len(found))
    assert page.evaluate("window.stays")


def test_nonsense_finds_nothing_and_runs_nothing(open_page):
    page = open_page("search?q=" + quote("<script>**[](x) ZZZ"))
    expect(page.locator(".st-key-found")).to_contain_text(words("search")["nothing"])
    expect(links(page).last).to_have_text(words("search")["every_word"])
    expect(field(page)).to_have_value("<script>**[](x) ZZZ")


def test_the_tool_of_a_lesson_stands_where_there_is_room(open_page):
    page = open_page("shapes")
    page.get_by_test_id("find").click()
    expect(field(page)).to_be_focused()
    narrow = open_page("shapes", width=390, height=844)
    expect(narrow.get_by_test_id("undo")).to_be_visible()
    expect(narrow.get_by_test_id("find")).to_be_hidden()
