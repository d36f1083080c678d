"""A stack as a picture: above, the size of each map; below, what the middle output of each layer sees of the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from ui.figures.stack_frame import Column, framed
from ui.figures.style import BIN, BIN_EDGE, GREY, NOTHING, ORANGE

Part = dict[str, Any]
# Fill and edge; pools are the subject and carry the accent.
LOOKS = {"conv": (BIN, BIN_EDGE), "pool": ("#f3b27a", ORANGE), "other": ("#b9c2cb", GREY)}
HATCHED: Part = {
    "color": NOTHING,
    "line": {"color": GREY, "width": 1},
    "pattern": {"shape": "/", "size": 6, "solidity": 0.2, "fgcolor": GREY, "bgcolor": NOTHING},
}


def stack_figure(
    columns: Sequence[Column], cells: int, chosen: int, misfit: str | None, words: Mapping[str, str]
) -> go.Figure:
    """The maps and the fields, one column a layer.

    Args:
        columns: the input and every layer that fits.
        cells: of the input along the axis shown.
        chosen: index of the column to stand out; 0 for none.
        misfit: name of the layer that does not fit, or ``None``.
        words: ``maps``, ``fields``, ``conv``, ``pool``, ``other``, ``input``, ``middle``, ``next``, ``padding``,
            ``misfit``.
    """
    data = [*_maps(columns), *_fields(columns, cells), *_legend(columns, cells, words)]
    return go.Figure({"data": data, "layout": framed(columns, cells, chosen, misfit, words)})


def _maps(columns: Sequence[Column]) -> list[Part]:
    """A bar as high as the map, standing on both sides of a middle line; a flat one is a diamond."""
    grids = [(i, column) for i, column in enumerate(columns) if column.size is not None]
    flat = [(i, column) for i, column in enumerate(columns) if column.size is None]
    bars = {
        "type": "bar",
        "x": [i for i, _ in grids],
        "y": [column.size for _, column in grids],
        "base": [-(column.size or 0) / 2 for _, column in grids],
        "width": 0.74,
        "marker": _fills([column.kind for _, column in grids]),
        "hovertext": [column.hover for _, column in grids],
        "yaxis": "y2",
    }
    diamonds = {
        "type": "scatter",
        "mode": "markers",
        "x": [i for i, _ in flat],
        "y": [0] * len(flat),
        "marker": {**_fills([column.kind for _, column in flat]), "symbol": "diamond", "size": 9},
        "hovertext": [column.hover for _, column in flat],
        "yaxis": "y2",
    }
    return [{**part, **_SHARED} for part in (bars, diamonds)]


_SHARED: Part = {
    "hoverinfo": "text",
    "showlegend": False,
    # A chosen column is marked by its band; nothing else fades.
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}


def _mark(kind: str) -> Part:
    fill, edge = LOOKS[kind]
    return {"color": fill, "line": {"color": edge, "width": 1}}


def _fills(kinds: list[str]) -> Part:
    looks = [LOOKS[kind] for kind in kinds]
    return {"color": [fill for fill, _ in looks], "line": {"color": [edge for _, edge in looks], "width": 1}}


def _fields(columns: Sequence[Column], cells: int) -> list[Part]:
    """Half a column for the middle output, solid on data and hatched on padding; half for its neighbour, outlined."""
    inside, outside, beside = [], [], []
    for i, column in enumerate(columns):
        if column.field is None:
            continue
        low, high = column.field[0], column.field[1] + 1
        left = i - 0.19 if column.neighbour else i
        parts = [(low, min(high, 0)), (max(low, 0), min(high, cells)), (max(low, cells), high)]
        for start, stop in (parts[0], parts[2]):
            if start < stop:
                outside.append((left, start, stop, column))
        if parts[1][0] < parts[1][1]:
            inside.append((left, *parts[1], column))
        if column.neighbour is not None:
            beside.append((i + 0.19, column.neighbour[0], column.neighbour[1] + 1, column))
    solid = _bars(inside, _fills([column.kind for *_, column in inside]))
    padding = _bars(outside, HATCHED)
    outline = _bars(beside, {"color": NOTHING, "line": {"color": GREY, "width": 1.5}})
    return [padding, solid, outline]


def _bars(parts: list[tuple[float, int, int, Column]], marker: Part) -> Part:
    return {
        "type": "bar",
        "x": [x for x, *_ in parts],
        "base": [start for _, start, _, _ in parts],
        "y": [stop - start for _, start, stop, _ in parts],
        "width": 0.36,
        "marker": marker,
        "hovertext": [column.hover for *_, column in parts],
        **_SHARED,
    }


def _legend(columns: Sequence[Column], cells: int, words: Mapping[str, str]) -> list[Part]:
    """One square for each look that is there, drawn nowhere."""
    squares: list[tuple[Part, str]] = [(_mark(kind), words[kind]) for kind in LOOKS]
    beyond = any(column.field and (column.field[0] < 0 or column.field[1] >= cells) for column in columns)
    squares.append(({"color": NOTHING, "line": {"color": GREY, "width": 1.5}}, words["next"]))
    squares += [(HATCHED, words["padding"])] if beyond else []
    return [
        {
            "type": "bar",
            "x": [None],
            "y": [None],
            "name": name,
            "marker": marker,
            "hoverinfo": "skip",
        }
        for marker, name in squares
    ]
