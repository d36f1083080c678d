"""Undo and redo: by buttons and keys, of what is answered and of what is not yet."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.lesson import OVERLAPPING, SMALL, SMALL_TEXT, Gate, open_lesson


def test_undo_and_redo_by_buttons_and_by_keys(open_page):
    stage = open_lesson(open_page, SMALL)
    page, undo, redo = stage.page, stage.part("undo"), stage.part("redo")
    first = [["6", "8"], ["9", "7"]]
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    stage.edit(0, 0, "50")
    stage.expect_texts("output", [["50", "8"], ["9", "7"]])
    stage.cell("input", 2, 2).focus()
    stage.paste("70\t71\n72\t73")
    stage.expect_texts("output", [["50", "8"], ["9", "73"]])
    stage.choose("Overlapping windows")
    stage.expect_texts("output", OVERLAPPING)
    stage.number("stride").fill("3")
    stage.expect_texts("output", [["9", "9"], ["9", "8"]])
    states = [[["50", "8"], ["9", "73"]], [["50", "8"], ["9", "7"]], first]
    undo.click()
    stage.expect_texts("output", OVERLAPPING)
    for rows in states:
        undo.click()
        stage.expect_texts("output", rows)
    expect(undo).to_be_disabled()
    assert said(page, "input") == SMALL_TEXT and said(page, "stride") is None
    redo.click()
    stage.expect_texts("output", states[1])
    # By keys, wherever the hand is on the stage.
    stage.cell("input", 0, 0).focus()
    page.keyboard.press("Control+Shift+Z")
    stage.expect_texts("output", states[0])
    page.keyboard.press("Control+z")
    stage.expect_texts("output", states[1])
    stage.cell("output", 0, 0).focus()
    page.keyboard.press("Control+z")
    stage.expect_texts("output", first)
    # A change after an undo ends what could be done again.
    stage.edit(3, 3, "80")
    stage.expect_texts("output", [["6", "8"], ["9", "80"]])
    expect(redo).to_be_disabled()


def test_a_text_that_is_being_written_has_an_undo_of_its_own(open_page):
    stage = open_lesson(open_page, SMALL)
    stage.edit(0, 0, "50")
    stage.expect_texts("output", [["50", "8"], ["9", "7"]])
    stage.cell("input", 1, 1).click()
    stage.page.keyboard.type("77")
    stage.page.keyboard.press("Control+z")
    expect(stage.part("editor")).not_to_have_value("77")
    assert said(stage.page, "input").startswith("50 2")


def test_quick_steps_count_one_each_and_are_undone_together(open_page):
    stage = open_lesson(open_page, "sliding_windows?stride=1")
    stage.more("kernel_size").evaluate("button => { for (let n = 0; n < 3; n++) button.click() }")
    expect(stage.number("kernel_size")).to_have_value("5")
    expect_said(stage.page, "kernel_size", "5")
    expect(stage.part("output-cell")).to_have_count(4)
    stage.part("undo").click()
    expect(stage.number("kernel_size")).to_have_value("2")
    expect(stage.part("undo")).to_be_disabled()
    stage.part("redo").click()
    expect(stage.part("output-cell")).to_have_count(4)


def test_what_is_undone_before_an_answer_came_is_undone(open_page):
    stage = open_lesson(open_page, SMALL)
    gate = Gate(stage.page)
    stage.edit(0, 0, "50")
    stage.page.keyboard.press("Control+z")
    expect_said(stage.page, "input", SMALL_TEXT)
    stage.expect_texts("input", [line.split() for line in SMALL_TEXT.split("\n")])
    stage.edit(3, 3, "60")
    gate.open()
    stage.expect_texts("output", [["6", "8"], ["9", "60"]])
    assert said(stage.page, "input") == f"{SMALL_TEXT[:-1]}60"
