"""Looking at the stage: playing, hovering both ways, pinning, walking by keys; and none of it asks the server."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from pooling_core.explain.trace import trace
from tests.browser.serve import serve
from tests.browser.stage import Stage, Wire, settled, wait_for_torch
from tests.support.lessons import LESSONS, call_and_plane
from ui.state.fields import complete

OVERLAPPING = "sliding_windows?kernel_size=3&stride=1&padding=1"


def explained(**said):
    lesson = LESSONS["sliding_windows"]
    return trace(*call_and_plane(lesson, complete(lesson.fields, said)))


def readers(trace, r, c):
    """The outputs whose windows tap a cell."""
    along = zip(trace.axes, (r, c), strict=True)
    lines, columns = ([i for i in range(axis.outputs) if at in axis.taps(i)] for axis, at in along)
    return {(i, j) for i in lines for j in columns}


def taps(trace, i, j):
    """The real cells that an output reads."""
    rows, columns = trace.axes
    return {(r, c) for r in rows.taps(i) if 0 <= r < rows.size for c in columns.taps(j) if 0 <= c < columns.size}


def test_playing_fills_the_output_and_any_touch_pauses(open_page):
    stage = Stage(open_page("sliding_windows"))
    whole = stage.texts("output")
    flat = [text for row in whole for text in row]
    assert flat == ["6", "5", "9", "9", "9", "6", "9", "8", "8"]
    stage.part("speed").select_option("4")
    stage.watch()
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="2,2")
    # The last step ends the play, so it is not among those seen while playing.
    seen = stage.watched()
    assert [cursor for cursor, _ in seen] == [f"{place // 3},{place % 3}" for place in range(8)]
    for place, (_, outputs) in enumerate(seen):
        assert outputs == flat[: place + 1] + ["?"] * (8 - place)
    stage.expect_texts("output", whole)
    expect(stage.part("equation")).to_have_text("max(2, 7, 8, 8) = 8")
    stage.part("speed").select_option("0.5")
    stage.part("play").click()
    stage.expect_state(playing="true")
    stage.cell("input", 5, 5).hover()
    stage.expect_state(playing="false")
    assert stage.marked("output", "unknown")


def test_scrubbing_and_stepping_move_the_window(open_page):
    stage = Stage(open_page("sliding_windows"))
    explains = explained()
    outline = stage.part("input-outline")
    stage.part("scrub").fill("4")
    stage.expect_state(cursor="1,1")
    assert stage.marked("input", "tap") == taps(explains, 1, 1)
    assert stage.marked("input", "winner") == {explains.winner((1, 1))}
    for name, cursor in (("next", "1,2"), ("prev", "1,1"), ("last", "2,2"), ("next", "2,2"), ("first", "0,0")):
        stage.part(name).click()
        stage.expect_state(cursor=cursor)
        expect(stage.part("equation")).to_have_text(explains.arithmetic[int(cursor[0])][int(cursor[2])])
        expect(stage.part("position")).to_contain_text(f"({cursor[0]}, {cursor[2]})")
    cells = stage.cell("input", 0, 0).bounding_box()
    page = stage.page
    page.wait_for_function("node => node.getAnimations().length === 0", arg=outline.element_handle())
    window = outline.bounding_box()
    assert window["x"] == pytest.approx(cells["x"], abs=1) and window["y"] == pytest.approx(cells["y"], abs=1)
    assert window["width"] == pytest.approx(2 * cells["width"], abs=1)


def test_hovering_shows_the_window_of_an_output_and_all_readers_of_an_input(open_page):
    stage = Stage(open_page(OVERLAPPING))
    explains = explained(kernel_size=3, stride=1, padding=1)
    for place in ((0, 0), (2, 3), (5, 5)):
        stage.cell("output", *place).hover()
        expect(stage.part("equation")).to_have_text(explains.arithmetic[place[0]][place[1]])
        assert stage.marked("input", "tap") == taps(explains, *place)
        (winner,) = stage.marked("input", "winner")
        assert winner == explains.winner(place)
    for place, count in (((0, 0), 4), ((0, 3), 6), ((3, 2), 9)):
        stage.cell("input", *place).hover()
        expect(stage.part("note")).to_contain_text(f"read by {count} outputs")
        assert stage.marked("output", "lit") == readers(explains, *place)
        assert stage.marked("input", "inspected") == {place}
        assert len(readers(explains, *place)) == count


def test_a_cell_that_nobody_reads_says_why(open_page):
    stage = Stage(open_page("sliding_windows?dims=1d&kernel_size=2&dilation=2&stride=4&input=1+2+3+4+5+6+7+8"))
    explains = explained(dims="1d", kernel_size=2, dilation=2, stride=4, input="1 2 3 4 5 6 7 8")
    for c, words in (
        (1, "a hole of the dilation"),
        (3, "the stride skips it"),
        (7, "the tail, where no further window fits"),
    ):
        assert readers(explains, 0, c) == set()
        stage.cell("input", 0, c).hover()
        expect(stage.part("note")).to_contain_text(words)
        assert stage.marked("output", "lit") == set()
    expect(stage.part("legend")).to_contain_text(
        "datatail: no window reads itgap skipped by stridehole skipped by dilation"
    )
    stage.cell("input", 0, 4).hover()
    expect(stage.part("note")).to_have_text("read by 1 output: (0, 1)")


def test_a_click_pins_and_escape_lets_go(open_page):
    stage = Stage(open_page(OVERLAPPING))
    explains = explained(kernel_size=3, stride=1, padding=1)
    stage.cell("output", 3, 4).click()
    stage.expect_state(pinned="3,4")
    expect(stage.part("position")).to_contain_text("pinned")
    stage.cell("output", 0, 0).hover()
    expect(stage.part("equation")).to_have_text(explains.arithmetic[0][0])
    stage.page.mouse.move(2, 700)
    expect(stage.part("equation")).to_have_text(explains.arithmetic[3][4])
    assert stage.marked("output", "pinned") == {(3, 4)}
    stage.page.keyboard.press("Escape")
    stage.expect_state(pinned="", cursor="0,0")
    stage.cell("output", 1, 1).click()
    stage.cell("output", 1, 1).click()
    stage.expect_state(pinned="")


def test_the_picture_before_is_held_and_what_was_looked_at_is_there_again(open_page):
    stage = Stage(open_page("sliding_windows"))
    stage.number("stride").fill("1")
    expect(stage.part("output-cell")).to_have_count(25)
    stage.part("last").click()
    stage.cell("output", 3, 4).click()
    stage.expect_state(pinned="3,4", cursor="4,4")
    equation = stage.part("equation").text_content()
    before = stage.part("before")
    before.hover()
    stage.page.mouse.down()
    expect(stage.part("output-cell")).to_have_count(9)
    stage.page.mouse.up()
    expect(stage.part("output-cell")).to_have_count(25)
    stage.expect_state(pinned="3,4", cursor="4,4")
    expect(stage.part("equation")).to_have_text(equation)


def test_keys_walk_the_outputs_play_and_open_a_cell(open_page):
    page = open_page("sliding_windows")
    stage = Stage(page)
    stage.cell("output", 0, 0).focus()
    for key, cursor in [
        *(("ArrowRight", "0,1"), ("ArrowDown", "1,1"), ("ArrowLeft", "1,0"), ("ArrowUp", "0,0"), ("ArrowUp", "0,0")),
        *(("End", "2,2"), ("ArrowRight", "2,2"), ("Home", "0,0")),
    ]:
        page.keyboard.press(key)
        stage.expect_state(cursor=cursor)
        assert stage.focused() == ["output", *map(int, cursor.split(","))]
    expect(stage.part("live")).to_contain_text("max(3, 1, 2, 6) = 6")
    page.keyboard.press("Enter")
    stage.expect_state(pinned="0,0")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    stage.expect_state(playing="true")
    page.keyboard.press("Space")
    stage.expect_state(playing="false")
    stage.cell("input", 0, 0).focus()
    page.keyboard.press("End")
    assert stage.focused() == ["input", 5, 5]
    page.keyboard.press("ArrowLeft")
    assert stage.focused() == ["input", 5, 4]
    expect(stage.part("equation")).to_have_text("input (5, 4) = 8")
    page.keyboard.press("Enter")
    expect(stage.part("editor")).to_be_focused()
    page.keyboard.press("Escape")
    expect(stage.part("editor")).to_have_count(0)
    assert stage.focused() == ["input", 5, 4]


def test_hovering_stepping_playing_and_pinning_send_nothing(open_page):
    page = open_page(OVERLAPPING)
    wait_for_torch(page)
    wire, asked = Wire(page), []
    # The browser itself looks for the page's icon whenever an address is written.
    page.on("request", lambda request: "/media/" in request.url or asked.append(urlsplit(request.url).path))
    page.reload()
    settled(page)
    stage = Stage(page)
    wait_for_torch(page)
    assert wire.fell_silent()
    before = len(wire.frames)
    asked.clear()
    for place in ((0, 0), (2, 3), (5, 5)):
        stage.cell("output", *place).hover()
        stage.cell("input", *place).hover()
    stage.cell("output", 1, 2).click()
    page.keyboard.press("Escape")
    for name in ("next", "next", "last", "first", "prev"):
        stage.part(name).click()
    stage.part("scrub").fill("30")
    stage.part("speed").select_option("4")
    stage.part("first").click()
    stage.part("play").click()
    stage.expect_moved_from("0,0")
    stage.cell("output", 0, 0).focus()
    page.keyboard.press("End")
    stage.expect_state(playing="false", cursor="5,5")
    assert wire.fell_silent()
    assert wire.frames[before:] == [] and asked == []
    # The count means something: an edit asks for one picture, and for nothing else.
    stage.edit(0, 0, "99")
    expect(stage.cell("output", 0, 0)).to_have_text("99")
    assert asked == ["/picture/sliding_windows"] and wire.fell_silent() and wire.frames[before:] == []


def test_the_page_falls_silent_once_torch_has_loaded(browser):
    """The first visitor of a fresh server asks for the badge again and again until PyTorch is there, and no longer."""
    with serve() as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        wire = Wire(page)
        page.goto("/sliding_windows")
        wait_for_torch(page)
        assert wire.fell_silent(900)
        context.close()
