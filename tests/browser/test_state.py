"""The address is the state: what is changed stands there at once, and nothing that happens to the page loses it."""

import contextlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.browser.address import expect_said, said
from tests.browser.serve import serving
from tests.browser.stage import Stage, settled
from tests.support.lessons import LESSONS, example
from ui.content import words
from ui.state.codec import link

LESSON = LESSONS["sliding_windows"]
DEFAULT = LESSON.fields["input"].default
SMALL = "sliding_windows?input=1+2+3+4%0A5+6+7+8%0A9+1+2+3%0A4+5+6+7"
SMALL_TEXT = "1 2 3 4\n5 6 7 8\n9 1 2 3\n4 5 6 7"
OVERLAPPING = [["9", "9", "9", "9"], ["9", "9", "9", "8"], ["9", "9", "9", "7"], ["9", "8", "8", "8"]]
PICTURES = "**/picture/**"


def open_lesson(open_page, path="sliding_windows", **options):
    stage = Stage(open_page(path, **options))
    expect(stage.part("headline")).not_to_be_empty()
    return stage


def menu(page, title):
    """Follow the menu to a lesson."""
    page.get_by_test_id("stTopNavSection").filter(has_text=words("common")["app"]["sections"]["windows"]).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()


class Gate:
    """Nothing that a page asks is answered until it is opened."""

    def __init__(self, page):
        self.page, self.held = page, []
        page.route(PICTURES, lambda route: self.held.append(route))

    def open(self):
        self.page.unroute(PICTURES)
        for route in self.held:
            with contextlib.suppress(Error):  # most have been given up for a newer one
                route.continue_()


# ---- back, forward, away and home again ----


def changed_in_three_ways(stage):
    """A parameter, an example, a cell; returns what the address must say."""
    stage.number("kernel_size").fill("3")
    stage.expect_texts("output", [["9", "9"], ["9", "8"]])
    stage.choose("Overlapping windows")
    stage.expect_texts("output", OVERLAPPING)
    stage.edit(0, 0, "11")
    stage.edit(0, 0, "12")
    expect(stage.cell("output", 0, 0)).to_have_text("12")
    state = {"kernel_size": "3", "stride": "1", "input": DEFAULT.replace("3", "12", 1)}
    expect_said(stage.page, "input", state["input"])
    return state


def test_changes_add_no_history_and_back_and_forward_find_the_lesson_as_it_was_left(open_page):
    page = open_page("")
    page.get_by_role("link", name="Sliding windows").last.click()
    stage = Stage(page)
    expect(stage.part("headline")).not_to_be_empty()
    before = page.evaluate("history.length")
    state = changed_in_three_ways(stage)
    assert page.evaluate("history.length") == before
    left, address = stage.shows(), page.url
    assert {key: values[-1] for key, values in parse_qs(urlsplit(address).query).items()} == state
    page.go_back()
    expect(page.get_by_role("link", name="Sliding windows").last).to_be_visible()
    page.go_forward()
    expect(stage.cell("output", 0, 0)).to_have_text("12")
    assert page.url == address and stage.shows() == left
    # The next edit builds on what is seen.
    stage.edit(5, 5, "77")
    expect(stage.cell("output", 3, 3)).to_have_text("77")
    expect_said(page, "input", f"{state['input'][:-1]}77")
    expect(stage.cell("output", 0, 0)).to_have_text("12")


def test_the_menu_leads_away_and_back_to_the_lesson_as_it_was_left(open_page):
    stage = open_lesson(open_page)
    page = stage.page
    state = changed_in_three_ways(stage)
    left = stage.shows()
    menu(page, "Adaptive bins")
    page.wait_for_url("**/adaptive_bins*")
    expect(page.get_by_text("Adaptive bins").first).to_be_visible()
    menu(page, "Sliding windows")
    expect(stage.cell("output", 0, 0)).to_have_text("12")
    expect_said(page, "input", state["input"])
    assert stage.shows() == left and said(page, "kernel_size") == "3"
    # Undo is of the lesson, not of the visit.
    stage.part("undo").click()
    expect(stage.cell("output", 0, 0)).to_have_text("11")


def test_a_reload_changes_nothing(open_page):
    stage = open_lesson(open_page)
    changed_in_three_ways(stage)
    left, address = stage.shows(), stage.page.url
    stage.page.reload()
    settled(stage.page)
    expect(stage.cell("output", 0, 0)).to_have_text("12")
    assert stage.shows() == left and stage.page.url == address


def test_a_bare_address_that_is_opened_afresh_is_the_lesson_as_it_opens(open_page):
    stage = open_lesson(open_page)
    changed_in_three_ways(stage)
    stage.page.goto("/sliding_windows")
    settled(stage.page)
    stage.expect_texts("output", [["6", "5", "9"], ["9", "9", "6"], ["9", "8", "8"]])
    assert urlsplit(stage.page.url).query == ""


