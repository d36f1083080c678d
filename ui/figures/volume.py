"""A window that moves through a volume: the input and the output as cells in space, and the equation below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.arithmetic import padding_text
from pooling_core.trace import OVERHANG, PADDING, REAL
from pooling_core.volume_trace import Cell, VolumeTrace
from ui import number_text
from ui.figures.scene import equation_text
from ui.figures.style import BAND, BIN_INK, GREY, NOTHING, ORANGE, harmless, player

Part = dict[str, Any]
INPUT, OUTPUT = "scene", "scene2"
LIGHT, DEEP, UNREAD, WON = "#e6eff9", "#6fa8dc", "#c3cad2", "#f0a25e"
HEIGHT, SCENE_BOTTOM = 500, 0.2
# More cells than this stand too close for their numbers; those under the window are shown all the same.
MOST_TEXTS = 64
# Seen from the front, a little from the right and from above; depth leads away.
CAMERA = {"eye": {"x": 1.7, "y": -0.85, "z": 0.55}, "center": {"x": 0, "y": 0, "z": 0}, "projection": {"type": "orthographic"}}
# What differs from frame to frame; the rest is drawn once.
MOVING = ("taps", "winner", "window", "done", "cursor", "equation")


def volume_figure(traced: VolumeTrace, words: Mapping[str, Any]) -> Part:
    """The window in its first place, and a frame for each place, as a Plotly figure in plain data.

    Frames must redraw: without it Plotly moves nothing that stands in space.

    Args:
        words: ``axes`` (depth, row, column), ``kinds``, ``window``, ``winner``, ``play``, ``pause``, ``at``,
            ``input``, ``output``.
    """
    places = list(np.ndindex(traced.output.shape))
    parts = {**_cells(traced, words), **_moment(traced, places, 0, words)}
    names = list(parts)
    frames = []
    for number, place in enumerate(places):
        moment = _moment(traced, places, number, words)
        frames.append({"name": str(place), "traces": [names.index(name) for name in moment], "data": [*moment.values()]})
    return {"data": [*parts.values()], "frames": frames, "layout": _layout(traced, frames, words)}


def _cells(traced: VolumeTrace, words: Mapping[str, Any]) -> dict[str, Part]:
    """What does not move: the input by kinds, the padding around it, and the outputs that wait."""
    before = [before for before, _ in traced.frame]
    low, high = _value_range(traced.input)
    parts = {}
    for kind in dict.fromkeys([REAL, *traced.kinds.ravel().tolist()]):
        found = [tuple(int(at) - pad for at, pad in zip(cell, before, strict=True)) for cell in np.argwhere(traced.kinds == kind)]
        part: Part = {"name": harmless(words["kinds"][kind]), "showlegend": kind != REAL, "scene": INPUT}
        if kind in (PADDING, OVERHANG):
            fill = padding_text(traced.spec) if kind == PADDING else ""
            hover = f"{words['kinds'][kind]} {fill}".strip()
            symbol = "circle-open" if kind == PADDING else "x"
            look = {"symbol": symbol, "size": 4, "color": GREY}
            part |= {"marker": look, "mode": "markers", **_hover([harmless(hover)] * len(found))}
        else:
            values = [traced.input[cell] for cell in found]
            part |= _valued(found, values, low, high, _size(traced.input), traced.input.size <= MOST_TEXTS)
            if kind != REAL:
                part["marker"] |= {"color": UNREAD, "opacity": 0.5}
        parts[f"kind_{kind}"] = _points(found) | part
    parts["sheets"] = _sheets(traced.input.shape, INPUT)
    parts["sheets2"] = _sheets(traced.output.shape, OUTPUT)
    waiting = list(np.ndindex(traced.output.shape))
    parts["waiting"] = _points(waiting) | {
        "mode": "markers",
        "marker": {"size": 4, "color": GREY},
        "scene": OUTPUT,
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return parts


def _moment(traced: VolumeTrace, places: list[Cell], number: int, words: Mapping[str, Any]) -> dict[str, Part]:
    """The window in one place, and the outputs computed until then."""
    place, shape = places[number], traced.input.shape
    low, high = _value_range(traced.input)
    size = _size(traced.input)
    inside = [cell for cell in traced.taps(place) if all(0 <= at < end for at, end in zip(cell, shape, strict=True))]
    won = [] if traced.winner is None or traced.winner[place] < 0 else [np.unravel_index(traced.winner[place], shape)]
    done = places[: number + 1]
    edge = {"color": ORANGE, "width": 5}
    taps = _points(inside) | _valued(inside, [traced.input[cell] for cell in inside], low, high, size, True)
    taps["marker"] |= {"line": {"color": ORANGE, "width": 2}}
    winner = _points(won) | _valued(won, [traced.input[cell] for cell in won], low, high, size + 2, True)
    winner["marker"] |= {"color": WON, "line": {"color": ORANGE, "width": 2}}
    computed = _points(done) | _valued(done, [traced.output[cell] for cell in done], low, high, _size(traced.output), True)
    here = [(at, at + 1) for at in place]
    line = traced.arithmetic[place[0]][place[1]][place[2]]
    return {
        "taps": taps | {"scene": INPUT, "showlegend": False},
        "winner": winner | {"scene": INPUT, "name": harmless(words["winner"]), "showlegend": traced.winner is not None},
        "window": _box(traced.span(place)) | {"scene": INPUT, "line": edge, "name": harmless(words["window"])},
        "done": computed | {"scene": OUTPUT, "showlegend": False},
        "cursor": _box(here, 0.1) | {"scene": OUTPUT, "line": edge, "showlegend": False},
        "equation": {
            "type": "scatter",
            "mode": "text",
            "x": [0.5],
            "y": [0.5],
            "text": [equation_text(line)],
            "textfont": {"size": 15},
            "hoverinfo": "skip",
            "showlegend": False,
        },
    }


def _points(cells: Iterable[Cell]) -> Part:
    """Cells in space: columns to the right, rows downwards, depth away from the eye."""
    depth, rows, columns = (list(map(int, along)) for along in zip(*cells, strict=True)) if cells else ([], [], [])
    return {"type": "scatter3d", "x": columns, "y": depth, "z": [-row for row in rows]}


def _valued(cells: list[Cell], values: list[Any], low: float, high: float, size: int, legible: bool) -> Part:
    """Markers in the colours of their values, with the numbers on them."""
    marker = {
        "symbol": "square",
        "size": size,
        "color": [float(value) if np.isfinite(value) else low for value in values],
        "colorscale": [[0, LIGHT], [1, DEEP]],
        "cmin": low,
        "cmax": high,
        "line": {"width": 0},
        "opacity": 1,
    }
    said = [f"({', '.join(map(str, map(int, cell)))})  {number_text.exact(v)}" for cell, v in zip(cells, values, strict=True)]
    part = {"mode": "markers", "marker": marker, **_hover(said)}
    if legible:
        text = {"text": [number_text.short(value) for value in values], "textposition": "middle center"}
        part |= {**text, "mode": "markers+text", "textfont": {"size": 13, "color": BIN_INK}}
    return part


def _hover(said: list[str]) -> Part:
    return {"hovertext": said, "hoverinfo": "text"}


def _box(spans: list[tuple[int, int]], inset: float = 0) -> Part:
    """The twelve edges around the cells of three spans, drawn without lifting the pen."""
    (front, back), (top, bottom), (left, right) = ((start - 0.5 + inset, stop - 0.5 - inset) for start, stop in spans)
    path = [
        (left, front, top), (right, front, top), (right, back, top), (left, back, top), (left, front, top),
        (left, front, bottom), (right, front, bottom), (right, front, top), (right, front, bottom),
        (right, back, bottom), (right, back, top), (right, back, bottom), (left, back, bottom), (left, back, top),
        (left, back, bottom), (left, front, bottom),
    ]  # fmt: skip
    x, y, z = (list(along) for along in zip(*path, strict=True))
    return {"type": "scatter3d", "mode": "lines", "x": x, "y": y, "z": [-row for row in z], "hoverinfo": "skip"}


def _sheets(shape: tuple[int, ...], scene: str) -> Part:
    """A frame around the cells of each depth."""
    depth, rows, columns = shape
    x, y, z = [], [], []
    for at in range(depth):
        x += [-0.5, columns - 0.5, columns - 0.5, -0.5, -0.5, None]
        y += [at] * 5 + [None]
        z += [0.5, 0.5, 0.5 - rows, 0.5 - rows, 0.5, None]
    line = {"color": GREY, "width": 1}
    look = {"line": line, "hoverinfo": "skip", "showlegend": False, "opacity": 0.6}
    return {"type": "scatter3d", "mode": "lines", "x": x, "y": y, "z": z, "scene": scene, **look}


def _size(values: NDArray[Any]) -> int:
    """A marker's width in pixels: the larger the volume, the smaller its cells."""
    return {1: 12, 2: 12, 3: 11, 4: 10, 5: 9}.get(max(values.shape), 7)


