"""The still picture says what the payload says, is the same each time, and holds nothing but a drawing."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
import resvg_py

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from tests.support.lessons import ONE_CALL, call_and_plane, each_example
from tests.ui.pictures import GOLDEN, STAGE, STATES, plane
from ui.figures import picture, style
from ui.figures.svg import em
from ui.stage import payload

SPACE = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> & \"quoted\" 'too' ]]> <!--"
MOVED = re.compile(r"translate\((\S+) (\S+)\)( rotate)?")
STYLES = Path(payload.__file__).parent


class Text(NamedTuple):
    """A text where it stands: ``turned`` ones have their anchor only."""

    said: str
    left: float
    right: float
    turned: bool


def texts(drawing: str) -> list[Text]:
    """All that is written in a picture."""
    return list(written(ElementTree.fromstring(drawing), 0, "start", False))


def written(node: ElementTree.Element, x: float, anchor: str, turned: bool) -> Iterator[Text]:
    anchor = node.get("text-anchor", anchor)
    moved = MOVED.match(node.get("transform", ""))
    if moved:
        x, turned = x + float(moved[1]), turned or bool(moved[3])
    if node.tag == f"{SPACE}text":
        at = x + float(node.get("x", 0))
        width = em(node.text or "") * float(node.get("font-size", 0))
        left = at - {"start": 0, "middle": width / 2, "end": width}[anchor]
        yield Text(node.text or "", left, left + width, turned)
    for child in node:
        yield from written(child, x, anchor, turned)


def size(drawing: str) -> tuple[int, int]:
    root = ElementTree.fromstring(drawing)
    return int(root.get("width", 0)), int(root.get("height", 0))


def pixels(image: bytes) -> tuple[int, int]:
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")


def steps(drawn: dict) -> list[tuple[int, int]]:
    return list(product(range(drawn["output"]["rows"]), range(drawn["output"]["cols"])))


@pytest.mark.parametrize("name", STATES)
def test_a_picture_is_the_one_that_was_looked_at(name):
    assert STATES[name]().draw() == (GOLDEN / f"{name}.svg").read_text(encoding="utf-8"), (
        f"{name}.svg is drawn otherwise now; python -m tests.ui.redraw draws all anew"
    )


def test_no_picture_is_left_over():
    assert {file.stem for file in GOLDEN.iterdir()} == STATES.keys()


@pytest.mark.parametrize("name", STATES)
def test_a_picture_is_nothing_but_a_drawing(name):
    drawing = STATES[name]().draw()
    for node in ElementTree.fromstring(drawing).iter():
        tag = node.tag.removeprefix(SPACE)
        assert tag in {"svg", "title", "desc", "g", "rect", "circle", "path", "text"}
        assert not {"style", "class", "href", "id"} & node.attrib.keys()
        for key in ("fill", "stroke"):
            assert re.fullmatch("none|#[0-9a-f]{6}", node.get(key, "none"))
    assert "url(" not in drawing and "var(" not in drawing
    assert not re.search(r"\d\.\d{3}", re.sub(r"<(text|title|desc)[^>]*>[^<]*", "", drawing))


@pytest.mark.parametrize("name", STATES)
def test_the_payload_that_travelled_as_json_is_drawn_alike(name):
    state = STATES[name]()
    travelled = json.loads(json.dumps(state.payload, default=list))
    assert state._replace(payload=travelled).draw() == state.draw()


@each_example(ONE_CALL)
def test_an_examples_picture_says_all_that_the_payload_says(lesson, example):
    call, values = call_and_plane(lesson, lesson.example_state(example))
    try:
        drawn = payload.from_trace(trace(call, values), STAGE, bins=lesson.bins)
    except ValueError:
        drawn = payload.input_only(values, STAGE)
    step = steps(drawn)[-1] if steps(drawn) else None
    drawing = picture.svg(drawn, step)
    found = texts(drawing)
    said = Counter(text.said for text in found)
    numbers = Counter(number for board in ("input", "output") for row in drawn[board]["short"] for number in row)
    assert not numbers - said
    if step is not None:
        i, j = step
        joined = " ".join(text.said for text in found)
        for line in (drawn["equations"][i][j], drawn["notes"][i][j]):
            # A line may end where the next begins, or at a point between two parts.
            assert re.sub(r"[\s·]", "", line) in re.sub(r"[\s·]", "", joined)
    kinds = {drawn["words"]["kinds"][kind] for kind in "".join(drawn["input"]["kinds"])}
    assert kinds <= said.keys()
    width, _ = size(drawing)
    assert all(text.left >= 0 and text.right <= width for text in found if not text.turned)


@pytest.mark.parametrize("name", ["holes", "overhang", "bins", "no_numbers"])
def test_every_step_is_drawn_in_the_same_places(name):
    drawn = STATES[name]().payload
    shown = [picture.svg(drawn, step) for step in steps(drawn)]
    assert len(set(shown)) == len(shown)
    assert len({size(drawing) for drawing in shown}) == 1


@pytest.mark.parametrize("name", ["padding", "overhang", "holes", "bins", "shares"])
def test_a_step_marks_its_window_its_cells_and_their_weights(name):
    drawn = STATES[name]().payload
    top, left, bottom, right = drawn["input"]["frame"]
    rows, columns = (range(-top, drawn["input"]["rows"] + bottom), range(-left, drawn["input"]["cols"] + right))
    for i, j in steps(drawn):
        root = ElementTree.fromstring(picture.svg(drawn, (i, j)))
        cells = [node for node in root.iter(f"{SPACE}rect") if node.get("stroke-opacity") == "0.8"]
        taps = [(r, c) for r in drawn["taps"][0][i] for c in drawn["taps"][1][j] if r in rows and c in columns]
        assert len(cells) == len(taps)
        width = max(float(cell.get("width", 0)) for cell in cells) + 1.5
        places = [
            (round((float(c.get("y", 0)) - 0.75) / width) - top, round((float(c.get("x", 0)) - 0.75) / width) - left)
            for c in cells
        ]
        assert places == taps
        frames = [
            node for node in root.iter(f"{SPACE}rect") if node.get("stroke-width") == "3" and node.get("fill") == "none"
        ]
        (start, stop), (first, last) = drawn["spans"][0][i], drawn["spans"][1][j]
        box = [float(frames[0].get(side, 0)) for side in ("x", "y", "width", "height")]
        wanted = [(first + left) * width, (start + top) * width, (last - first) * width, (stop - start) * width]
        assert box == pytest.approx([wanted[0] + 1.5, wanted[1] + 1.5, wanted[2] - 3, wanted[3] - 3], abs=0.02)


def test_text_stays_text():
    drawn = payload.from_trace(
        trace(PoolSpec.of("max_pool2d", kernel_size=2), plane(4, 4)),
        STAGE,
        titles={"input": HOSTILE, "output": HOSTILE},
        arrow=HOSTILE,
        equations=[[HOSTILE] * 2] * 2,
        labels={"input": {"column_labels": [HOSTILE] * 4, "row_labels": [HOSTILE] * 4}},
        tells=[[HOSTILE] * 2] * 2,
        extras=[payload.extra(HOSTILE, plane(2, 2), "output", "output", arrow=HOSTILE, note=HOSTILE)],
    )
    drawing = picture.svg(drawn, (0, 0), title=HOSTILE)
    root = ElementTree.fromstring(drawing)
    assert not list(root.iter(f"{SPACE}script")) and "<script" not in drawing
    assert root[0].text == HOSTILE and HOSTILE in (root[1].text or "")
    said = [text.said for text in texts(drawing)]
    assert said.count(HOSTILE) >= 10  # on rulers and arrows, and where a line is wide enough
    assert picture.png(drawing, 0.5)


def test_signs_that_xml_cannot_hold_are_replaced():
    drawn = STATES["maximum"]().payload
    drawing = picture.svg(drawn, (0, 0), title="a\x00b\x1f\ud800c\uffff")
    assert ElementTree.fromstring(drawing)[0].text == "a\ufffdb\ufffd\ufffdc\ufffd"


def test_a_stage_without_a_result_is_its_input():
    drawing = picture.svg(payload.input_only(plane(2, 3), STAGE), None)
    said = [text.said for text in texts(drawing)]
    assert "Input 2 × 3" in said and not any("Output" in text for text in said)


def test_an_empty_output_is_drawn_as_such():
    drawn = payload.from_trace(trace(PoolSpec.of("adaptive_max_pool2d", output_size=(0, 3)), plane(3, 3)), STAGE)
    assert "Output 0 × 3" in [text.said for text in texts(picture.svg(drawn, None))]


def test_the_colours_are_those_of_the_stage():
    css = (STYLES / "js" / "stage.css").read_text(encoding="utf-8")
    look = style.THEMES["light"]
    for name, colour in (("line", look.line), ("muted", look.muted), ("hatch", look.hatch)):
        share = re.search(rf"--{name}: color-mix\(in srgb, var\(--text\) (\d+)%, var\(--paper\)\)", css)
        assert share and colour == look.ink(int(share[1]) / 100)
    script = (STYLES / "js" / "board.js").read_text(encoding="utf-8")
    assert "(5 + 40 * clamp(heat, 0, 1))" in script
    assert [look.heat(place) for place in (None, 0, 1)] == ["#ffffff", "#f4f7fb", "#9ab7d8"]
    assert style.THEMES["dark"].paper in STATES["dark"]().draw()


@pytest.mark.parametrize("scale", [1, 2, 2.5])
@pytest.mark.parametrize("name", ["maximum", "dark"])
def test_pixels_are_the_picture_times_the_scale(name, scale):
    drawing = STATES[name]().draw()
    assert pixels(picture.png(drawing, scale)) == pytest.approx([side * scale for side in size(drawing)], abs=0.5)


def test_pixels_are_drawn_of_any_text_and_without_fonts(monkeypatch):
    drawn = STATES["maximum"]().payload
    drawing = picture.svg(drawn, (0, 0), title="池化 ⌊i·7/5⌋ ≠ 😀 \u0628")
    shown = picture.png(drawing, 1)
    monkeypatch.setattr(resvg_py, "svg_to_bytes", partial(resvg_py.svg_to_bytes, skip_system_fonts=True))
    bare = picture.png(drawing, 1)
    assert pixels(bare) == pixels(shown) and bare != shown


def test_long_numbers_stay_in_their_cells():
    values = np.random.default_rng(0).normal(size=(4, 4)).astype(np.float32)
    drawn = payload.from_trace(trace(PoolSpec.of("avg_pool2d", kernel_size=2), values), STAGE)
    drawing = picture.svg(drawn, (0, 0))
    cell = max(
        float(node.get("width", 0))
        for node in ElementTree.fromstring(drawing).iter(f"{SPACE}rect")
        if node.get("stroke-opacity") == "0.8"
    )
    numbers = {number for board in ("input", "output") for row in drawn[board]["short"] for number in row}
    assert all(text.right - text.left < cell for text in texts(drawing) if text.said in numbers)
