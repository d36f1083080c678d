"""The volume that travels says what its trace says: a frame for each output, in a file that needs nobody."""

import dataclasses
import html
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from ui import number_text
from ui.figures import space, style, travel

HOSTILE = '</script><script>alert(1)</script><img src="http://example.org/x">'
VOLUME = np.random.default_rng(5).integers(-9, 9, (4, 3, 5), endpoint=True).astype(np.float32)
CALLS = {
    "max": ("max_pool3d", {"kernel_size": 2}, "rt"),
    "padding": ("avg_pool3d", {"kernel_size": 3, "stride": 1, "padding": 1}, "rp"),
    "hole": ("max_pool3d", {"kernel_size": 2, "stride": 3, "dilation": 2}, "rth"),
    "overhang": ("avg_pool3d", {"kernel_size": 2, "stride": 2, "ceil_mode": True}, "ro"),
    "adaptive": ("adaptive_max_pool3d", {"output_size": (2, 3, 4)}, "r"),
}


def traced(name, volume=VOLUME):
    call, arguments, _ = CALLS[name]
    return trace(PoolSpec.of(call, **arguments), volume)


def moments(figure):
    """What each frame changes, by the place of the part in the figure."""
    return [dict(zip(frame.traces, frame.data, strict=True)) for frame in figure.frames]


def only(figure, **look):
    """The place of the one moving part of this look."""
    moving = figure.frames[0].traces
    found = [at for at in moving if all(figure.data[at][key] == value for key, value in look.items())]
    assert len(found) == 1
    return found[0]


def plain(text):
    return html.unescape(text.replace("<br>", " "))


def drawn(still, moment):
    """The cells that are seen: those with a height."""
    cells = zip(still.x, still.y, moment.z, strict=True)
    return {(int(y), -int(z), int(x)) for x, y, z in cells if z is not None}


@pytest.mark.parametrize("name", CALLS)
def test_one_frame_per_output_says_its_arithmetic_and_outlines_its_window(name):
    seen = traced(name)
    figure = travel.animation(seen)
    places = list(np.ndindex(seen.output.shape))
    window = only(figure, type="scatter3d", mode="lines", scene="scene")
    cursor = only(figure, type="scatter3d", mode="lines", scene="scene2")
    equation = only(figure, type="scatter")
    assert len(figure.frames) == len(places) == len(figure.layout.sliders[0].steps)
    assert [step.args[0][0] for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]
    for (d, i, j), moment in zip(places, moments(figure), strict=True):
        assert plain(moment[equation].text[0]) == seen.arithmetic[d][i][j]
        (front, back), (top, bottom), (left, right) = seen.span((d, i, j))
        assert (min(moment[window].x) + 0.5, max(moment[window].x) + 0.5) == (left, right)
        assert (-max(moment[window].z) + 0.5, -min(moment[window].z) + 0.5) == (top, bottom)
        assert (round(min(moment[window].y)), round(max(moment[window].y))) == (front, back - 1)
        assert (min(moment[cursor].x) + 0.5, -max(moment[cursor].z) + 0.5) == (j, i)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_read_and_what_has_been_computed_is_seen_with_its_numbers(name):
    seen = traced(name)
    figure = travel.animation(seen)
    places, inside = list(np.ndindex(seen.output.shape)), set(np.ndindex(seen.input.shape))
    done = only(figure, type="scatter3d", mode="markers+text", scene="scene2")
    taps = figure.frames[0].traces[0]
    for number, moment in enumerate(moments(figure)):
        assert drawn(figure.data[taps], moment[taps]) == set(seen.taps(places[number])) & inside
        assert drawn(figure.data[done], moment[done]) == set(places[: number + 1])
        if seen.winners is not None:
            winner = only(figure, type="scatter3d", name="winner")
            assert drawn(figure.data[winner], moment[winner]) == {seen.winner(places[number])}
    assert list(figure.data[taps].text) == [number_text.brief(value) for value in seen.input.flat]
    assert list(figure.data[done].text) == [number_text.brief(value) for value in seen.output.flat]
    assert {kind for kind in "rpotgh" if kind in seen.kinds} == set(CALLS[name][2])
    assert sum(part.showlegend for part in figure.data) == len(CALLS[name][2]) + (seen.winners is not None)


