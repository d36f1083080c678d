"""The lesson on dimensions in a real browser: words above the columns, and a window that moves through a volume."""

import numpy as np
import pytest
from playwright.sync_api import expect

from pooling_core.explain.trace import trace
from tests.browser.address import expect_said
from tests.browser.colours import contrast
from tests.browser.stage import Stage, settled
from ui.lessons.dimensions import LESSON
from ui.state.fields import complete
from ui.text import volume_text
from ui.words import words

DEFAULT = LESSON.fields["dimensions_volume"].default
VOLUME = volume_text.parse(DEFAULT)
ALL_REAL = words("stage")["notes"]["cells"]["all"]["real"]
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
        self.root = page.get_by_test_id("stage")
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
        self.page.get_by_role("spinbutton", name="kernel_size", exact=True).fill(str(size))
        expect(self.root.locator(".volumes .caption").last).to_have_text(f"Output {output}")

    def focused(self):
        """The volume and the place of the cell that has the focus."""
        return self.root.evaluate(
            """root => {
              const cell = root.getRootNode().activeElement;
              return cell?.dataset?.at ? [cell.dataset.testid.split('-')[0], cell.dataset.at] : null;
            }"""
        )

    def expect_heard(self, text):
        expect(self.part("live")).to_have_text(text)


def choose_view(page, name):
    page.get_by_role("radio", name=name).check(force=True)


def test_words_are_the_positions_of_a_sequence(open_page):
    page = open_page("dimensions")
    stage = Stage(page)
    top = stage.root.locator(".board.input .ruler.top span")
    expect(top).to_have_text(["the", "plot", "is", "thin", "but", "the", "acting", "is", "superb"])
    expect(stage.root.locator(".board.output .ruler.left span")).to_have_text(["praise", "doubt", "contrast"])
    expect(stage.part("note")).to_have_text(f"{ALL_REAL.format(count=9)} · highest at “superb”")
    stage.cell("output", 1, 0).hover()
    expect(stage.part("equation")).to_have_text("max(0, 1, 0, 7, 3, 0, 0, 0, -3) = 7")
    assert stage.marked("input", "winner") == {(1, 3)}
    page.get_by_label("Sentence", exact=True).fill("an extraordinarily dull yet brilliant film")
    page.keyboard.press("Enter")
    expect(top).to_have_text(["an", "extraordina…", "dull", "yet", "brilliant", "film"])
    stage.expect_texts("output", [["9"], ["8"], ["7"]])
    expect_said(page, "dimensions_sentence", "an extraordinarily dull yet brilliant film")
    expect_said(page, "dimensions_scored", None)
    # Too long for their columns, the words stand aslant, and none leaves the board.
    board = stage.root.locator(".board.input").bounding_box()
    for number in range(6):
        word = top.nth(number).bounding_box()
        assert word["x"] >= board["x"] - 1 and word["x"] + word["width"] <= board["x"] + board["width"] + 1


def explained(**state):
    """The trace of a state of the 3-D view."""
    said = {"dimensions_view": "3d", **{f"dimensions_{name}": value for name, value in state.items()}}
    return trace(LESSON.call(complete(LESSON.fields, said)), VOLUME)


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
    volumes.voxel("output", 2, 2, 2).focus()
    volumes.page.keyboard.press("PageUp")
    volumes.page.keyboard.press("ArrowUp")
    volumes.expect_state(cursor="1,1,2")
    assert volumes.focused() == ["output", "1,1,2"]
    expect_said(volumes.page, "at", "1,1,2")


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
    volumes.expect_state(pinned="0,1,1")
    expect(volumes.part("position")).to_have_text("output (0, 1, 1) · 4 of 8 · pinned")
    expect_said(volumes.page, "pin", "0,1,1")
    volumes.page.reload()
    volumes.expect_state(pinned="0,1,1")
    expect(volumes.part("equation")).to_have_text(traced.arithmetic[0][1][1])


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
    choose_view(page, "plane")
    Stage(page)
    choose_view(page, "volume")
    Volumes(page)
    expect_kept(again)
    # By keys as well, and two clicks beside the cells turn back.
    volumes.voxel("input", 0, 0, 0).focus()
    page.keyboard.press("Shift+ArrowRight")
    assert volumes.shown()["yaw"] != again["yaw"] and volumes.focused() == ["input", "0,0,0"]
    volumes.part("output-space").dblclick(position={"x": 4, "y": 4})
    assert volumes.shown()["yaw"] == start["yaw"]


