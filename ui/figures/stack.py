"""A stack as a picture: above, the size of each map; below, what the middle output of each layer sees of the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from ui.figures.style import BIN, BIN_EDGE, FONT, GREY, NOTHING, ORANGE, harmless

Part = dict[str, Any]
Span = tuple[int, int]
# Fill and edge; pools are the subject and carry the accent.
LOOKS = {"conv": (BIN, BIN_EDGE), "pool": ("#f3b27a", ORANGE), "other": ("#b9c2cb", GREY)}
HATCHED: Part = {
    "color": NOTHING,
    "line": {"color": GREY, "width": 1},
    "pattern": {"shape": "/", "size": 6, "solidity": 0.2, "fgcolor": GREY, "bgcolor": NOTHING},
}
# Beyond the first only the numbers that change are written and names stand upright, beyond the second only the names
# of layers that change something.
MANY, CROWDED = 14, 26
# Where the two parts stand, from 0 to 1, and the room around the tallest map for its numbers.
LOWER, UPPER = (0.0, 0.53), (0.62, 1.0)
ROOM = 1.5


@dataclass(frozen=True)
class Column:
    """One layer, or the input, which is the first.

    Attributes:
        name: the line of the stack.
        kind: ``"conv"``, ``"pool"`` or ``"other"``.
        size: cells along the axis shown; ``None`` once the map is flat.
        channels: channels, or features of a flat one.
        field: first and last input cell that the middle output sees.
        neighbour: the same for the next output.
        hover: what a reader sees who points at it.
    """

    name: str
    kind: str
    size: int | None
    channels: int
    field: Span | None
    neighbour: Span | None
    hover: str


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
    count = len(columns) + (misfit is not None)
    data = [*_maps(columns), *_fields(columns, cells), *_legend(columns, cells, words)]
    names = _names(columns) + ([misfit] if misfit is not None else [])
    annotations = [_heading(words["maps"], 1.0), _heading(words["fields"], LOWER[1] + 0.01), *_numbers(columns)]
    shapes = [*(_bands(chosen) if chosen else []), _input_band(cells, count), *_edges(cells, count)]
    if misfit is not None:
        annotations.append(_cross(len(columns), words["misfit"]))
        shapes += _bands(len(columns), dash="dot")
    return go.Figure({"data": data, "layout": _layout(columns, names, cells, shapes, annotations)})


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


def _names(columns: Sequence[Column]) -> list[str]:
    if len(columns) <= CROWDED:
        return [column.name for column in columns]
    changes = [(now.size, now.channels) != (old.size, old.channels) for old, now in pairwise(columns)]
    return [column.name if change else "" for column, change in zip(columns, [True, *changes], strict=True)]


def _numbers(columns: Sequence[Column]) -> list[Part]:
    """Sizes over the maps and channels under them; of many only what changes."""
    tallest = max((column.size or 0 for column in columns), default=1)
    written: list[Part] = []
    before: tuple[int | None, int | None] = (None, None)
    for i, column in enumerate(columns):
        size, channels = column.size, column.channels
        few = len(columns) <= MANY
        if size is None:
            if few or (size, channels) != before:
                upright = len(columns) > MANY or channels > 999
                written.append(_number(i, 0, f"{channels:,}", "bottom", 7, -90 if upright else 0))
        else:
            if few or size != before[0]:
                written.append(_number(i, size / 2, str(size), "bottom", 0))
            if (few or channels != before[1]) and (i or len(columns) <= CROWDED):
                written.append(_number(i, -tallest / 2, f"×{channels}", "top", 0, color=GREY))
        before = (size, channels)
    return written


def _number(x: int, y: float, text: str, anchor: str, shift: int, angle: int = 0, color: str | None = None) -> Part:
    font = {"size": 11, **({"color": color} if color else {})}
    place = {"x": x, "y": y, "yref": "y2", "yanchor": anchor, "yshift": shift, "textangle": angle}
    return {"text": text, **place, "showarrow": False, "borderpad": 1, "font": font}


def _heading(text: str, y: float) -> Part:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": y, "yanchor": "bottom", "xshift": -36}
    return {"text": f"<b>{harmless(text)}</b>", **place, "showarrow": False, "borderpad": 2, "font": {"size": 13}}


def _cross(x: int, text: str) -> Part:
    place = {"x": x, "y": 0, "yref": "y2", "textangle": -90}
    return {"text": f"✗ {harmless(text)}", **place, "showarrow": False, "font": {"color": ORANGE, "size": 12}}


def _bands(x: int, dash: str = "solid") -> list[Part]:
    """A frame around one column of maps and one of fields."""
    line = {"color": ORANGE, "width": 1.5, "dash": dash}
    place = {"x0": x - 0.48, "x1": x + 0.48, "yref": "paper"}
    return [
        {"type": "rect", **place, "y0": low, "y1": high, "line": line, "fillcolor": NOTHING}
        for low, high in (LOWER, UPPER)
    ]


def _input_band(cells: int, count: int) -> Part:
    place = {"x0": -0.5, "x1": count - 0.5, "y0": 0, "y1": cells}
    return {"type": "rect", **place, "line": {"width": 0}, "fillcolor": "rgba(128,140,152,0.14)", "layer": "below"}


def _edges(cells: int, count: int) -> list[Part]:
    line = {"color": GREY, "width": 1}
    return [
        {"type": "line", "x0": -0.5, "x1": count - 0.5, "y0": y, "y1": y, "line": line, "layer": "below"}
        for y in (0, cells)
    ]


def _layout(
    columns: Sequence[Column], names: list[str], cells: int, shapes: list[Part], annotations: list[Part]
) -> Part:
    spans = [span for column in columns for span in (column.field, column.neighbour) if span]
    low, high = min([0, *(first for first, _ in spans)]), max([cells, *(last + 1 for _, last in spans)])
    room = 0.03 * (high - low)
    tallest = max((column.size or 0 for column in columns), default=1) / 2
    crowded = len(names) > CROWDED
    return {
        "height": 460,
        "margin": {"l": 44, "r": 8, "t": 52, "b": 8},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "font": {"family": FONT},
        "barmode": "overlay",
        "bargap": 0,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.07,
            "yanchor": "bottom",
            "itemclick": False,
        },
        "xaxis": {
            "tickvals": list(range(len(names))),
            "ticktext": [harmless(name) for name in names],
            "tickangle": -90 if len(names) > MANY else -45,
            "tickfont": {"size": 9 if crowded else 11},
            "range": [-0.55, len(names) - 0.45],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "anchor": "y",
        },
        # Cell 0 is above, as in a picture.
        "yaxis": {
            "domain": LOWER,
            "range": [high + room, low - room],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickvals": [0, cells // 2, cells],
        },
        "yaxis2": {
            "domain": UPPER,
            "range": [-tallest * ROOM, tallest * ROOM],
            "fixedrange": True,
            "visible": False,
        },
        "shapes": shapes,
        "annotations": annotations,
    }
