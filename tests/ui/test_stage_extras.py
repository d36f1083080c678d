"""Further grids, weights for each tap, names of grids, two stages on one page, answered edits, a narrow screen."""

import functools
import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import streamlit as st
from playwright.sync_api import expect, sync_playwright

from pooling_core.params import PoolSpec
from pooling_core.trace import trace
from tests.browser.conftest import FLAGS, serve, settled
from tests.browser.find import find
from tests.browser.stage import Stage
from ui import number_text
from ui.content import words
from ui.stage import payload
from ui.stage.stage import stage

GHOST = ((3, 1), (4, 3))  # the first and the last data cell of the window of output (2, 1)
NEW_WORDS = {
    "share": "share",
    "written_by_one": "written by 1 output: {list}",
    "written_by_many": "written by {n} outputs: {list}",
    "unwritten": "written by no output",
}

# ---- the page under test, run by Streamlit ----


def page_of_stages():
    """A page with the stages that its address names; an edit is counted and changes nothing."""
    st.set_page_config(layout="wide")
    st.session_state.setdefault("answered", 0)
    for place, name in enumerate(st.query_params["case"].split(",")):
        key = f"stage{place}"
        data = CASES[name]() | {"answered": st.session_state.answered}
        stage(data, key=key, on_edit=count_edit)


def count_edit():
    st.session_state.answered += 1


def grid(values, short=None):
    values = np.asarray(values, float)
    texts = [[number_text.short(np.float32(value)) for value in row] for row in values]
    heat = (values / max(1.0, float(np.abs(values).max()))).clip(0, 1).tolist()
    return {"rows": len(texts), "cols": len(texts[0]), "short": texts, "exact": texts, "heat": heat}


def explained(call, plane):
    data = payload.from_trace(trace(call, plane.astype(np.float32)), words("stage"))
    return data | {"words": {**data["words"], **NEW_WORDS}}


def powers():
    """Four grids: input, its squares, their means, the output."""
    plane = np.arange(25.0).reshape(5, 5)
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=2, stride=1), plane)
    squares = {"title": "Squares", "after": "input", "follows": "window", "arrow": "^2", **grid(plane**2)}
    means = {
        "title": "Means",
        "after": "input",
        "follows": "output",
        "arrow": "mean",
        **grid(np.arange(16).reshape(4, 4)),
    }
    data["output"] |= {"arrow": "root"}
    return data | {"operation": "gem_pool2d", "extras": [squares, means | grid(np.arange(16).reshape(4, 4))]}


def padded():
    plane = np.arange(25.0).reshape(5, 5)
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1), plane)
    return data | {"extras": [{"title": "Doubled", "after": "input", "follows": "window", **grid(2 * plane)}]}


def unpooling():
    """Output (0, 0) and (0, 1) write one cell each, (1, 0) and (1, 1) the same one."""
    plane = np.arange(16.0).reshape(4, 4)
    data = explained(PoolSpec.of("max_pool2d", kernel_size=2), plane)
    indices = {"title": "Indices", "after": "output", "follows": "output", "note": "flat", **grid([[5, 7], [13, 15]])}
    unpooled = np.zeros((4, 4))
    unpooled[1, 1], unpooled[1, 3], unpooled[3, 3] = 5, 7, 15
    cells = [[[[1, 1]], [[1, 3]]], [[[3, 3]], [[3, 3]]]]
    after = {"title": "Unpooled", "after": "output", "follows": "cells", "cells": cells, "arrow": "unpool"}
    return data | {"extras": [indices, {**after, **grid(unpooled)}]}


def probabilities():
    """Weights and bars for each tap; the tap without a text has neither."""
    data = explained(PoolSpec.of("max_pool2d", kernel_size=2), np.array([[1.0, 0, 4, 4], [3, 0, 4, 4]]))
    weights = [[["0.25", "0", "0.75", ""], "1/4"]]
    return data | {"weights": weights, "weight_fill": [[[0.25, 0, 0.75, 0], [0.25] * 4]]}


def backward():
    """A 1 x 1 gradient spread over 3 x 3 inputs; the last row and column are read by no window."""
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=1), np.array([[8.0]]))
    spread = np.zeros((3, 3))
    spread[:2, :2] = 2
    taps, spans = [[0], [0], []], [[0, 1], [0, 1], [0, 0]]
    shares = [[["1/4"] if i < 2 and j < 2 else [] for j in range(3)] for i in range(3)]
    return data | {
        "operation": "avg_pool2d_backward",
        "titles": {"input": "Upstream", "output": "Gradient"},
        "output": grid(spread),
        "taps": [taps, taps],
        "spans": [spans, spans],
        "weights": shares,
        "equations": [[f"{value:g}" for value in row] for row in spread],
        "notes": [[""] * 3] * 3,
    }


