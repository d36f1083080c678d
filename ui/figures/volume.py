"""A window that moves through a volume: input and output as sheets of cells in space, the equation below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pooling_core.arithmetic import padding_text
from pooling_core.trace import OVERHANG, PADDING, REAL
from pooling_core.volume_trace import Cell, VolumeTrace
from ui import number_text
from ui.figures.scene import equation_text
from ui.figures.space import HEIGHT, INPUT, OUTPUT, WIDE, box, points, scene, sheets
from ui.figures.style import BIN_INK, GREY, NOTHING, ORANGE, harmless, player

Part = dict[str, Any]
LIGHT, DEEP, UNREAD, WON = "#e6eff9", "#6fa8dc", "#c3cad2", "#f0a25e"
# In more cells, or longer ones, the numbers would cover each other; those under the window are shown all the same.
MOST_TEXTS, LONGEST_TEXT = 64, 4
MARKER_SIZES = {1: 12, 2: 12, 3: 11, 4: 10, 5: 9, 6: 7, 7: 6}
FEW, SLOW, FAST = 30, 800, 400
# Of a marker these differ from frame to frame.
VARYING = ("type", "x", "y", "z", "text", "hovertext")


def volume_figure(traced: VolumeTrace, words: Mapping[str, Any]) -> go.Figure:
    """The window in its first place, and a frame for each place.

    Frames redraw: without it Plotly moves nothing that stands in space.

    Args:
        words: ``kinds``, ``window``, ``winner``, ``input``, ``output``, ``axes`` (depth, row, column), ``play``,
            ``pause``, ``at``.
    """
    still = _still(traced, words)
    moments = [_moment(traced, number, words) for number in range(traced.output.size)]
    first = len(still)
    frames = [
        {
            "name": str(place),
            "traces": list(range(first, first + len(moment))),
            "data": [_varying(part) for part in moment],
        }
        for place, moment in zip(np.ndindex(traced.output.shape), moments, strict=True)
    ]
    return go.Figure({"data": [*still, *moments[0]], "frames": frames, "layout": _layout(traced, frames, words)})


def _still(traced: VolumeTrace, words: Mapping[str, Any]) -> list[Part]:
    """What does not move: the input by kinds, the padding around it, and the outputs that wait."""
    before = np.array([before for before, _ in traced.frame])
    short = max(len(number_text.short(value)) for value in traced.input.flat) <= LONGEST_TEXT
    parts = [sheets(traced.input.shape, INPUT), sheets(traced.output.shape, OUTPUT)]
    for kind in dict.fromkeys([REAL, *traced.kinds.ravel().tolist()]):
        found = [tuple(cell) for cell in (np.argwhere(traced.kinds == kind) - before).tolist()]
        part: Part = {"name": harmless(words["kinds"][kind]), "showlegend": kind != REAL, "scene": INPUT}
        if kind in (PADDING, OVERHANG):
            fill = padding_text(traced.spec) if kind == PADDING else ""
            marker = {"symbol": "circle-open" if kind == PADDING else "x", "size": 4, "color": GREY}
            said = harmless(f"{words['kinds'][kind]} {fill}".strip())
            part |= {**points(found), "mode": "markers", "marker": marker, "hovertext": said, "hoverinfo": "text"}
        else:
            legible = traced.input.size <= MOST_TEXTS and short
            part |= _valued(traced, found, traced.input, legible)
            if kind != REAL:
                part["marker"] |= {"color": UNREAD}
        parts.append(part)
    waiting = points(list(np.ndindex(traced.output.shape))) | {"mode": "markers", "marker": {"size": 4, "color": GREY}}
    return [*parts, waiting | {"scene": OUTPUT, "showlegend": False, "hoverinfo": "skip"}]


def _moment(traced: VolumeTrace, number: int, words: Mapping[str, Any]) -> list[Part]:
    """The window in one place, what it reads, and the outputs computed until then."""
    places = list(np.ndindex(traced.output.shape))
    place, shape = places[number], traced.input.shape
    inside = [cell for cell in traced.taps(place) if all(0 <= at < end for at, end in zip(cell, shape, strict=True))]
    flat = -1 if traced.winner is None else int(traced.winner[place])
    won = [] if flat < 0 else [tuple(map(int, np.unravel_index(flat, shape)))]
    ring = {"color": ORANGE, "width": 2}
    taps, winner = (_valued(traced, cells, traced.input, legible=True) for cells in (inside, won))
    taps["marker"] |= {"line": ring}
    winner["marker"] |= {"color": WON, "line": ring, "size": winner["marker"]["size"] + 1}
    edge = {"mode": "lines", "line": {"color": ORANGE, "width": 5}, "hoverinfo": "skip"}
    cursor = box([(at, at + 1) for at in place])
    equation = {"type": "scatter", "mode": "text", "x": [0.5], "y": [0.5], "hoverinfo": "skip", "showlegend": False}
    line = traced.arithmetic[place[0]][place[1]][place[2]]
    return [
        taps | {"scene": INPUT, "showlegend": False},
        winner | {"scene": INPUT, "name": harmless(words["winner"]), "showlegend": traced.winner is not None},
        box(traced.span(place)) | edge | {"scene": INPUT, "name": harmless(words["window"]), "showlegend": True},
        _valued(traced, places[: number + 1], traced.output, True) | {"scene": OUTPUT, "showlegend": False},
        cursor | edge | {"scene": OUTPUT, "showlegend": False},
        equation | {"text": [equation_text(line)], "textfont": {"size": 16}},
    ]


def _varying(part: Part) -> Part:
    kept = {key: part[key] for key in VARYING if key in part}
    colours = part.get("marker", {}).get("color")
    return kept | {"marker": {"color": colours}} if isinstance(colours, list) else kept


def _valued(traced: VolumeTrace, cells: Sequence[Cell], values: NDArray[Any], legible: bool) -> Part:
    """Markers in the colours of their values, with the numbers on them; hovering tells a value exactly."""
    low, high = _value_range(traced.input)
    held = [values[cell] for cell in cells]
    marker = {
        "symbol": "square",
        "size": MARKER_SIZES.get(_longest(traced), 5),
        "color": [float(value) if np.isfinite(value) else low for value in held],
        "colorscale": [[0, LIGHT], [1, DEEP]],
        "cmin": low,
        "cmax": high,
        "line": {"width": 0},
    }
    said = [f"{cell}  {number_text.exact(value)}" for cell, value in zip(cells, held, strict=True)]
    part = points(cells) | {"mode": "markers", "marker": marker, "hovertext": said, "hoverinfo": "text"}
    if not legible:
        return part
    font = {"size": 13 if _longest(traced) < 6 else 11, "color": BIN_INK}
    written = {"text": [number_text.short(value) for value in held], "textfont": font}
    return part | written | {"mode": "markers+text", "textposition": "middle center"}


def _value_range(values: NDArray[Any]) -> tuple[float, float]:
    """The input's range colours both volumes, so that equal colours are equal values."""
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _extents(traced: VolumeTrace) -> list[tuple[int, int]]:
    """First and last cell drawn along each axis of the input, half open."""
    return [(-before, size + after) for size, (before, after) in zip(traced.input.shape, traced.frame, strict=True)]


