"""Cells in space: columns lead to the right, rows downwards, depth away from the eye, one sheet for each depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.figures.style import GREY, NOTHING

Part = dict[str, Any]
Cell = tuple[int, ...]
INPUT, OUTPUT = "scene", "scene2"
# Sheets stand apart and the eye looks along them: no number covers another. The names of axes have room at the left.
SIDES = {"x": 1.25, "y": 2.6, "z": 1.25}
CAMERA = {
    "eye": {"x": 1.7, "y": -0.85, "z": 0.55},
    "up": {"x": 0, "y": 0, "z": 1},
    "center": {"x": -0.13, "y": -0.26, "z": 0},
    "projection": {"type": "orthographic"},
}
# From the centre of a cell to the box around it; less in depth, where the sheets stand apart.
REACH = (0.3, 0.5, 0.5)
HEIGHT = 460
# In cells; what lies on the very border of a scene is cut off in parts.
MARGIN = 0.1


def _arrangement(first: Part, second: Part, equation: Sequence[float]) -> Part:
    """Where the two volumes and the equation stand, as changes of the layout."""
    changes: Part = {"yaxis.domain": list(equation)}
    for number, (name, place) in enumerate({INPUT: first, OUTPUT: second}.items()):
        changes |= {f"{name}.domain.{side}": span for side, span in place.items()}
        corner = {"x": place["x"][0], "y": place["y"][1], "xanchor": "left", "yanchor": "top"}
        changes |= {f"annotations[{number}].{key}": value for key, value in corner.items()}
    return changes


WIDE = _arrangement({"x": [0, 0.58], "y": [0.17, 1]}, {"x": [0.6, 1], "y": [0.17, 1]}, [0, 0.17])
NARROW = _arrangement({"x": [0, 1], "y": [0.55, 1]}, {"x": [0, 1], "y": [0.12, 0.53]}, [0, 0.12])


def points(cells: Sequence[Cell]) -> Part:
    """A trace of cells ``(depth, row, column)``."""
    return {
        "type": "scatter3d",
        "x": [column for _, _, column in cells],
        "y": [depth for depth, _, _ in cells],
        "z": [-row for _, row, _ in cells],
    }


def box(spans: Sequence[tuple[int, int]]) -> Part:
    """The twelve edges around the cells of three spans, drawn without lifting the pen."""
    (front, back), (top, bottom), (left, right) = (
        (start - reach, stop - 1 + reach) for (start, stop), reach in zip(spans, REACH, strict=True)
    )
    lid = [(left, front), (right, front), (right, back), (left, back)]
    path = [(*lid[i % 4], top) for i in range(5)]
    for corner in (0, 1, 2, 3, 0):
        path += [(*lid[corner], bottom), (*lid[corner], top), (*lid[corner], bottom)]
    return {
        "type": "scatter3d",
        "x": [x for x, _, _ in path],
        "y": [y for _, y, _ in path],
        "z": [-z for _, _, z in path],
    }


def sheets(shape: tuple[int, ...], name: str) -> Part:
    """A thin frame around the cells of each depth."""
    depth, rows, columns = shape
    right, bottom = columns - 0.5, 0.5 - rows
    return {
        "type": "scatter3d",
        "mode": "lines",
        "x": [-0.5, right, right, -0.5, -0.5, None] * depth,
        "y": [y for at in range(depth) for y in (*[at] * 5, None)],
        "z": [0.5, 0.5, bottom, bottom, 0.5, None] * depth,
        "scene": name,
        "line": {"color": GREY, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def scene(extents: Sequence[tuple[int, int]], longest: int, names: Sequence[str] | None = None) -> Part:
    """A volume's axes: its cells in the middle of a cube of ``longest`` cells a side.

    Args:
        extents: first and last cell drawn along depth, rows and columns, half open.
        names: of the three axes; without them the axes are not shown.
    """
    axes: Part = {}
    for letter, (start, stop), name, sign in zip("yzx", extents, names or ("",) * 3, (1, -1, 1), strict=True):
        middle = sign * (start + stop - 1) / 2
        ticks = range(max(start, 0), stop)
        axes[f"{letter}axis"] = {
            "title": {"text": name, "font": {"size": 12}},
            "range": [middle - longest / 2 - MARGIN, middle + longest / 2 + MARGIN],
            "tickvals": [sign * tick for tick in ticks],
            "ticktext": [str(tick) for tick in ticks],
            "tickfont": {"size": 11},
            "color": GREY,
            "visible": names is not None,
            **dict.fromkeys(("showgrid", "zeroline", "showbackground", "showspikes", "showline"), False),
        }
    return {
        "camera": CAMERA,
        "aspectmode": "manual",
        "aspectratio": SIDES,
        "dragmode": "turntable",
        "bgcolor": NOTHING,
        **axes,
    }