def _value_range(values: NDArray[Any]) -> tuple[float, float]:
    """The input's range colours both volumes, so that equal colours are equal values."""
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _layout(traced: VolumeTrace, frames: list[Part], words: Mapping[str, Any]) -> Part:
    extents = [
        (-before, size + after) for size, (before, after) in zip(traced.input.shape, traced.frame, strict=True)
    ]
    longest = max([stop - start for start, stop in extents] + list(traced.output.shape))
    menus = player([frame["name"] for frame in frames], 0, 700 if len(frames) < 30 else 350, words["play"], words["at"], redraw=True)
    blank = {"visible": False, "fixedrange": True, "range": [0, 1]}
    return {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 28, "b": 60},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "xaxis": blank,
        "yaxis": {**blank, "domain": [0, SCENE_BOTTOM]},
        INPUT: _scene(extents, longest, [0, 0.58], words),
        OUTPUT: _scene([(0, size) for size in traced.output.shape], longest, [0.58, 1], words),
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        **menus,
    }


def _scene(extents: list[tuple[int, int]], longest: int, across: list[float], words: Mapping[str, Any]) -> Part:
    axes = {}
    for name, (start, stop), title, sign in zip("yzx", extents, words["axes"], (1, -1, 1), strict=True):
        middle = sign * (start + stop - 1) / 2
        ticks = list(range(max(start, 0), stop))
        axes[f"{name}axis"] = {
            "title": {"text": title},
            "range": [middle - longest / 2, middle + longest / 2],
            "tickvals": [sign * tick for tick in ticks],
            "ticktext": list(map(str, ticks)),
            "showgrid": False,
            "zeroline": False,
            "showbackground": False,
            "showspikes": False,
            "color": GREY,
        }
    return {
        "domain": {"x": across, "y": [SCENE_BOTTOM, 1]},
        "camera": CAMERA,
        "aspectmode": "manual", "aspectratio": {"x": 1.5, "y": 3.3, "z": 1.5},
        "dragmode": "turntable",
        "bgcolor": NOTHING,
        **axes,
    }


__all__ = ["BAND", "product"]