def test_what_stands_in_space_is_redrawn_and_can_be_turned():
    figure = travel.animation(traced("max"))
    assert figure.layout.updatemenus[0].buttons[0].args[1]["frame"]["redraw"] is True
    assert all(step.args[1]["frame"]["redraw"] for step in figure.layout.sliders[0].steps)
    assert figure.layout.scene.dragmode == figure.layout.scene2.dragmode == "turntable"


@pytest.mark.parametrize("width", space.WIDTHS)
@pytest.mark.parametrize("name", CALLS)
def test_both_volumes_and_the_equation_stay_inside_and_apart(name, width):
    layout = travel.animation(traced(name), width=width).layout
    first, second = layout.scene.domain, layout.scene2.domain
    for axis in (first.x, first.y, second.x, second.y, layout.yaxis.domain):
        assert 0 <= axis[0] < axis[1] <= 1
    apart = second.y[1] < first.y[0] if width < space.WIDE else second.x[0] >= first.x[1]
    assert apart and layout.yaxis.domain[1] <= min(first.y[0], second.y[0]) + 1e-5
    assert layout.sliders[0].y <= layout.yaxis.domain[0] + 1e-5
    scales = [(each.y[1] - each.y[0]) * layout.height for each in (first, second)]
    assert scales[0] == pytest.approx(scales[1], abs=0.05)
    assert layout.scene.zaxis.range[1] - layout.scene.zaxis.range[0] == pytest.approx(
        layout.scene2.zaxis.range[1] - layout.scene2.zaxis.range[0]
    )


def test_the_file_is_light_valid_and_asks_nobody_for_anything():
    seen = traced("padding")
    figure = travel.animation(seen)
    assert isinstance(figure, go.Figure) and figure.layout.paper_bgcolor == style.PAPER
    json.loads(figure.to_json())
    page = travel.standalone_html(seen)
    assert "default-src 'none'" in page
    assert "<title>avg_pool3d(x, kernel_size=3, stride=1, padding=1)</title>" in page
    ours = page[page.index('id="animation"') :]
    assert "http" not in ours and "cdn" not in ours


def test_hostile_text_stays_text_and_strange_numbers_are_drawn():
    strange = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-38, 3.4e38, -1 / 3, 16777217], np.float32).reshape(2, 2, 2)
    seen = trace(PoolSpec.of("max_pool3d", kernel_size=1), strange)
    page = travel.standalone_html(seen, title=HOSTILE)
    ours = page[page.index('id="animation"') :]
    assert "<script>alert" not in page and "<img" not in ours
    assert not re.search(r"[:,\[](NaN|-?Infinity)[,\]}]", ours)
    seen = dataclasses.replace(seen, arithmetic=(((HOSTILE, HOSTILE),) * 2,) * 2)
    figure = travel.animation(seen)
    equation = only(figure, type="scatter")
    for moment in moments(figure):
        assert not re.search(r"<(?!br>)", moment[equation].text[0])


def test_an_empty_output_is_a_still():
    seen = trace(PoolSpec.of("adaptive_avg_pool3d", output_size=(0, 2, 2)), VOLUME)
    figure = travel.animation(seen)
    assert len(figure.frames) == 0 and not figure.layout.sliders


def test_the_largest_file_stays_small():
    volume = np.random.default_rng(1).normal(size=(6, 6, 6)).astype(np.float32)
    seen = trace(PoolSpec.of("max_pool3d", kernel_size=6, stride=1, padding=3), volume)
    small = len(travel.standalone_html(traced("max")))
    assert len(travel.standalone_html(seen)) - small < 2_000_000