def test_a_voxel_is_edited_in_place(open_page):
    page = open_page("dimensions?dimensions_view=3d")
    volumes = Volumes(page)
    volumes.voxel("input", 1, 2, 2).click()
    editor = volumes.part("editor")
    expect(editor).to_have_value("8")
    box, cell = editor.bounding_box(), volumes.voxel("input", 1, 2, 2).bounding_box()
    assert abs(box["x"] + box["width"] / 2 - cell["x"] - cell["width"] / 2) < 6
    editor.fill("x")
    page.keyboard.press("Enter")
    expect(volumes.part("refusal")).to_contain_text("“x” is not a number")
    editor.fill("55")
    page.keyboard.press("Enter")
    expect(volumes.voxel("output", 0, 1, 1)).to_have_text("55")
    # Enter went down a row, on the same sheet.
    expect(editor).to_have_attribute("aria-label", "Value of input (1, 3, 2)")
    page.keyboard.press("Escape")
    assert volumes.focused() == ["input", "1,3,2"]
    expect_said(page, "dimensions_volume", DEFAULT.replace("3 3 8 3", "3 3 55 3"))
    expect(volumes.part("headline")).to_contain_text("input (1, 2, 2) 8 → 55: output (0, 1, 1) goes from 9 to 55")
    page.keyboard.press("Control+z")
    expect(volumes.voxel("input", 1, 2, 2)).to_have_text("8")
    expect_said(page, "dimensions_volume", None)


def test_a_block_is_pasted_on_a_sheet_and_the_volume_grows_with_it(open_page):
    page = open_page("dimensions?dimensions_view=3d&dimensions_kernel=1&dimensions_volume=1+2%0A%0A3+4")
    volumes = Volumes(page)
    volumes.voxel("input", 1, 0, 1).focus()
    volumes.paste("7\t8\n9\t6")
    expect(volumes.root.locator(".volumes .caption").first).to_have_text("Input 2 × 2 × 3")
    expect_said(page, "dimensions_volume", "1 2 0\n0 0 0\n\n3 7 8\n0 9 6")
    assert volumes.focused() == ["input", "1,0,1"]


def test_every_voxel_of_the_input_is_reached_and_heard_by_keys(open_page):
    page = open_page("dimensions?dimensions_view=3d&dimensions_stride=1")
    volumes = Volumes(page)
    stops = volumes.root.locator('[data-testid="input-voxel"][tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    reached = set()
    for d in range(4):
        for r in range(4):
            for c in range(4):
                here = volumes.focused()[1]
                assert here == f"{d},{r},{c if r % 2 == 0 else 3 - c}"
                at = tuple(map(int, here.split(",")))
                reached.add(at)
                heard = f"input ({', '.join(map(str, at))}) = {VOLUME[at]:g}. read by "
                expect(volumes.part("live")).to_contain_text(heard)
                if c < 3:
                    page.keyboard.press("ArrowRight" if r % 2 == 0 else "ArrowLeft")
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Home")
        page.keyboard.press("PageDown")
    assert reached == set(np.ndindex(4, 4, 4))
    # Enter opens the editor, Escape leaves it, and a digit starts it.
    page.keyboard.press("Enter")
    expect(volumes.part("editor")).to_be_focused()
    page.keyboard.press("Escape")
    expect(volumes.part("editor")).to_have_count(0)
    place = volumes.focused()[1]
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(volumes.voxel("input", *place.split(","))).to_have_text("42")
    expect(volumes.voxel("input", *place.split(","))).to_have_attribute(
        "aria-label", f"input ({place.replace(',', ', ')}): 42"
    )


def test_a_refused_call_keeps_the_volume_its_editor_and_a_way_on(open_page):
    page = open_page("dimensions?dimensions_view=3d&dimensions_kernel=5")
    volumes = Volumes(page)
    expect(volumes.part("headline")).to_contain_text("its window spans 5 of 4 cells")
    expect(volumes.part("output-voxel")).to_have_count(0)
    volumes.voxel("input", 0, 0, 0).click()
    volumes.part("editor").fill("77")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect_said(page, "dimensions_volume", DEFAULT.replace("3", "77", 1))
    page.get_by_role("button", name="Use kernel_size = 4").click()
    expect(volumes.voxel("output", 0, 0, 0)).to_have_text("77")


def test_the_calls_of_all_views_are_a_table_with_headers(open_page):
    page = open_page("dimensions")
    Stage(page)
    table = page.get_by_role("table", name="The same call in one, two and three dimensions")
    assert all(table.get_by_role("columnheader").all_inner_texts())
    expect(table.get_by_role("columnheader")).to_have_count(4)
    expect(table.get_by_role("rowheader")).to_have_text(["1-D sentence", "2-D plane", "3-D volume"])
    choose_view(page, "plane")
    expect(table.locator("tr[aria-current]")).to_contain_text("F.max_pool2d(x, kernel_size=2)")


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
    names = volumes.root.locator(".names text").evaluate_all("all => all.map(node => node.getBoundingClientRect())")
    # Depths, and where there is room for them rows and columns of both, and the words for rows and columns.
    assert len(names) == (6 if width < 640 else 6 + 2 * (4 + 2) + 4)
    room = volumes.root.locator(".room").bounding_box()
    for box in (upper, lower, *names):
        assert box["x"] >= room["x"] - 1 and box["x"] + box["width"] <= room["x"] + room["width"] + 1
        assert box["y"] >= room["y"] - 1 and box["y"] + box["height"] <= room["y"] + room["height"] + 1
    for box in (room, volumes.part("equation").bounding_box(), volumes.part("position").bounding_box()):
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
