"""What is changed while nobody answers: kept, said, and worked out when somebody does; what is overtaken is dropped."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.lesson import OVERLAPPING, PICTURES, SMALL, SMALL_TEXT, Gate, open_lesson
from tests.browser.serve import serving
from tests.browser.stage import Stage, settled


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


def test_an_answer_that_comes_after_a_link_to_another_state_leaves_its_address(open_page):
    stage = open_lesson(open_page)
    gate = Gate(stage.page)
    stage.more("stride").click()
    expect_said(stage.page, "stride", "3")
    stage.page.evaluate("() => history.pushState({}, '', '?kernel_size=3')")
    gate.open()
    stage.expect_query("stride=3")
    # Now the page's script, too, comes to know of it.
    stage.page.evaluate("() => dispatchEvent(new PopStateEvent('popstate'))")
    stage.expect_query("kernel_size=3")
    expect_said(stage.page, "kernel_size", "3")
