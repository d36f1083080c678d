"""The first screen in a real browser: a window under the hand, an output that forms, and the ways on from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage, settled
from ui import course
from ui.start import pooled
from ui.words import words

SAID = words("start")["screen"]
NUMBERS = pooled.numbers()


def centre(stage, board, r, c):
    """Where the corner of four cells, or one cell, stands on the screen."""
    box = stage.cell(board, r, c).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def formed(stage):
    """The outputs that have formed."""
    side = round(stage.part("output-cell").count() ** 0.5)
    return {(r, c) for r in range(side) for c in range(side)} - stage.marked("output", "open")


def value(operation, kernel, place, shift=0):
    """What the core says stands at a place of the output."""
    texts = NUMBERS["outputs"][operation][str(kernel)][pooled.SHIFTS.index(shift)]["values"].split(" ")
    return texts[place[0] * (32 // kernel) + place[1]]


def choose(stage, label):
    stage.root.locator(".segments label", has_text=label).click()


def change(planes, shift):
    """By how much a cell changes, as the screen says it."""
    return SAID["change"].format(by=planes[pooled.SHIFTS.index(shift)]["change"], most=NUMBERS["most"])


def shades(stage, board):
    """How dark each cell is drawn, as a number of the drawing."""
    read = "cells => cells.map(cell => parseFloat(cell.style.getPropertyValue('--heat')) * 9 / 100)"
    return pytest.approx(stage.part(f"{board}-cell").evaluate_all(read), abs=0.01)


@pytest.mark.parametrize("width, height", [(1280, 720), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_whole_screen_is_seen_without_scrolling(open_page, width, height, language):
    page = open_page(f"?lang={language}", width=width, height=height, has_touch=width < 600)
    stage = Stage(page)
    names = ("input-grid", "output-grid", "play", "right", "lens-value", "output-change", "compare")
    parts = [stage.part(name) for name in names]
    ways = page.locator(".st-key-start_ways a").all()
    stage.part("right").click()
    assert len(ways) == 2
    smaller = page.locator(".st-key-start_words figure")
    assert smaller.locator("img").evaluate("image => image.naturalWidth") > 0
    for part in [*parts, smaller, *stage.root.locator(".segments").all(), *ways]:
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= height
    assert stage.part("input-grid").bounding_box()["width"] >= (0.7 if width < 600 else 0.4) * width
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_it_plays_by_itself_until_a_hand_drags_the_window_and_then_forms_what_the_window_passes(open_page):
    page = open_page("")
    stage = Stage(page)
    stage.expect_moved_from("0,0")
    stage.expect_state(playing="true")
    stage.part("clear").click()
    stage.expect_state(playing="false", formed="0")
    page.mouse.move(*centre(stage, "input", 10, 6))
    page.mouse.down()
    # One leap of the pointer: no window on its way is left out.
    page.mouse.move(*centre(stage, "input", 10, 14))
    page.mouse.up()
    stage.expect_state(playing="false", cursor="5,7")
    assert formed(stage) == {(5, c) for c in range(3, 8)}
    expect(stage.part("lens-value")).to_have_text(value("max", 2, (5, 7)))
    expect(stage.part("live")).to_contain_text(SAID["formed"].format(formed=5, count=256))
    # The other picture: where a hand points at the output, the window goes.
    page.mouse.click(*centre(stage, "output", 8, 2))
    stage.expect_state(cursor="8,2", formed="6")


def test_a_nudge_says_how_much_the_input_and_the_output_change_and_shows_it_when_asked(open_page):
    stage = Stage(open_page("", reduced_motion="reduce"))
    stage.expect_state(playing="false", formed="256")
    for operation, kernel, shift, name in (("max", 2, 1, "right"), ("avg", 4, -1, "left")):
        choose(stage, SAID["operations"][operation])
        choose(stage, f"{kernel} × {kernel}")
        stage.part(name).click()
        if shift < 0:
            stage.part(name).click()
        planes = {"input": NUMBERS["input"], "output": NUMBERS["outputs"][operation][str(kernel)]}
        for board, known in planes.items():
            now, before = (
                [float(text) for text in known[pooled.SHIFTS.index(by)]["values"].split(" ")] for by in (shift, 0)
            )
            expect(stage.part(f"{board}-change")).to_have_text(change(known, shift))
            assert now == shades(stage, board)
            stage.part("compare").click()
            expect(stage.part("compare")).to_have_attribute("aria-pressed", "true")
            assert [abs(a - b) for a, b in zip(now, before, strict=True)] == shades(stage, board)
            stage.part("compare").click()
        expect(stage.part("live")).to_contain_text(SAID["softens"])
        expect(stage.part("live")).to_contain_text(SAID["moved"][str(shift)])
    stage.part("compare").click()
    # Where nothing is moved, the picture is back.
    stage.part("right").click()
    expect(stage.part("output-change")).to_be_empty()
    expect(stage.part("compare")).to_be_hidden()
    assert [float(text) for text in NUMBERS["input"][2]["values"].split(" ")] == shades(stage, "input")


def test_keys_move_the_window_and_play_and_stop(open_page):
    page = open_page("", width=1920, height=1080, reduced_motion="reduce")
    stage = Stage(page)
    stage.part("clear").click()
    stage.root.get_by_role("application").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    stage.expect_state(cursor="2,0")
    assert formed(stage) == {(1, 0), (2, 0), (2, 1)}
    told = stage.part("live").text_content()
    assert value("max", 2, (2, 0)) in told and SAID["formed"].format(formed=3, count=256) in told
    page.keyboard.press("Space")
    stage.expect_state(playing="true")
    stage.expect_moved_from("2,0")
    page.keyboard.press("Space")
    stage.expect_state(playing="false")


def test_a_finger_drags_the_window_and_the_page_stays(open_page):
    page = open_page("", width=390, height=844, has_touch=True)
    stage = Stage(page)
    stage.part("clear").click()
    touches = page.context.new_cdp_session(page)

    def touch(kind, *places):
        points = [{"x": x, "y": y} for x, y in places]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", centre(stage, "input", 20, 8))
    for row in (16, 12, 8):
        touch("touchMove", centre(stage, "input", row, 8))
    touch("touchEnd")
    stage.expect_state(cursor="4,4", playing="false")
    assert formed(stage) == {(r, 4) for r in range(4, 11)}
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


LESSON_LINKS = "[data-testid=stMain] [data-testid=stPageLink-NavLink]:not(.st-key-start_ways *)"


def test_every_lesson_has_its_number_in_the_order_of_the_menu(open_page):
    links = open_page("").locator(LESSON_LINKS)
    expect(links).to_have_text([step.label for step in course.STEPS])


def test_the_quiet_link_leads_to_the_lessons_below_and_the_button_begins(open_page):
    page = open_page("")
    page.get_by_role("link", name=words("start")["all"]).click()
    expect(page.locator(LESSON_LINKS).first).to_be_in_viewport()
    page.get_by_role("link", name=words("start")["begin"]).click()
    expect(page).not_to_have_url(re.compile(r"/(\?.*)?(#.*)?$"))
    settled(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(words("start")["title"])