def test_two_tabs_do_not_mix(open_page):
    one, other = open_lesson(open_page), open_lesson(open_page)
    one.number("stride").fill("1")
    expect(one.part("output-cell")).to_have_count(25)
    other.number("kernel_size").fill("3")
    expect(other.part("output-cell")).to_have_count(4)
    for stage, count, query in ((one, 25, "stride=1"), (other, 4, "kernel_size=3")):
        stage.page.reload()
        settled(stage.page)
        expect(stage.part("output-cell")).to_have_count(count)
        assert urlsplit(stage.page.url).query == query
    # Nor do their memories, to which the menu leads back.
    one.number("stride").fill("3")
    expect(one.part("output-cell")).to_have_count(4)
    menu(other.page, "Adaptive bins")
    other.page.wait_for_url("**/adaptive_bins*")
    menu(other.page, "Sliding windows")
    other.expect_query("kernel_size=3")
    # A tab that is opened from another has its memory, and still shows what its own address says.
    with one.page.context.expect_page() as opened:
        one.page.evaluate("void window.open('/sliding_windows')")
    child = Stage(opened.value)
    expect(child.part("headline")).not_to_be_empty()
    expect(child.part("output-cell")).to_have_count(9)
    opened.value.close()


# ---- a link ----


def test_what_others_put_into_an_address_stays_and_nothing_is_said_of_it(open_page):
    foreign = "utm_source=mail&fbclid=x%3Dy&lti_a=1&lti_a=2"
    stage = open_lesson(open_page, f"sliding_windows?{foreign}&stride=1#top")
    plain = open_lesson(open_page, "sliding_windows?stride=1")
    for part in ("headline", "status", "oracle"):
        assert stage.part(part).text_content() == plain.part(part).text_content()
    stage.number("kernel_size").fill("3")
    stage.expect_texts("output", OVERLAPPING)
    parts = urlsplit(stage.page.url)
    assert parse_qs(parts.query) == {
        "utm_source": ["mail"],
        "fbclid": ["x=y"],
        "lti_a": ["1", "2"],
        "stride": ["1"],
        "kernel_size": ["3"],
    }
    assert parts.fragment == "top"


# Every text that an output cell, a number field or the line above ever showed, frame by frame.
NOTE_FRAMES = """
  window.frames_seen = []
  const roots = new Set([document])
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how)
    roots.add(root)
    return root
  }
  const all = (name) => [...roots].flatMap((root) => [...root.querySelectorAll(name)]).filter((one) => one.isConnected)
  const note = () => {
    const cells = all('[data-testid="output-cell"] .value').map((node) => node.textContent)
    const numbers = all('input[type=number]').map((node) => node.value)
    const seen = JSON.stringify([cells, numbers])
    if (cells.length + numbers.length && window.frames_seen.at(-1) !== seen) window.frames_seen.push(seen)
    requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
"""


def test_a_link_shows_its_own_numbers_from_the_first_frame(open_page):
    page = open_page("", settle=False)
    page.add_init_script(NOTE_FRAMES)
    page.goto("/sliding_windows?kernel_size=3&stride=1")
    settled(page)
    stage = Stage(page)
    stage.expect_texts("output", OVERLAPPING)
    expect(stage.number("kernel_size")).to_have_value("3")
    seen = [tuple(map(tuple, json.loads(each))) for each in page.evaluate("window.frames_seen")]
    flat = tuple(text for row in OVERLAPPING for text in row)
    assert {cells for cells, _ in seen if cells} == {flat}
    assert {numbers[:2] for _, numbers in seen if numbers} == {("3", "1")}


def test_the_output_looked_at_and_the_pin_stand_in_the_address_and_come_back(open_page):
    stage = open_lesson(open_page, "sliding_windows?stride=1")
    page = stage.page
    for _ in range(7):
        stage.part("next").click()
    stage.expect_state(cursor="1,2")
    expect_said(page, "at", "1,2")
    stage.cell("output", 3, 1).click()
    expect_said(page, "pin", "3,1")
    stage.expect_state(pinned="3,1")
    equation = stage.part("equation").text_content()
    for come_back in (page.reload, lambda: page.goto(page.url)):
        come_back()
        settled(page)
        stage.expect_state(pinned="3,1", cursor="1,2")
        expect(stage.part("equation")).to_have_text(equation)
    copy = open_lesson(open_page, f"sliding_windows?{urlsplit(page.url).query}")
    copy.expect_state(pinned="3,1", cursor="1,2")
    # An output that is no longer there is not looked at, and the address does not say so.
    stage.number("kernel_size").fill("6")
    expect(stage.part("output-cell")).to_have_count(1)
    stage.expect_state(pinned="", cursor="0,0")
    expect_said(page, "pin", None)
    page.keyboard.press("Escape")


