"""Editing the tensor in place: numbers go to Python and come back as outputs, and nothing else on the screen moves."""

import re

from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage, settled

SMALL = "sliding_windows?input=1+2+3+4%0A5+6+7+8%0A9+1+2+3%0A4+5+6+7"


def test_an_edit_reaches_the_output_and_the_address_and_leaves_the_rest(open_page):
    page = open_page(SMALL, height=420)
    stage = Stage(page)
    stage.expect_texts("output", [["6", "8"], ["9", "7"]])
    stage.part("next").click()
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 60)")
    scrolled = main.evaluate("main => main.scrollTop")
    stage.cell("input", 0, 0).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("-0.5")
    page.keyboard.press("Tab")
    page.keyboard.type("inf")
    page.keyboard.press("Enter")
    expect(stage.part("editor")).to_be_focused()
    expect(stage.part("editor")).to_have_attribute("aria-label", "Value of input (1, 1)")
    page.keyboard.press("Escape")
    expect(stage.cell("output", 0, 0)).to_have_text("inf")
    expect_said(page, "input", "-0.5 inf 3 4\n5 6 7 8\n9 1 2 3\n4 5 6 7")
    stage.expect_state(cursor="0,1", stale="false", playing="false")
    assert stage.focused() == ["input", 1, 1]
    assert main.evaluate("main => main.scrollTop") == scrolled > 0
    expect(page.get_by_text('float("inf")').first).to_be_attached()


def test_a_parameter_change_keeps_cursor_pin_and_scroll(open_page):
    page = open_page(SMALL, height=420)
    stage = Stage(page)
    stage.cell("output", 1, 0).click()
    stage.part("speed").select_option("2")
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 60)")
    stage.number("stride").fill("1")
    stage.expect_texts("output", [["6", "7", "8"], ["9", "7", "8"], ["9", "6", "7"]])
    stage.expect_state(pinned="1,0")
    expect(stage.part("speed")).to_have_value("2")
    assert main.evaluate("main => main.scrollTop") == 60
    expect(stage.number("stride")).to_be_focused()
    expect_said(page, "stride", "1")
    stage.cell("output", 2, 2).click()
    stage.number("stride").fill("2")
    stage.expect_texts("output", [["6", "8"], ["9", "7"]])
    stage.expect_state(pinned="")
    expect(stage.root).to_have_attribute("data-cursor", re.compile("^[01],[01]$"))


def test_playing_goes_on_when_a_parameter_moves(open_page):
    page = open_page("sliding_windows?stride=1")
    stage = Stage(page)
    stage.part("play").click()
    stage.expect_moved_from("0,0")
    stage.switch("ceil_mode").click()
    expect_said(page, "ceil_mode", "true")
    settled(page)
    stage.expect_state(playing="true")
    stage.expect_moved_from(stage.root.get_attribute("data-cursor"))


def test_quick_edits_all_arrive(open_page):
    page = open_page(SMALL)
    stage = Stage(page)
    stage.cell("input", 0, 0).click()
    for number in range(10, 26):
        page.keyboard.type(str(number))
        page.keyboard.press("Tab")
    expect_said(page, "input", "10 11 12 13\n14 15 16 17\n18 19 20 21\n22 23 24 25")
    stage.expect_texts("output", [["15", "17"], ["23", "25"]])


def test_a_block_from_a_spreadsheet_goes_in_at_the_cell(open_page):
    page = open_page(SMALL)
    stage = Stage(page)
    stage.cell("input", 1, 2).focus()
    stage.paste("70\tnan\r\n-80\t1e3\r\n")
    expect_said(page, "input", "1 2 3 4\n5 6 70 nan\n9 1 -80 1000\n4 5 6 7")
    stage.expect_texts("output", [["6", "nan"], ["9", "1000"]])
    assert stage.focused() == ["input", 1, 2]
    before = page.url
    stage.cell("input", 0, 0).focus()
    stage.paste("1\tx\n2\t3")
    expect(stage.part("refusal")).to_contain_text("“x” is not a number")
    assert page.url == before and stage.texts("input")[0] == ["1", "2", "3", "4"]


def test_a_block_that_reaches_past_the_grid_makes_it_larger(open_page):
    page = open_page(SMALL)
    stage = Stage(page)
    stage.cell("input", 3, 3).focus()
    stage.paste("10 20\n30 40")
    larger = "1 2 3 4 0\n5 6 7 8 0\n9 1 2 3 0\n4 5 6 10 20\n0 0 0 30 40"
    expect_said(page, "input", larger)
    stage.expect_texts("input", [line.split() for line in larger.split("\n")])
    before = page.url
    stage.cell("input", 0, 0).focus()
    stage.paste("\t".join(map(str, range(65))))
    expect(stage.part("refusal")).to_contain_text("at most 32x32, or 64 in a row")
    stage.expect_texts("input", [line.split() for line in larger.split("\n")])
    assert page.url == before


def test_what_is_no_number_is_refused_at_the_cell_and_the_old_value_stays(open_page):
    page = open_page(SMALL)
    stage = Stage(page)
    bubble, editor = stage.part("refusal"), stage.part("editor")
    before = page.url
    refused = [
        ("abc", "“abc” is not a number"),
        ("", "“” is not a number"),
        ("1,5", "“1,5” is not a number"),
        ("9" * 30, "longer than 24 characters"),
        ("1e39", "beyond the largest float32"),  # only Python knows
    ]
    for text, words in refused:
        stage.cell("input", 3, 1).click()
        editor.fill(text)
        page.keyboard.press("Enter")
        expect(bubble).to_be_visible()
        expect(bubble).to_contain_text(words)
        assert stage.marked("input", "wrong") == {(3, 1)}
        box, cell = bubble.bounding_box(), stage.cell("input", 3, 1).bounding_box()
        assert abs(box["y"] - (cell["y"] + cell["height"])) < 12
        page.keyboard.press("Escape")
        expect(bubble).to_be_hidden()
        assert stage.texts("input")[3] == ["4", "5", "6", "7"] and page.url == before
    stage.cell("input", 3, 1).click()
    editor.fill("x")
    page.keyboard.press("Enter")
    expect(bubble).to_have_attribute("role", "alert")
    expect(editor).to_be_focused()
    expect(editor).to_have_attribute("aria-invalid", "true")
    editor.fill("6")
    expect(bubble).to_be_hidden()
    page.keyboard.press("Enter")
    expect_said(page, "input", "1 2 3 4\n5 6 7 8\n9 1 2 3\n4 6 6 7")