def tall():
    return explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1), np.arange(49.0).reshape(7, 7))


CASES = {case.__name__: case for case in (powers, padded, unpooling, probabilities, backward, tall)}

# ---- the browser ----


class Lane:
    """A server and a browser in a thread of their own: Playwright drives one browser in each thread."""

    def __init__(self, address):
        self.address = address
        self.thread = ThreadPoolExecutor(1)
        self.thread.submit(self._open).result()

    def _open(self):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=find(), args=FLAGS)

    def visit(self, check, case, width, height):
        return self.thread.submit(self._visit, check, case, width, height).result()

    def _visit(self, check, case, width, height):
        page = self.browser.new_page(viewport={"width": width, "height": height})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            page.goto(f"{self.address}/?case={case}")
            settled(page)
            expect(page.get_by_test_id("input-cell").first).to_be_visible()
            check(page)
        finally:
            page.close()
        assert not errors

    def close(self):
        self.thread.submit(lambda: (self.browser.close(), self.playwright.stop())).result()
        self.thread.shutdown()


@pytest.fixture(scope="module")
def lane(tmp_path_factory):
    script = tmp_path_factory.mktemp("app") / "stages.py"
    script.write_text("from tests.ui.test_stage_extras import page_of_stages\n\npage_of_stages()\n", encoding="utf-8")
    with serve(str(script)) as address:
        lane = Lane(address)
        yield lane
        lane.close()


def on_page(case, width=1280, height=720):
    """Make a check of a page into a test."""

    def decorate(check):
        @pytest.mark.browser
        @functools.wraps(check)
        def test(lane):
            lane.visit(check, case, width, height)

        del test.__wrapped__  # pytest would read the check's own parameters through it
        return test

    return decorate


def extra(stage, k):
    return stage.root.locator(f'[data-extra="{k}"]')


def extra_cell(stage, k, r, c):
    return extra(stage, k).locator(f'[data-r="{r}"][data-c="{c}"]')


def marked(stage, k, name):
    cells = extra(stage, k).locator(f".cell.{name}")
    return {tuple(place) for place in cells.evaluate_all("all => all.map(c => [+c.dataset.r, +c.dataset.c])")}


def texts(stage, k):
    return extra(stage, k).locator(".plane .value").all_text_contents()


def outline(stage, k):
    box = extra(stage, k).get_by_test_id("extra-outline")
    box.evaluate("node => Promise.all(node.getAnimations().map(one => one.finished))")
    return box.bounding_box()


def covers(box, first, last):
    """Whether an outline starts at one cell and ends at another."""
    start, end = first.bounding_box(), last.bounding_box()
    sides = (start["x"], start["y"], end["x"] + end["width"], end["y"] + end["height"])
    return (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) == pytest.approx(sides, abs=0.5)


# ---- further grids ----


