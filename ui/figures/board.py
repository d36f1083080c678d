"""The two grids at rest, as shapes: colours of values, hatches of what is no plain data, lines between cells.

Shapes, because plotly.js wipes every trace of a plane that an animation without redraw does not move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.trace import Trace
from pooling_core.geometry.kinds import GAP, HOLE, OVERHANG, PADDING, TAIL
from ui.figures import style
from ui.figures.style import HATCH, LINE, MUTED, NOTHING
from ui.stage.payload import place_between, value_range

Shape = dict[str, Any]
Segment = tuple[float, float, float, float]
# The lowest and the highest value of the input, as on the stage.
LIGHT, DEEP = (style.rgb(style.LIGHT.heat(place)) for place in (0, 1))
SHADES = 24
# What stands for a kind in the legend; on the board it is drawn by _strokes.
PATTERNS: dict[str, dict[str, Any]] = {
    PADDING: {"shape": "/", "size": 6, "solidity": 0.16},
    OVERHANG: {"shape": "x", "size": 6, "solidity": 0.2},
    TAIL: {"shape": "\\", "size": 14, "solidity": 0.1},
    GAP: {"shape": ".", "size": 6, "solidity": 0.2},
    HOLE: {"shape": "-", "size": 6, "solidity": 0.16},
}


def shapes(trace: Trace) -> list[Shape]:
    """Both grids; the output's lines lie above everything, as its cells are covered until they are computed."""
    (top, bottom), (left, right) = trace.frame
    rows, columns = trace.input.shape
    output_rows, output_columns = trace.output.shape
    low, high = value_range(trace.input)
    drawn = [*_colours(trace.input, low, high, ""), *_colours(trace.output, low, high, "2")]
    drawn += [_hatch(trace, kind) for kind in PATTERNS if kind in trace.kinds]
    drawn.append(_lines(_grid(-top, -left, rows + bottom, columns + right), "", LINE, 1))
    drawn.append(_lines([(-0.5, y, columns - 0.5, y) for y in (-0.5, rows - 0.5)], "", MUTED, 1.6))
    drawn.append(_lines([(x, -0.5, x, rows - 0.5) for x in (-0.5, columns - 0.5)], "", MUTED, 1.6))
    drawn.append({**_lines(_grid(0, 0, output_rows, output_columns), "2", LINE, 1), "layer": "above"})
    return drawn


def _colours(values: NDArray[Any], low: float, high: float, side: str) -> Iterator[Shape]:
    """One shape for all cells of a shade; nan and infinities keep the colour of the paper."""
    shades = np.where(np.isfinite(values), np.rint(place_between(values, low, high) * SHADES), -1).astype(int)
    for shade in sorted(set(shades.ravel().tolist()) - {-1}):
        mixed = (round(a + (b - a) * shade / SHADES) for a, b in zip(LIGHT, DEEP, strict=True))
        cells = (
            f"M{c - 0.5},{r - 0.5}H{c + 0.5}V{r + 0.5}H{c - 0.5}Z" for r, c in np.argwhere(shades == shade).tolist()
        )
        yield {**_path("".join(cells), side), "fillcolor": f"rgb({','.join(map(str, mixed))})", "line": {"width": 0}}


def _hatch(trace: Trace, kind: str) -> Shape:
    (top, _), (left, _) = trace.frame
    corners = [(row - top - 0.5, column - left - 0.5) for row, column in np.argwhere(trace.kinds == kind).tolist()]
    strokes = list(_strokes(kind))
    segments = [(x + x0, y + y0, x + x1, y + y1) for y, x in corners for x0, y0, x1, y1 in strokes]
    shape = _lines(segments, "", HATCH, 1)
    if kind == GAP:
        shape["line"] = {"color": HATCH, "width": 2, "dash": "2px,5px"}
    return shape


def _strokes(kind: str) -> Iterator[Segment]:
    """The hatch of one cell, from its upper-left corner, in cells."""
    rising = {PADDING: 4, OVERHANG: 3}.get(kind, 0)
    falling = {TAIL: 1, OVERHANG: 3}.get(kind, 0)
    for step in range(1, 2 * rising):
        c = step / rising
        yield max(0, c - 1), min(1, c), min(1, c), max(0, c - 1)
    for step in range(1, 2 * falling):
        c = 1 - step / falling
        yield max(0, c), max(0, -c), min(1, 1 + c), min(1, 1 - c)
    if kind in (GAP, HOLE):
        for y in (0.1, 0.3, 0.5, 0.7, 0.9):
            yield 0.04, y, 0.96, y


def _grid(top: int, left: int, bottom: int, right: int) -> list[Segment]:
    across = [(left - 0.5, row - 0.5, right - 0.5, row - 0.5) for row in range(top, bottom + 1)]
    return across + [(column - 0.5, top - 0.5, column - 0.5, bottom - 0.5) for column in range(left, right + 1)]


def _lines(segments: Iterable[Segment], side: str, color: str, width: float) -> Shape:
    path = "".join(f"M{x0:.4g},{y0:.4g}L{x1:.4g},{y1:.4g}" for x0, y0, x1, y1 in segments)
    return {**_path(path, side), "fillcolor": NOTHING, "line": {"color": color, "width": width}}


def _path(path: str, side: str) -> Shape:
    return {"type": "path", "path": path or "M0,0", "xref": f"x{side}", "yref": f"y{side}", "layer": "below"}
