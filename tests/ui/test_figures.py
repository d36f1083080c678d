"""The figures say what the trace and the axis say, and carry nothing that could reach the network or come to life."""

import dataclasses
import html
import json
import re
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from pooling_core.explain.wrong_rules import round_kernel, stride_kernel
from pooling_core.geometry.axis import adaptive_axis
from ui.content import words
from ui.figures import bins, style, travel
from ui.figures.layout import WIDTHS

HOSTILE = '</script><script>alert(1)</script><img src="http://example.org/x"><a href="javascript:1">&amp;'
RULER = words("adaptive_bins")["ruler"]
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


def bars(figure):
    """The bars that carry labels: the bins."""
    return next(part for part in figure.data if part.type == "bar" and part.text is not None)


@pytest.mark.parametrize(
    "size, outputs", [(7, 5), (5, 3), (14, 4), (7, 4), (16, 16), (16, 9), (4, 9), (16, 32), (1, 32)]
)
def test_the_ruler_draws_the_bins_of_the_axis(size, outputs):
    axis = adaptive_axis(size, outputs)
    drawn = bars(bins.ruler(axis, "width", RULER))
    assert list(drawn.base) == axis.starts.tolist()
    assert [base + width for base, width in zip(drawn.base, drawn.x, strict=True)] == axis.stops.tolist()
    spans = sorted(zip(drawn.y, drawn.base, drawn.x, strict=True))
    for (lane, base, width), (next_lane, next_base, _) in pairwise(spans):
        assert lane != next_lane or base + width <= next_base


def test_the_ruler_says_how_a_bin_is_made():
    figure = bins.ruler(adaptive_axis(7, 5), "width", RULER)
    said = bars(figure).hovertext[1]
    assert "floor(1·7/5) = 1" in said and "ceil(2·7/5) = 3" in said
    assert "width 2" in said and "shares cell 2 with bin 2" in said
    assert list(bars(figure).text[:2]) == ["0: 0:2<br>width 2", "1: 1:3<br>width 2"]
    assert "4 pairs" in figure.layout.annotations[0].text


@pytest.mark.parametrize("rule", [round_kernel, stride_kernel])
@pytest.mark.parametrize("size, outputs", [(7, 5), (5, 3), (14, 4), (16, 9), (16, 16), (4, 9), (5, 0), (1, 1)])
def test_wrong_explanations_are_drawn_or_said_to_be_missing(rule, size, outputs):
    explained = rule(size, outputs)
    figure = bins.ruler(adaptive_axis(size, outputs), "width", RULER, explanations=[explained])
    dashed = [shape for shape in figure.layout.shapes if shape.line.dash]
    assert [(shape.x0, shape.x1) for shape in dashed] == list(zip(explained.starts, explained.stops, strict=True))
    assert [shape.line.color == style.GREY for shape in dashed] == list(explained.agrees[: len(dashed)])
    assert ("✗" in figure.layout.annotations[1].text) is not (all(explained.agrees) and outputs > 0)
    assert figure.layout.height > bins.ruler(adaptive_axis(size, outputs), "width", RULER).layout.height


def test_hostile_names_stay_text():
    figure = bins.ruler(
        adaptive_axis(7, 5), HOSTILE, RULER, explanations=[dataclasses.replace(round_kernel(7, 5), name=HOSTILE)]
    )
    assert all(not re.search(r"<(?!/?b>|br>)", note.text) for note in figure.layout.annotations)


def test_the_truth_of_the_documents():
    axis = adaptive_axis(14, 4)
    assert list(zip(axis.starts, axis.stops, strict=True)) == [(0, 4), (3, 7), (7, 11), (10, 14)]
    assert adaptive_axis(7, 4).stops.tolist() == [2, 4, 6, 7]


def test_one_rounded_kernel_fails_for_7_into_5():
    explained = round_kernel(7, 5)
    assert (explained.kernel_size, explained.stride) == (1, 1)
    assert not all(explained.agrees)
    assert explained.unread == (5, 6)


def test_one_stride_fails_for_5_into_3():
    explained = stride_kernel(5, 3)
    assert (explained.kernel_size, explained.stride) == (3, 1)
    assert list(zip(explained.starts, explained.stops, strict=True)) == [(0, 3), (1, 4), (2, 5)]
    assert explained.agrees == (False, True, False)


@pytest.mark.parametrize("rule", [round_kernel, stride_kernel])
def test_both_rules_hold_where_the_output_divides_the_input(rule):
    for size in range(1, 17):
        for outputs in range(1, size + 1):
            explained = rule(size, outputs)
            assert len(explained.agrees) == outputs == len(explained.starts)
            assert max(explained.stops) <= size
            if size % outputs == 0:
                assert all(explained.agrees) and not explained.unread


@pytest.mark.parametrize("rule", [round_kernel, stride_kernel])
@pytest.mark.parametrize("size, outputs", [(4, 9), (5, 6), (5, 0), (1, 32)])
def test_a_rule_without_a_stride_has_no_windows(rule, size, outputs):
    explained = rule(size, outputs)
    assert explained.starts == explained.stops == ()
    assert explained.agrees == (False,) * outputs