@on_page("powers")
def test_the_grids_stand_in_one_row_in_the_order_of_the_work(page):
    stage = Stage(page)
    titles = stage.root.locator(".caption")
    expect(titles).to_have_text(["Input 5 × 5", "Squares 5 × 5", "Means 4 × 4", "Output 4 × 4"])
    boxes = [plane.bounding_box() for plane in stage.root.locator(".plane").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert all(left["x"] + left["width"] < right["x"] for left, right in itertools.pairwise(boxes))
    assert boxes[-1]["x"] + boxes[-1]["width"] <= 1280
    sizes = {cell.bounding_box()["width"] for cell in stage.root.locator(".plane .cell:nth-child(1)").all()}
    assert len(sizes) == 1
    expect(stage.root.locator(".arrow:not(.blank)")).to_have_text(["^2", "mean", "root"])


@on_page("powers")
def test_a_grid_of_the_inputs_shape_follows_the_window(page):
    stage = Stage(page)
    stage.cell("output", 1, 2).hover()
    window = {(r, c) for r in (1, 2) for c in (2, 3)}
    assert stage.marked("input", "tap") == marked(stage, 0, "tap") == window
    assert covers(outline(stage, 0), extra_cell(stage, 0, 1, 2), extra_cell(stage, 0, 2, 3))
    assert covers(outline(stage, 1), extra_cell(stage, 1, 1, 2), extra_cell(stage, 1, 1, 2))
    extra_cell(stage, 0, 0, 1).hover()
    assert stage.marked("input", "inspected") == marked(stage, 0, "inspected") == {(0, 1)}
    assert stage.marked("output", "lit") == marked(stage, 1, "lit") == {(0, 0), (0, 1)}
    expect(stage.part("equation")).to_have_text("input (0, 1) = 1 · Squares 1")
    expect(stage.part("note")).to_have_text("read by 2 outputs: (0, 0) (0, 1)")


@on_page("padded")
def test_an_outline_ends_with_the_data_of_a_grid_without_padding(page):
    stage = Stage(page)
    stage.cell("output", 0, 0).hover()
    assert marked(stage, 0, "tap") == {(r, c) for r in (0, 1) for c in (0, 1)}
    assert covers(outline(stage, 0), extra_cell(stage, 0, 0, 0), extra_cell(stage, 0, 1, 1))
    stage.cell("output", 2, 1).click()
    stage.cell("output", 0, 0).hover()
    assert covers(extra(stage, 0).locator(".ghost").bounding_box(), *(extra_cell(stage, 0, r, c) for r, c in GHOST))


@on_page("powers")
def test_a_grid_of_the_outputs_shape_acts_as_the_output(page):
    stage = Stage(page)
    extra_cell(stage, 1, 3, 3).hover()
    assert stage.marked("input", "tap") == {(r, c) for r in (3, 4) for c in (3, 4)}
    expect(stage.part("equation")).to_have_text("(18 + 19 + 23 + 24) / 4 = 21")
    expect(stage.part("note")).to_have_text("Means (3, 3) = 15 · 4 real")
    extra_cell(stage, 1, 0, 1).click()
    stage.expect_state(pinned="0,1")
    assert stage.marked("output", "pinned") == marked(stage, 1, "pinned") == {(0, 1)}
    stage.part("equation").hover()
    assert marked(stage, 0, "tap") == {(r, c) for r in (0, 1) for c in (1, 2)}


@on_page("unpooling")
def test_what_waits_for_an_output_is_not_told_while_playing(page):
    stage = Stage(page)
    final = texts(stage, 1)
    stage.part("play").click()
    stage.expect_state(cursor="0,1")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="0,1")
    assert texts(stage, 0) == ["5", "7", "?", "?"]
    assert texts(stage, 1) == [*final[:15], "?"]
    expect(extra_cell(stage, 1, 3, 3)).to_have_attribute("aria-label", "Unpooled (3, 3): not computed yet")
    extra_cell(stage, 1, 3, 3).hover()
    expect(stage.part("equation")).to_have_text("Unpooled (3, 3) = not computed yet")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="1,1")
    assert texts(stage, 1) == final


@on_page("unpooling")
def test_written_cells_and_their_outputs_light_each_other(page):
    stage = Stage(page)
    stage.cell("output", 0, 1).hover()
    assert marked(stage, 1, "lit") == {(1, 3)}
    extra_cell(stage, 0, 1, 0).hover()
    assert marked(stage, 1, "lit") == {(3, 3)}
    extra_cell(stage, 1, 3, 3).hover()
    assert stage.marked("output", "lit") == marked(stage, 0, "lit") == {(1, 0), (1, 1)}
    assert marked(stage, 1, "inspected") == {(3, 3)} and not stage.marked("input", "tap")
    expect(stage.part("equation")).to_have_text("Unpooled (3, 3) = 15")
    expect(stage.part("note")).to_have_text("written by 2 outputs: (1, 0) (1, 1)")
    extra_cell(stage, 1, 0, 0).hover()
    expect(stage.part("note")).to_have_text("written by no output")
    assert not stage.marked("output", "lit")
    expect(extra(stage, 0).get_by_test_id("extra-note")).to_have_text("flat")


