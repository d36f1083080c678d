"""The lesson on dimensions in a real browser: words above the columns, and a window that moves through a volume."""

import numpy as np
import pytest
from playwright.sync_api import expect

from pooling_core.explain.trace import trace
from tests.browser.colours import contrast
from tests.browser.stage import Stage, settled
from ui import calls, states, volume_text
from ui.state.fields import complete

VOLUME = volume_text.parse(states.DIMENSIONS["dimensions_volume"].default)
# What the cursor, the equation and the outputs say at one moment, and how each volume is turned.
SHOWN = """root => ({
  ...root.dataset,
  equation: root.querySelector('[data-testid="equation"]').textContent,
  outputs: [...root.querySelectorAll('[data-testid="output-voxel"]')]
    .sort((a, b) => (a.dataset.at < b.dataset.at ? -1 : 1)).map(cell => cell.textContent),
  sides: ['input', 'output'].map(kind => {
    const { a, b, c, d } = root.querySelector(`[data-testid="${kind}-space"] .sheet`).getCTM();
    return [a, b, c, d].map(part => part.toFixed(4)).join(' ');
  }),
})"""
# Each number that is shown, with its colours as painted and whether it lies inside its cell.
LEGIBLE = """root => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = colour => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  return [...root.querySelectorAll('.voxel')].map(voxel => {
    const [text, cell] = [voxel.querySelector('text'), voxel.querySelector('rect')];
    const [inner, outer] = [text.getBoundingClientRect(), cell.getBoundingClientRect()];
    return {
      text: rgb(getComputedStyle(text).fill), ground: rgb(getComputedStyle(cell).fill),
      isShown: getComputedStyle(text).visibility === 'visible', height: inner.height,
      isInside: inner.left >= outer.left - 1 && inner.right <= outer.right + 1
        && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1,
    };
  });
}"""