# ---- a lost connection ----


def test_edits_without_a_connection_are_kept_said_and_worked_out_later(open_page):
    stage = open_lesson(
        open_page, SMALL, cut_off=True, locale="en-GB"
    )  # a context of its own: it is cut off as a whole
    page = stage.page
    page.context.set_offline(True)
    try:
        stage.edit(0, 0, "50")
        expect(stage.part("status")).to_contain_text("No connection")
        stage.expect_texts("input", [["50", "2", "3", "4"], *[list(row.split()) for row in SMALL_TEXT.split("\n")[1:]]])
        stage.edit(3, 3, "60")
        stage.number("stride").fill("1")
        stage.expect_texts("output", [["6", "8"], ["9", "7"]])
        expect(stage.number("stride")).to_have_value("1")
        expect_said(page, "stride", "1")
    finally:
        page.context.set_offline(False)
    stage.expect_texts("output", [["50", "7", "8"], ["9", "7", "8"], ["9", "6", "60"]])
    expect(stage.part("status")).to_be_hidden()
    assert said(page, "input") == "50 2 3 4\n5 6 7 8\n9 1 2 3\n4 5 6 60"


def test_a_server_that_was_replaced_under_the_page_answers_the_next_edit(browser):
    with serving() as server:
        context = browser.new_context(base_url=server.address)
        page = context.new_page()
        page.goto(f"/{SMALL}")
        settled(page)
        stage = Stage(page)
        stage.edit(0, 0, "50")
        stage.expect_texts("output", [["50", "8"], ["9", "7"]])
        server.stop()
        stage.edit(0, 3, "40")
        expect(stage.part("status")).to_contain_text("No connection")
        server.start()
        stage.expect_texts("output", [["50", "40"], ["9", "7"]])
        expect(stage.part("status")).to_be_hidden()
        # Streamlit's own session is a new one by now: it must not take the page back to where it began.
        settled(page)
        stage.number("stride").fill("1")
        stage.expect_texts("output", [["50", "7", "40"], ["9", "7", "8"], ["9", "6", "7"]])
        assert said(page, "input") == "50 2 3 40\n5 6 7 8\n9 1 2 3\n4 5 6 7"
        context.close()


def test_an_answer_that_was_overtaken_is_dropped(open_page):
    stage = open_lesson(open_page)
    page, held = stage.page, []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(PICTURES, hold_the_first)
    stage.number("kernel_size").fill("3")
    page.wait_for_function("location.search.includes('kernel_size=3')")
    stage.number("stride").fill("1")
    stage.expect_texts("output", OVERLAPPING)
    answer = page.request.get("/picture/sliding_windows?kernel_size=3")
    (first,) = held
    try:
        first.fulfill(response=answer)
    except Exception as gone:  # the browser has given the question up already
        assert "not found" in str(gone) or "handled" in str(gone) or "closed" in str(gone)
    page.unroute(PICTURES)
    stage.switch("ceil_mode").click()
    expect_said(page, "ceil_mode", "true")
    stage.expect_query("kernel_size=3&stride=1&ceil_mode=true")
    stage.expect_texts("output", OVERLAPPING)


# ---- undo ----


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


# ---- hands that are quick ----


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


def test_quick_steps_count_one_each_and_are_undone_together(open_page):
    stage = open_lesson(open_page, "sliding_windows?stride=1")
    page = stage.page
    for _ in range(3):
        stage.more("kernel_size").click()
    expect(stage.number("kernel_size")).to_have_value("5")
    expect_said(page, "kernel_size", "5")
    expect(stage.part("output-cell")).to_have_count(4)


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


def test_an_example_says_what_to_look_at_when_it_is_chosen(open_page):
    stage = open_lesson(open_page)
    wanted = example(LESSON, "Overlapping windows")
    stage.choose(wanted["title"])
    stage.expect_texts("output", OVERLAPPING)
    expect(stage.part("headline")).to_contain_text(wanted["look"])
    expect(stage.part("examples").locator("option:checked")).to_have_text(wanted["title"])
    assert urlsplit(stage.page.url).query == link(LESSON.fields, LESSON.example_state(wanted))
    # Once something is turned it is no example; chosen again it is there again.
    stage.number("stride").fill("2")
    expect(stage.part("headline")).to_contain_text(re.compile("stride.*1 → 2"))
    expect(stage.part("examples").locator("option:checked")).to_have_text("Choose an example")
    stage.choose(wanted["title"])
    stage.expect_texts("output", OVERLAPPING)
