"""A letter of a formula is named where it stands; pointed at, it is lit below the picture and in it."""

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import open_lesson
from tests.browser.stage import settled
from ui.words import words

LETTERS = words("glossary")["letters"]
PADDED = "sliding_windows?kernel_size=3&stride=2&padding=1&dilation=2"
# What each letter of the formula lights: a part of the picture and the style that changes.
LIT = {
    "n": (".board.input .edge", "boxShadow"),
    "o": (".board.output .edge", "boxShadow"),
    "k": (".board.input [data-testid=input-outline]", "borderTopColor"),
    "p": ".board.input .cell[data-kind=p]",
    "d": (".board.input .fill i", "borderTopWidth"),
}


@pytest.fixture
def lesson(open_page):
    stage = open_lesson(open_page, PADDED)
    settled(stage.page)
    return stage


def letter(stage, name):
    return stage.part("panel-sizes").locator(f"li[data-letter={name}]")


def test_every_letter_is_named_below_its_formula(lesson):
    for name in "nkspdo":
        expect(letter(lesson, name)).to_have_text(f"{name} {LETTERS[name]}")


def test_a_letter_that_is_pointed_at_is_lit_in_the_picture(lesson):
    for name in "nkpdo":
        where, style = LIT[name] if isinstance(LIT[name], tuple) else (LIT[name], "backgroundColor")
        part = lesson.root.locator(where).first
        look = f"node => getComputedStyle(node).{style}"
        before = part.evaluate(look)
        letter(lesson, name).hover()
        expect(lesson.root).to_have_attribute("data-lit", name)
        assert part.evaluate(look) != before
        # The letter itself, its number, and the line that names it.
        assert lesson.part("panel-sizes").locator(f".pointed[data-letter={name}]").count() >= 2
        lesson.part("headline").hover()
        expect(lesson.root).not_to_have_attribute("data-lit", name)
        assert part.evaluate(look) == before


def test_the_step_shows_the_next_window(lesson):
    following = lesson.root.locator(".outline.next")
    expect(following).to_be_hidden()
    letter(lesson, "s").focus()
    expect(following).to_be_visible()
    letter(lesson, "k").focus()
    expect(following).to_be_hidden()


def test_a_number_in_the_formula_is_its_letter(lesson):
    lesson.part("panel-sizes").locator("mn[data-letter=k]").first.hover()
    expect(lesson.root).to_have_attribute("data-lit", "k")


def test_in_a_stack_the_letters_light_the_maps(open_page):
    root = open_page("shapes?shapes_layer=1").get_by_test_id("stage")
    for name, where in (("n", "[role=img]"), ("o", "[aria-checked=true]")):
        root.get_by_test_id("panel-layer").locator(f"li[data-letter={name}]").hover()
        box = root.get_by_test_id("stack").locator(f".column{where} .box").first
        expect(root).to_have_attribute("data-lit", name)
        assert box.evaluate("node => getComputedStyle(node).strokeWidth") == "3px"