@on_page("unpooling")
def test_keys_walk_every_grid(page):
    stage = Stage(page)
    stage.cell("input", 0, 0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    stage.expect_state(cursor="1,0")
    assert stage.focused() == ["extra", 1, 0]
    page.keyboard.press("Enter")
    stage.expect_state(pinned="1,0")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert stage.focused() == ["extra", 0, 0]
    page.keyboard.press("End")
    assert stage.focused() == ["extra", 3, 3] and stage.marked("output", "lit") == {(1, 0), (1, 1)}
    page.keyboard.press("5")
    expect(stage.part("editor")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(stage.part("equation")).to_have_text("max(8, 9, 12, 13) = 13")
    names = [name.get_attribute("aria-label") for name in stage.root.get_by_role("grid").all()]
    assert names == ["Input", "Output", "Indices", "Unpooled"]


@on_page("powers", width=390, height=844)
def test_on_a_narrow_screen_the_grids_stand_below_each_other(page):
    stage = Stage(page)
    boxes = [plane.bounding_box() for plane in stage.root.locator(".plane").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert all(up["y"] + up["height"] < down["y"] for up, down in itertools.pairwise(boxes))
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 390


# ---- weights of each tap ----


@on_page("probabilities")
def test_each_tap_has_its_own_weight_and_bar(page):
    stage = Stage(page)
    taps = [stage.cell("input", r, c) for r in (0, 1) for c in (0, 1)]
    assert [cell.get_attribute("data-weight") for cell in taps] == ["0.25", "0", "0.75", None]
    bars = [cell.locator(".share.bar") for cell in taps]
    assert [bar.evaluate_all("all => all.map(b => b.style.getPropertyValue('--share'))") for bar in bars] == [
        ["0.25"],
        ["0"],
        ["0.75"],
        [],
    ]
    shown = taps[2].locator(".share").evaluate("node => getComputedStyle(node, '::after').content")
    assert shown == '"0.75"' and taps[2].inner_text() == "3"
    stage.cell("output", 0, 1).hover()
    assert [cell.get_attribute("data-weight") for cell in taps] == [None] * 4
    assert stage.root.locator('[data-weight="1/4"].cell').count() == 4
    expect(stage.part("legend").locator("li")).to_have_text(["data", "window", "winner", "share"])


# ---- names ----


@on_page("backward")
def test_grids_are_named_by_the_payload_and_an_output_may_read_nothing(page):
    stage = Stage(page)
    expect(stage.root.locator(".caption")).to_have_text(["Upstream 1 × 1", "Gradient 3 × 3"])
    names = [name.get_attribute("aria-label") for name in stage.root.get_by_role("grid").all()]
    assert names == ["Upstream", "Gradient"]
    expect(stage.cell("input", 0, 0)).to_have_attribute("data-weight", "1/4")
    stage.cell("output", 2, 2).hover()
    expect(stage.part("input-outline")).to_be_hidden()
    assert not stage.marked("input", "tap") and stage.cell("input", 0, 0).get_attribute("data-weight") is None
    stage.cell("input", 0, 0).hover()
    assert stage.marked("output", "lit") == {(0, 0), (0, 1), (1, 0), (1, 1)}


# ---- two stages ----


@on_page("tall,unpooling", height=1400)
def test_two_stages_do_not_disturb_each_other(page):
    roots = page.get_by_test_id("stage").all()
    assert len(roots) == 2
    first, second = roots
    second.get_by_test_id("speed").select_option("4")
    first.get_by_test_id("play").click()
    second.get_by_test_id("play").click()
    expect(second).to_have_attribute("data-playing", "false")
    expect(second).to_have_attribute("data-cursor", "1,1")
    expect(first).to_have_attribute("data-playing", "true")
    second.locator('[data-testid="output-cell"]').nth(1).click()
    expect(first).to_have_attribute("data-playing", "true")
    expect(second).to_have_attribute("data-pinned", "0,1")
    spoken = second.get_by_test_id("live").text_content()
    assert "output (0, 1)" in spoken
    first.locator('[data-testid="output-cell"]').nth(4).click()
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("data-cursor", "2,0")
    expect(second).to_have_attribute("data-pinned", "0,1")
    assert second.get_by_test_id("live").text_content() == spoken
    first.locator('[data-testid="input-cell"]').first.click()
    first.get_by_test_id("editor").fill("x")
    page.keyboard.press("Enter")
    expect(first.get_by_test_id("refusal")).to_be_visible()
    expect(second.get_by_test_id("refusal")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(second).to_have_attribute("data-pinned", "0,1")
    sizes = [one.locator(".plane .cell").first.bounding_box()["width"] for one in roots]
    assert sizes[0] != sizes[1]


# ---- edits that change nothing ----


@on_page("tall")
def test_an_edit_that_changes_nothing_is_answered_at_once(page):
    stage = Stage(page)
    revision = stage.root.get_attribute("data-revision")
    stage.edit(0, 0, "0.0")
    expect(stage.root).to_have_attribute("data-stale", "false", timeout=4000)
    expect(stage.cell("input", 0, 0).locator(".value")).to_have_text("0")
    assert stage.root.get_attribute("data-revision") == revision


# ---- a narrow screen ----


@on_page("tall", width=390, height=660)
def test_on_a_narrow_screen_the_equation_and_the_controls_stay_in_sight(page):
    stage = Stage(page)
    seen = [stage.part(name).bounding_box() for name in ("equation", "play", "scrub", "position", "speed")]
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 660 for box in seen)
    middle = {name: box["y"] + box["height"] / 2 for name, box in zip("epsxv", seen, strict=True)}
    assert abs(middle["p"] - middle["v"]) < 2 and abs(middle["s"] - middle["x"]) < 2 < middle["s"] - middle["p"]
    assert seen[4]["x"] + seen[4]["width"] <= 390 and seen[3]["x"] + seen[3]["width"] <= 390
    stage.part("last").click()
    last = stage.cell("output", 3, 3)
    last.evaluate("node => node.scrollIntoView({ block: 'nearest' })")
    box = last.bounding_box()
    assert box["y"] + box["height"] <= stage.root.locator(".dock").bounding_box()["y"]
