"""A GradientTrace -> what the stage draws of it: the upstream gradient, and the gradient that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.explain.gradient import Flow, GradientTrace
from pooling_core.geometry.axis import Axis
from ui.stage.payload import Array, extra, finished, grid_of, place_between, readers_of, spans, taps, value_range
from ui.stage.record import Payload
from ui.text import number_text

# More arrows than these tell nothing; the cells are lit all the same.
MOST_ARROWS = 16
# Sums so far are sent of gradients with at most so many parts; of others the end value, once its last part has come.
MOST_SUMS = 1200
Grid = dict[str, Any]


def both(back: GradientTrace, titles: tuple[str, str], **more: Any) -> tuple[Grid, Grid]:
    """The upstream gradient and the gradient, coloured alike where their values are.

    Args:
        titles: of the two.
        more: ``upstream`` and ``gradient``, what each grid has besides: ``follows`` among it.
    """
    low, high = value_range(np.concatenate([back.grad_output.ravel(), back.grad_input.ravel()]))
    grids = (("upstream", back.grad_output), ("gradient", back.grad_input))
    first, second = (
        extra(title, values, "output", **{"id": name, "heat": grid_of(values, low, high)["heat"], **more[name]})
        for title, (name, values) in zip(titles, grids, strict=True)
    )
    return first, {**second, "arithmetic": arithmetic(back)}


def arithmetic(back: GradientTrace) -> list[list[str]]:
    """For each cell its sum, ``1/4·2 + 1/4·1 = 0.75``; the value alone where there is nothing to add."""
    return [[sum_text(line) for line in lines] for lines in back.arithmetic]


def sum_text(line: str) -> str:
    """The sum of a cell; the value alone where there is nothing to add."""
    left, _, right = line.rpartition(" = ")
    return right if left in ("", right) else line


def landing_cells(back: GradientTrace) -> list[list[list[list[int]]]]:
    """For each output the cells of the gradient that it flows into."""
    rows, columns = back.grad_output.shape
    found = back.landings()
    return [[[list(cell) for cell, _ in found[i, j]] for j in range(columns)] for i in range(rows)]


def sums(back: GradientTrace) -> dict[str, list[list[Any]]] | None:
    """For each cell with several parts what it holds after each of them but the last: short, exact, and its colour."""
    if sum(len(cell) for line in back.flows for cell in line) > MOST_SUMS:
        return None
    low, high = value_range(np.concatenate([back.grad_output.ravel(), back.grad_input.ravel()]))
    found = {}
    for r, line in enumerate(back.flows):
        for c, cell in enumerate(line):
            if len(cell) > 1:
                parts = back.sums(r, c)[:-1]
                places = [
                    float(p) if np.isfinite(v) else None for p, v in zip(_places(parts, low, high), parts, strict=True)
                ]
                found[f"{r},{c}"] = [
                    [number_text.short(v), number_text.exact(v), place] for v, place in zip(parts, places, strict=True)
                ]
    return found


def _places(values: Array, low: float, high: float) -> Array:
    return place_between(values, low, high).round(3)


def sent(back: GradientTrace, flow: Flow) -> np.floating[Any]:
    """What an output sends to one cell, in the gradient's dtype."""
    with np.errstate(all="ignore"):
        # A negative share of nothing is nothing.
        number: np.floating[Any] = back.grad_input.dtype.type(flow.share * float(back.grad_output[flow.output]) + 0.0)
    return number


def flow_of(back: GradientTrace) -> list[list[list[list[Any]]]]:
    """For each output its arrows: from a cell of the upstream gradient, to one of the gradient, and what travels."""
    rows, columns = back.grad_output.shape
    found = back.landings()

    def arrows(i: int, j: int) -> list[list[Any]]:
        landed = found[i, j]
        if len(landed) > MOST_ARROWS:
            return []
        return [[[i, j], list(cell), number_text.short(sent(back, flow))] for cell, flow in landed]

    return [[arrows(i, j) for j in range(columns)] for i in range(rows)]


def taken_by(back: GradientTrace) -> list[list[list[list[Any]]]]:
    """The same of an unpooling, for each cell of the gradient."""
    return [
        [
            [[list(flow.output), [r, c], number_text.short(sent(back, flow))] for flow in cell]
            for c, cell in enumerate(line)
        ]
        for r, line in enumerate(back.flows)
    ]


def from_copies(
    name: str, plane: Array, result: Array, axes: tuple[Axis, Axis], words: Mapping[str, Any], **options: Any
) -> Payload:
    """The forward call of nearest-neighbour interpolation, whose windows are one cell each.

    Args:
        axes: the cells that are copied, along rows and along columns.
        words: the stage's texts; ``notes`` has ``copy``.
    """
    low, high = value_range(plane)
    rows, columns = ([int(start) for start in axis.starts] for axis in axes)
    grid = grid_of(result, low, high)
    read = [[r in rows and c in columns for c in range(plane.shape[1])] for r in range(plane.shape[0])]
    payload: Payload = {
        "operation": name,
        "ring": (0, 0),
        "input": {
            **grid_of(plane, low, high),
            "frame": (0, 0, 0, 0),
            "kinds": ["".join("r" if cell else "g" for cell in line) for line in read],
            "fill": {"p": "", "o": ""},
        },
        "output": grid,
        "taps": [taps(axis) for axis in axes],
        "spans": [spans(axis) for axis in axes],
        "readers": [readers_of(axis) for axis in axes],
        "winners": None,
        "weights": None,
        "equations": grid["exact"],
        "notes": [[words["notes"]["copy"].format(row=r, column=c) for c in columns] for r in rows],
        "bins": None,
    }
    return finished(payload, words, options)
