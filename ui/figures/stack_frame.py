"""What stands around the columns of a stack's picture: names, numbers, headings, bands, axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ui.figures.style import FONT, GREY, NOTHING, ORANGE, harmless

Part = dict[str, Any]
Span = tuple[int, int]
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


def framed(columns: Sequence[Column], cells: int, chosen: int, misfit: str | None, words: Mapping[str, str]) -> Part:
    """The layout of the figure; arguments as of ``stack.stack_figure``."""
    count = len(columns) + (misfit is not None)
    names = _names(columns) + ([misfit] if misfit is not None else [])
    annotations = [_heading(words["maps"], 1.0), _heading(words["fields"], LOWER[1] + 0.01), *_numbers(columns)]
    shapes = [*(_bands(chosen) if chosen else []), _input_band(cells, count), *_edges(cells, count)]
    if misfit is not None:
        annotations.append(_cross(len(columns), words["misfit"]))
        shapes += _bands(len(columns), dash="dot")
    return _layout(columns, names, cells, shapes, annotations)


def _names(columns: Sequence[Column]) -> list[str]:
    if len(columns) <= CROWDED:
        return [column.name for column in columns]
    changes = [(now.size, now.channels) != (old.size, old.channels) for old, now in pairwise(columns)]
    return [column.name if change else "" for column, change in zip(columns, [True, *changes], strict=True)]


def _numbers(columns: Sequence[Column]) -> list[Part]:
    """Sizes over the maps and channels under them; of many only what changes."""
    tallest = max([1, *(column.size or 0 for column in columns)])
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
            if few or (channels != before[1] and i):
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
    room = 0.03 * max(high - low, 1)
    tallest = max([1, *(column.size or 0 for column in columns)]) / 2
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
