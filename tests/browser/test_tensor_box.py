"""Quick hands, and the tensor as text: nothing is cut, nothing that was typed is lost."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.lesson import DEFAULT, OVERLAPPING, SMALL, SMALL_TEXT, Gate, open_lesson


def test_a_field_that_is_typed_into_and_left_for_another_control_loses_nothing(open_page):
    stage = open_lesson(open_page, "sliding_windows?operation=lp")
    page = stage.page
    stage.number("kernel_size").press_sequentially("3")  # behind the 2 that stands there
    expect(stage.number("kernel_size")).to_have_value("23")
    stage.number("kernel_size").fill("3")
    stage.switch("ceil_mode").click()
    expect_said(page, "kernel_size", "3")
    expect_said(page, "ceil_mode", "true")
    power = stage.root.get_by_role("textbox", name="norm_type")
    power.fill("inf")
    stage.number("stride").fill("1")
    stage.word("Operation", "max")
    expect_said(page, "norm_type", "inf")
    expect_said(page, "stride", "1")
    stage.expect_texts("output", OVERLAPPING)
    # A number that is still being written in a cell is taken in before what is turned next.
    stage.cell("input", 0, 0).click()
    page.keyboard.type("40")
    stage.more("stride").click()
    expect_said(page, "stride", "2")
    assert said(page, "input") == DEFAULT.replace("3", "40", 1)
    expect(stage.cell("output", 0, 0)).to_have_text("40")


def test_a_tensor_is_never_cut_while_parameters_change_quickly(open_page):
    """Its rows and columns are written by hand alone, whatever answers come late and wherever the focus goes."""
    stage = open_lesson(open_page, SMALL)
    page = stage.page
    addresses = []
    page.expose_function("noteAddress", lambda address: addresses.append(address))
    page.evaluate(
        """() => {
          const replace = history.replaceState
          history.replaceState = function (...how) { replace.apply(this, how); window.noteAddress(location.search) }
        }"""
    )
    stage.root.locator("details.tensor > summary").click()
    rows, columns = stage.part("rows"), stage.part("columns")
    for n in range(1, 5):
        rows.focus()
        stage.number("kernel_size").fill(str(n))
        columns.focus()
        stage.number("stride").fill(str(5 - n))
        rows.fill("")
        stage.number("padding").fill("0" if n == 1 else "1")
        columns.fill("")
        stage.switch("ceil_mode").click()
    stage.expect_query("kernel_size=4&stride=1&padding=1&input=1+2+3+4%0A5+6+7+8%0A9+1+2+3%0A4+5+6+7")
    assert len(addresses) >= 12
    assert {parse_qs(each.lstrip("?"))["input"][0] for each in addresses} == {SMALL_TEXT}
    expect(rows).to_have_value("4")
    expect(columns).to_have_value("4")


def test_what_is_written_before_an_answer_came_builds_on_what_was_written_before(open_page):
    stage = open_lesson(open_page, SMALL)
    gate = Gate(stage.page)
    stage.cell("input", 3, 3).focus()
    stage.paste("10 20\n30 40")
    stage.edit(0, 0, "50")
    stage.edit(1, 0, "60")
    stage.root.locator("details.tensor > summary").click()
    stage.part("columns").fill("6")
    stage.part("columns").press("Enter")
    expect_said(stage.page, "input", "50 2 3 4 0 0\n60 6 7 8 0 0\n9 1 2 3 0 0\n4 5 6 10 20 0\n0 0 0 30 40 0")
    gate.open()
    stage.expect_texts("output", [["60", "8", "0"], ["9", "10", "20"]])
    assert said(stage.page, "input").startswith("50 2 3 4 0 0\n60")


@pytest.mark.parametrize("rows, columns, text", [(3, 1, "1\n5\n9"), (5, 4, f"{SMALL_TEXT}\n0 0 0 0"), (1, 1, "1")])
def test_a_size_keeps_what_fits_and_fills_with_zeros(open_page, rows, columns, text):
    stage = open_lesson(open_page, f"{SMALL}&kernel_size=1")
    stage.root.locator("details.tensor > summary").click()
    for part, count in (("rows", rows), ("columns", columns)):
        stage.part(part).fill(str(count))
        stage.part(part).press("Enter")
    expect_said(stage.page, "input", text)
    expect(stage.part("tensor-text")).to_have_value(text)
    stage.expect_texts("input", [line.split() for line in text.split("\n")])


def test_dice_throw_whole_numbers_of_the_same_size(open_page):
    stage = open_lesson(open_page, SMALL)
    stage.root.locator("details.tensor > summary").click()
    thrown = set()
    for _ in range(4):
        before = stage.part("tensor-text").input_value()
        stage.part("random").click()
        expect(stage.part("tensor-text")).not_to_have_value(before)
        text = stage.part("tensor-text").input_value()
        assert [len(line.split()) for line in text.split("\n")] == [4] * 4
        assert {int(cell) for cell in text.split()} <= set(range(-9, 10))
        thrown.add(text)
    assert len(thrown) == 4


def test_a_text_that_cannot_be_read_takes_nothing_else_with_it(open_page):
    stage = open_lesson(open_page, SMALL)
    page, box = stage.page, stage.part("tensor-text")
    stage.root.locator("details.tensor > summary").click()
    gate = Gate(page)
    box.fill("1 2\n3")
    box.press("Control+Enter")
    stage.number("stride").fill("1")
    gate.open()
    stage.expect_texts("output", [["6", "7", "8"], ["9", "7", "8"], ["9", "6", "7"]])
    expect(stage.root.locator("details.tensor [role=alert]")).to_contain_text("the last one that could be read")
    expect(box).to_have_value("1 2\n3")
    assert said(page, "stride") == "1" and said(page, "input") == SMALL_TEXT
    # It is there to be corrected until it is, whatever else is turned.
    stage.number("padding").fill("1")
    expect(stage.part("output-cell")).to_have_count(25)
    expect(box).to_have_value("1 2\n3")
    stage.part("undo").click()
    stage.part("undo").click()
    stage.expect_texts("output", [["6", "8"], ["9", "7"]])
    expect(stage.part("undo")).to_be_disabled()
    assert said(page, "input") == SMALL_TEXT
    box.fill("1 2\n3 4")
    box.press("Control+Enter")
    stage.expect_texts("output", [["4"]])
    expect(stage.root.locator("details.tensor [role=alert]")).to_be_hidden()


def test_a_text_that_cannot_be_read_stays_to_be_corrected_and_the_tensor_stays(open_page):
    stage = open_lesson(open_page, SMALL)
    stage.root.locator("details.tensor > summary").click()
    box = stage.part("tensor-text")
    address = stage.page.url
    box.fill("1 2\n3")
    box.press("Control+Enter")
    problem = stage.root.locator("details.tensor [role=alert]")
    expect(problem).to_contain_text("the last one that could be read")
    expect(box).to_have_value("1 2\n3")
    stage.expect_texts("input", [line.split() for line in SMALL_TEXT.split("\n")])
    assert stage.page.url == address
    expect(stage.part("undo")).to_be_disabled()
    box.fill("1 2\n3 4")
    box.press("Control+Enter")
    stage.expect_texts("output", [["4"]])
    expect(problem).to_be_hidden()
    expect(stage.root.locator("details.tensor")).to_have_attribute("open", "")