class Volumes(Stage):
    """The volumes of a page and what stands below them."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("volume-stage")
        expect(self.part("input-voxel").first).to_be_visible()

    def voxel(self, kind, *place):
        return self.root.locator(f'[data-testid="{kind}-voxel"][data-at="{",".join(map(str, place))}"]')

    def with_class(self, kind, name):
        found = self.root.locator(f'[data-testid="{kind}-voxel"].{name}')
        return {tuple(map(int, at.split(","))) for at in found.evaluate_all("all => all.map(c => c.dataset.at)")}

    def shown(self):
        return self.root.evaluate(SHOWN)

    def drag(self, kind, right, down):
        box = self.part(f"{kind}-space").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right, y + down, steps=3)
        self.page.mouse.up()

    def set_kernel(self, size, output):
        """Change the kernel, and wait for the output that this gives."""
        field = self.page.get_by_label("kernel_size", exact=True)
        field.fill(str(size))
        field.press("Enter")
        expect(self.root.locator(".caption").last).to_have_text(f"Output {output}")


def test_words_are_the_positions_of_a_sequence(open_page):
    page = open_page("dimensions")
    stage = Stage(page)
    top = stage.root.locator(".board.input .ruler.top span")
    expect(top).to_have_text(["the", "plot", "is", "thin", "but", "the", "acting", "is", "superb"])
    expect(stage.root.locator(".board.output .ruler.left span")).to_have_text(["praise", "doubt", "turn"])
    expect(stage.part("note")).to_have_text("9 real · highest at “superb”")
    stage.cell("output", 1, 0).hover()
    expect(stage.part("equation")).to_have_text("max(0, 1, 0, 7, 3, 0, 0, 0, -3) = 7")
    assert stage.marked("input", "winner") == {(1, 3)}
    page.get_by_label("Sentence", exact=True).fill("an extraordinarily dull yet brilliant film")
    page.keyboard.press("Enter")
    expect(top).to_have_text(["an", "extraordina…", "dull", "yet", "brilliant", "film"])
    stage.expect_texts("output", [["9"], ["8"], ["7"]])
    # Too long for their columns, the words stand aslant, and none leaves the board.
    board = stage.root.locator(".board.input").bounding_box()
    for number in range(6):
        word = top.nth(number).bounding_box()
        assert word["x"] >= board["x"] - 1 and word["x"] + word["width"] <= board["x"] + board["width"] + 1


def explained(**state):
    """The trace of a state of the 3-D view."""
    said = {"dimensions_view": "3d", **{f"dimensions_{name}": value for name, value in state.items()}}
    return trace(calls.dimensions_call(complete(states.DIMENSIONS, said), VOLUME.shape[-1]), VOLUME)


def assert_is(traced, shown):
    """The equation is that of the cursor, and the outputs are right, or still to come in the order of reading."""
    d, i, j = place = tuple(map(int, shown["cursor"].split(",")))
    assert shown["equation"] == traced.arithmetic[d][i][j]
    texts = [str(int(value)) for value in traced.output.flat]
    if shown["playing"] == "true":
        done = int(np.ravel_multi_index(place, traced.output.shape)) + 1
        texts[done:] = ["?"] * (len(texts) - done)
    assert shown["outputs"] == texts


def test_a_window_moves_through_a_volume(open_page):
    volumes = Volumes(open_page("dimensions?dimensions_view=3d&dimensions_stride=1"))
    traced = explained(stride=1)
    assert_is(traced, volumes.shown())
    volumes.part("play").click()
    volumes.expect_moved_from("0,0,0")
    moved = volumes.shown()
    assert_is(traced, moved)
    volumes.part("play").click()
    volumes.expect_state(playing="false")
    volumes.part("last").click()
    volumes.expect_state(cursor="2,2,2")
    expect(volumes.part("equation")).to_have_text(traced.arithmetic[2][2][2])
    assert volumes.with_class("input", "tap") == set(traced.taps((2, 2, 2)))
    volumes.root.press("PageUp")
    volumes.root.press("ArrowUp")
    volumes.expect_state(cursor="1,1,2")


def test_an_output_shows_its_window_and_a_cell_the_outputs_that_read_it(open_page):
    volumes = Volumes(open_page("dimensions?dimensions_view=3d&dimensions_stride=1&dimensions_kernel=3"))
    traced = explained(stride=1, kernel=3)
    volumes.voxel("output", 1, 0, 1).hover()
    expect(volumes.part("equation")).to_have_text(traced.arithmetic[1][0][1])
    assert volumes.with_class("input", "tap") == set(traced.taps((1, 0, 1)))
    won = traced.winner((1, 0, 1))
    assert volumes.with_class("input", "winner") == {won}
    frames = volumes.root.locator("[data-testid=input-space] .window:not([hidden])")
    expect(frames).to_have_count(3)
    volumes.voxel("input", 0, 3, 1).hover()
    expect(volumes.part("note")).to_have_text("read by 2 outputs: (0, 1, 0) (0, 1, 1)")
    assert volumes.with_class("output", "lit") == {(0, 1, 0), (0, 1, 1)}
    expect(frames).to_have_count(0)
    volumes.voxel("output", 0, 1, 1).click()
    volumes.expect_state(cursor="0,1,1")


def test_a_parameter_changed_in_the_middle_of_a_play_shows_the_new_call_at_once(open_page):
    volumes = Volumes(open_page("dimensions?dimensions_view=3d&dimensions_stride=1"))
    volumes.part("play").click()
    volumes.expect_moved_from("0,0,0")
    volumes.set_kernel(3, "2 × 2 × 2")
    traced = explained(stride=1, kernel=3)
    assert_is(traced, volumes.shown())
    # Nothing of the play before goes on behind it: it ends with the last output of the new call.
    volumes.expect_state(playing="false", cursor="1,1,1")
    assert_is(traced, volumes.shown())
    # And a change after the play, back to the call before; the cursor keeps its place.
    volumes.set_kernel(2, "3 × 3 × 3")
    volumes.expect_state(cursor="1,1,1")
    assert_is(explained(stride=1), volumes.shown())


def test_both_volumes_are_turned_together_and_stay_so(open_page):
    page = open_page("dimensions?dimensions_view=3d&dimensions_stride=1")
    volumes = Volumes(page)
    start = volumes.shown()
    volumes.drag("input", 40, 15)
    turned = volumes.shown()
    assert turned["sides"][0] == turned["sides"][1] != start["sides"][0]

    def expect_kept(expected):
        now = volumes.shown()
        assert now["sides"][0] == now["sides"][1]
        assert (now["yaw"], now["pitch"]) == (expected["yaw"], expected["pitch"])

    volumes.part("play").click()
    volumes.expect_moved_from("0,0,0")
    expect_kept(turned)
    volumes.set_kernel(3, "2 × 2 × 2")
    expect_kept(turned)
    # The other volume turns both as well, while it plays.
    volumes.drag("output", -25, 5)
    again = volumes.shown()
    assert again["sides"][0] == again["sides"][1] and again["yaw"] != turned["yaw"]
    settled(page)
    page.get_by_text("2d", exact=True).click()
    Stage(page)
    page.get_by_text("3d", exact=True).click()
    Volumes(page)
    expect_kept(again)
    volumes.part("output-space").dblclick()
    assert volumes.shown()["yaw"] == start["yaw"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", [(1280, 720), (390, 844)])
def test_every_number_of_a_volume_is_legible_and_nothing_is_cut_off(open_page, width, height, scheme):
    page = open_page("dimensions?dimensions_view=3d", width=width, height=height, color_scheme=scheme)
    volumes = Volumes(page)
    cells = volumes.root.evaluate(LEGIBLE)
    assert len(cells) == 64 + 8
    assert all(cell["isShown"] and cell["isInside"] and cell["height"] >= 10 for cell in cells)
    assert min(contrast(cell["text"], cell["ground"]) for cell in cells) >= 4.5
    assert len({tuple(cell["ground"]) for cell in cells}) > 6
    upper, lower = (volumes.part(f"{kind}-space").bounding_box() for kind in ("input", "output"))
    if width < 640:
        assert lower["y"] >= upper["y"] + upper["height"]
    else:
        assert lower["x"] >= upper["x"] + upper["width"]
    assert max(box["y"] + box["height"] for box in (upper, lower)) < height
    names = volumes.root.locator(".names text").evaluate_all("all => all.map(node => node.getBoundingClientRect())")
    assert len(names) == 3 * 4 + 2 + 3 * 2 + 2  # depths, rows and columns of both, and the words for rows and columns
    parts = [volumes.part("equation").bounding_box(), volumes.part("position").bounding_box(), *names]
    assert len(names) == 3 * 4 + 2 + 3 * 2 + 2  # depths, rows and columns of both, and the words for rows and columns
    for box in parts:
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
