"""The address is the state: what is changed stands there at once, and no way round the page loses it."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.lesson import DEFAULT, OVERLAPPING, menu, open_lesson
from tests.browser.stage import Stage, settled
from tests.support.lessons import LESSONS, example
from ui.state.codec import link

LESSON = LESSONS["sliding_windows"]


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
    settled(page)
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