def _longest(traced: VolumeTrace) -> int:
    """Cells along the longest side: both volumes are drawn to the scale in which it fits."""
    return max([stop - start for start, stop in _extents(traced)] + list(traced.output.shape))


def _layout(traced: VolumeTrace, frames: Sequence[Part], words: Mapping[str, Any]) -> Part:
    pace = SLOW if len(frames) < FEW else FAST
    moves = player([frame["name"] for frame in frames], 0, pace, words["play"], words["at"], redraw=True)
    (menu,), (slider,) = moves["updatemenus"], moves["sliders"]
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    menu["buttons"].append({"label": words["pause"], "method": "animate", "args": [[None], still]})
    menu |= {"direction": "right", "pad": {"r": 0}}
    slider |= {"x": 0.03, "len": 0.94, "y": 0, "pad": {"t": 4}}
    sizes = [" × ".join(map(str, each.shape)) for each in (traced.input, traced.output)]
    titles = [
        {"text": f"<b>{harmless(words[name])}</b> {size}", "showarrow": False, "xref": "paper", "yref": "paper"}
        for name, size in zip(("input", "output"), sizes, strict=True)
    ]
    blank = {"visible": False, "fixedrange": True, "range": [0, 1]}
    longest, names = _longest(traced), words["axes"]
    layout = {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 34, "b": 84, "autoexpand": False},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "xaxis": blank,
        "yaxis": blank,
        INPUT: scene(_extents(traced), longest, names),
        OUTPUT: scene([(0, size) for size in traced.output.shape], longest, names),
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False},
        "annotations": titles,
        "updatemenus": [menu],
        "sliders": [slider],
    }
    layout["legend"]["itemdoubleclick"] = False
    return go.Layout(layout).update(WIDE).to_plotly_json()
