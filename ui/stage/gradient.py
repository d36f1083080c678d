"""A GradientTrace -> what the stage draws: the upstream gradient stands as input, the gradient it becomes as output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.explain.gradient import GradientTrace
from pooling_core.geometry.axis import Axis
from ui.stage.payload import Array, finished, grid_of, readers_of, spans, taps, value_range


def from_gradient(name: str, back: GradientTrace, words: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """The way back through a function.

    Args:
        name: of the function.
        words: the stage's texts, in the words of gradients; ``notes`` has ``fed``, ``fed_one`` and ``fed_none``.
        options: as in ``payload.from_trace``.
    """
    flows = [[{flow.output: flow.text for flow in cell} for cell in line] for line in back.flows]
    height, width = back.grad_output.shape
    low, high = value_range(np.concatenate([back.grad_output.ravel(), back.grad_input.ravel()]))
    rows, columns = back.reach
    fed: list[list[list[list[int]]]] = [[[] for _ in range(width)] for _ in range(height)]
    for i, line in enumerate(flows):
        for j, cell in enumerate(line):
            for r, c in cell:
                fed[r][c].append([i, j])

    def note(cell: dict[Any, str]) -> str:
        kind = "fed_none" if not cell else "fed_one" if len(cell) == 1 else "fed"
        return str(words["notes"][kind].format(count=len(cell)))

    payload: dict[str, Any] = {
        "operation": f"gradient of {name}",
        "ring": (0, 0),
        "input": {
            **grid_of(back.grad_output, low, high),
            "frame": (0, 0, 0, 0),
            "kinds": ["r" * width] * height,
            "fill": {"p": "", "o": ""},
        },
        "output": grid_of(back.grad_input, low, high),
        "taps": [rows, columns],
        "spans": [[[min(held, default=0), max(held, default=-1) + 1] for held in side] for side in (rows, columns)],
        # A window's outputs need not all flow into the cell: a maximum goes to its winner alone.
        "fed": fed,
        "winners": None,
        "weights": [
            [[flows[r][c].get((i, j), "0") for i in rows[r] for j in columns[c]] for c in range(len(columns))]
            for r in range(len(rows))
        ],
        "equations": back.arithmetic,
        "notes": [[note(cell) for cell in line] for line in flows],
        "bins": None,
    }
    return finished(payload, words, options)


def from_copies(
    name: str, plane: Array, result: Array, axes: tuple[Axis, Axis], words: Mapping[str, Any], **options: Any
) -> dict[str, Any]:
    """The forward call of nearest-neighbour interpolation, whose windows are one cell each.

    Args:
        axes: the cells that are copied, along rows and along columns.
        words: the stage's texts; ``notes`` has ``copy``.
    """
    low, high = value_range(plane)
    rows, columns = ([int(start) for start in axis.starts] for axis in axes)
    grid = grid_of(result, low, high)
    read = [[r in rows and c in columns for c in range(plane.shape[1])] for r in range(plane.shape[0])]
    payload: dict[str, Any] = {
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
