"""The line of lessons in a real browser: where one is, what was done, kept in this browser, and the way by keyboard."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import open_lesson
from tests.browser.stage import settled
from ui import course
from ui.words import words

KEPT = "poolscope:way"
MAIN = "document.querySelector('[data-testid=stMain]')"
MARKS = words("way")["marks"]
FIRST, SECOND, THIRD = course.LESSONS[:3]


def line(page):
    return page.get_by_test_id("way").get_by_role("link")


def marks(page):
    return line(page).evaluate_all("all => all.map(link => link.dataset.mark)")


def hint(lesson, mark):
    return words("way")["hint"].format(step=course.step(lesson).label, mark=MARKS[mark])


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEPT}')") or "{}")


def test_what_is_changed_or_looked_at_in_full_is_done_and_what_is_opened_is_not(open_page):
    stage = open_lesson(open_page, f"{FIRST}?input=1+2+3%0A4+5+6")
    page = stage.page
    here = line(page).nth(0)
    expect(here).to_have_attribute("aria-current", "page")
    expect(here).to_have_attribute("title", hint(FIRST, "open"))
    room = stage.root.locator(".room")
    before = room.bounding_box()
    stage.more("stride").click()
    stage.expect_query("stride=3&input=1+2+3%0A4+5+6")
    stage.choose("Overlapping windows")
    stage.expect_query("kernel_size=3&stride=1")
    assert kept(page) == {FIRST: "open"}
    stage.more("dilation").click()
    expect(here).to_have_attribute("title", hint(FIRST, "done"))
    assert kept(page) == {FIRST: "done"} and room.bounding_box() == before
    # By the keyboard: one stop of the tab key, arrows, and Enter, without loading the document anew.
    page.evaluate("window.stays = true")
    here.focus()
    for key in ("ArrowRight", "ArrowRight", "End", "Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(stage.root.locator("h1")).to_have_text(words(THIRD)["title"])
    expect(page).to_have_url(re.compile(f"/{THIRD}$"))
    expect(line(page).nth(2)).to_have_attribute("aria-current", "page")
    # Every output is looked at, the last of them last.
    stage.part("first").click()
    count = int(stage.part("position").text_content().rsplit(" ", 1)[1])
    for _ in range(count - 2):
        stage.part("next").click()
    assert marks(page)[:3] == ["done", "new", "open"]
    stage.part("next").click()
    expect(line(page).nth(2)).to_have_attribute("data-mark", "done")
    # A lesson is found as it was left, by its sign and by Back.
    line(page).nth(0).click()
    expect(stage.root.locator("h1")).to_have_text(words(FIRST)["title"])
    stage.expect_query("kernel_size=3&stride=1&dilation=2")
    page.go_back()
    expect(stage.root.locator("h1")).to_have_text(words(THIRD)["title"])
    assert page.evaluate("window.stays") and marks(page)[:3] == ["done", "new", "done"]


def test_the_end_leads_to_the_top_of_the_next_and_the_first_page_forgets(open_page):
    stage = open_lesson(open_page, FIRST)
    page = stage.page
    page.locator(".st-key-end a").scroll_into_view_if_needed()
    page.evaluate(f"() => {{ const main = {MAIN}; main.scrollTop = main.scrollHeight }}")
    page.locator(".st-key-end a").click()
    expect(stage.root.locator("h1")).to_have_text(words(SECOND)["title"])
    expect(stage.part("headline")).not_to_be_empty()
    assert page.evaluate(f"{MAIN}.scrollTop") == 0
    page.get_by_test_id("stTopNavLink").filter(has_text=words("common")["app"]["start"]).click()
    expect(page.get_by_test_id("count")).to_have_text(words("way")["count"].format(count=0, total=len(course.STEPS)))
    assert marks(page)[:3] == ["open", "open", "new"]
    page.get_by_test_id("forget").click()
    assert set(marks(page)) == {"new"} and kept(page) == {}
    expect(page.get_by_test_id("forget")).to_be_disabled()


@pytest.mark.parametrize(
    "text", ["no JSON", '["done"]', "null", '{"__proto__": "done"}', "x" * 5000, '{"dimensions": 7}']
)
def test_what_is_kept_is_checked_before_it_is_believed(open_page, text):
    page = open_page(FIRST)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEPT, text])
    page.reload()
    settled(page)
    expect(line(page).nth(0)).to_have_attribute("data-mark", "open")
    assert marks(page)[1:] == ["new"] * (len(course.STEPS) - 1) and kept(page) == {FIRST: "open"}


def test_in_a_frame_there_is_the_stage_alone(open_page):
    page = open_page(f"{FIRST}?embed=true")
    expect(page.get_by_test_id("stage").get_by_test_id("headline")).not_to_be_empty()
    expect(page.get_by_test_id("way")).to_be_hidden()
    expect(page.locator(".st-key-end")).to_have_count(0)
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile(FIRST))
