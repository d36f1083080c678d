"""The start page in a real browser: a picture that plays, and the numbered way to each lesson."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from ui import router
from ui.words import words


@pytest.mark.parametrize("width, height", [(1280, 720), (1920, 1080), (390, 844)])
def test_the_first_screen_has_the_whole_picture_and_more_begins_below_it(open_page, width, height):
    page = open_page("", width=width, height=height)
    stage = Stage(page)
    for part in ("play", "equation"):
        box = stage.part(part).bounding_box()
        assert box["y"] + box["height"] <= height
    path = page.get_by_role("heading", name=words("start")["path"]).bounding_box()
    assert path["y"] + path["height"] <= height
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_every_lesson_has_its_number_in_the_order_of_the_menu(open_page):
    page = open_page("")
    links = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")
    expect(links).to_have_text([f"{at} · {words(name)['title']}" for at, name in enumerate(router.LESSONS, start=1)])


def test_its_cells_are_looked_at_and_not_written_on(open_page):
    stage = Stage(open_page("", reduced_motion="reduce"))
    stage.cell("input", 0, 0).click()
    stage.page.keyboard.type("5")
    expect(stage.part("editor")).to_be_hidden()
    expect(stage.part("equation")).not_to_be_empty()
