"""The figures say what the trace and the axis say, and carry nothing that could reach the network or come to life."""

import dataclasses
import html
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from ui.figures import style, travel
from ui.figures.layout import WIDTHS

HOSTILE = '</script><script>alert(1)</script><img src="http://example.org/x"><a href="javascript:1">&amp;'
GENERATOR = np.random.default_rng(0)
CALLS = {
    "max": (PoolSpec.of("max_pool2d", kernel_size=2), (4, 4)),
    "padding": (PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1), (7, 7)),
    "overhang": (PoolSpec.of("avg_pool2d", kernel_size=3, stride=3, padding=1, ceil_mode=True), (6, 6)),
    "hole": (PoolSpec.of("max_pool2d", kernel_size=2, stride=3, dilation=2, padding=1), (9, 11)),
    "gap": (PoolSpec.of("max_pool2d", kernel_size=2, stride=3), (6, 7)),
    "channels": (PoolSpec.of("max_pool1d", kernel_size=3, stride=2), (2, 9)),
    "lp": (PoolSpec.of("lp_pool2d", norm_type=2, kernel_size=5, stride=2), (9, 9)),
    "adaptive": (PoolSpec.of("adaptive_avg_pool1d", output_size=5), (7,)),
}


def traced(name):
    spec, shape = CALLS[name]
    return trace(spec, GENERATOR.integers(-9, 10, shape).astype(np.float32))


def named(figure, frame, kind):
    """The data a frame holds for the part of a figure that is recognised by its look."""
    places = {"equation": "x3", "asked": "x2"}
    found = [
        data
        for index, data in zip(frame.traces, frame.data, strict=True)
        if figure.data[index].xaxis == places[kind] and data.text is not None
    ]
    return found[0]


def plain(text):
    return html.unescape(text.replace("<br>", " "))


@pytest.mark.parametrize("name", CALLS)
def test_one_frame_per_output_says_its_arithmetic(name):
    seen = traced(name)
    figure = travel.animation(seen)
    lines = [line for row in seen.arithmetic for line in row]
    assert len(figure.frames) == seen.output.size == len(figure.layout.sliders[0].steps)
    assert [plain(named(figure, frame, "equation").text[0]) for frame in figure.frames] == lines
    assert [step.args[0][0] for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]


@pytest.mark.parametrize("name", CALLS)
def test_the_window_outlines_the_span_and_the_output_fills_in(name):
    seen = traced(name)
    figure = travel.animation(seen)
    rows, columns = seen.axes
    for number, frame in enumerate(figure.frames):
        i, j = divmod(number, seen.output.shape[1])
        window = frame.data[0]
        assert (min(window.x) + 0.5, max(window.x) + 0.5) == (columns.starts[j], columns.stops[j])
        assert (min(window.y) + 0.5, max(window.y) + 0.5) == (rows.starts[i], rows.stops[i])
        asked = named(figure, frame, "asked").text
        assert [text.strip() for text in asked] == [""] * (number + 1) + ["?"] * (seen.output.size - number - 1)


def test_frames_move_without_a_redraw_and_with_tweening():
    figure = travel.animation(traced("padding"))
    play = figure.layout.updatemenus[0].buttons[0].args[1]
    assert play["frame"]["redraw"] is False
    assert 0 < play["transition"]["duration"] < play["frame"]["duration"]
    # plotly.js wipes what is neither moved nor a text once an animation without redraw runs.
    moved = {index for frame in figure.frames for index in frame.traces}
    still = [part for index, part in enumerate(figure.data) if index not in moved]
    assert all(part.mode == "text" for part in still if part.type == "scatter")
    assert all(part.x == (None,) for part in still if part.type == "bar")


def test_each_kind_of_cell_has_a_name_and_a_pattern():
    for name, kinds in (("padding", "p"), ("overhang", "po"), ("hole", "pth"), ("gap", "tg"), ("max", "")):
        seen = traced(name)
        entries = [part for part in travel.animation(seen).data if part.type == "bar"]
        assert len(entries) == len(kinds) == len(set(seen.kinds.ravel()) - {"r"})
        patterns = {part.marker.pattern.shape for part in entries}
        assert len(patterns) == len(entries)


def test_values_that_are_no_numbers_are_drawn():
    seen = trace(PoolSpec.of("max_pool2d", kernel_size=1), np.array([[np.nan, np.inf, -np.inf]], np.float32))
    page = travel.standalone_html(seen)
    assert not re.search(r"[:,\[](NaN|-?Infinity)[,\]}]", page[page.index('id="animation"') :])


def test_an_empty_output_is_a_still():
    seen = trace(PoolSpec.of("adaptive_avg_pool2d", output_size=(0, 3)), np.ones((4, 4), np.float32))
    figure = travel.animation(seen)
    assert len(figure.frames) == 0
    assert not figure.layout.sliders


def test_the_largest_animation_stays_a_small_file():
    plane = GENERATOR.normal(size=(16, 16)).astype(np.float32)
    seen = trace(PoolSpec.of("adaptive_avg_pool2d", output_size=32), plane)
    small = len(travel.standalone_html(traced("max")))
    assert len(travel.standalone_html(seen)) - small < 1_000_000
    assert len(travel.animation(seen).frames) == 1024


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CALLS)
def test_both_grids_have_one_cell_size_and_stay_inside(name, width):
    layout = travel.animation(traced(name), width=width).layout
    sizes = []
    for x, y in ((layout.xaxis, layout.yaxis), (layout.xaxis2, layout.yaxis2)):
        for axis, pixels in ((x, layout.width), (y, layout.height)):
            assert 0 <= axis.domain[0] < axis.domain[1] <= 1
            sizes.append((axis.domain[1] - axis.domain[0]) * pixels / abs(axis.range[1] - axis.range[0]))
    assert max(sizes) == pytest.approx(min(sizes), abs=0.05)


def test_the_page_asks_nobody_for_anything():
    page = travel.standalone_html(traced("padding"))
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)\b[^>]*\b(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert "<title>avg_pool2d(x, kernel_size=3, stride=2, padding=1)</title>" in page
    ours = page[page.index('id="animation"') :]
    assert "http" not in ours and "cdn" not in ours


def test_hostile_text_stays_text():
    seen = traced("max")
    seen = dataclasses.replace(seen, arithmetic=tuple(tuple(HOSTILE for _ in row) for row in seen.arithmetic))
    page = travel.standalone_html(seen, title=HOSTILE)
    assert "<script>alert" not in page and "<img" not in page[page.index('id="animation"') :]
    figure = travel.animation(seen, title=HOSTILE)
    shown = [figure.layout.annotations[0].text, *(named(figure, frame, "equation").text[0] for frame in figure.frames)]
    assert all(not re.search(r"<(?!br>)", text) for text in shown)
    assert plain(shown[1]) == " ".join(HOSTILE.split())


def test_a_figure_in_a_notebook_is_valid_and_light():
    figure = travel.animation(traced("overhang"))
    assert isinstance(figure, go.Figure)
    assert figure.layout.paper_bgcolor == style.PAPER
    json.loads(figure.to_json())
