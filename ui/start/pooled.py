"""The drawing, and what pooling makes of it: every choice and every nudge of the first screen, worked out once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.compute.run import pool
from ui.text import number_text

Array = NDArray[np.float32]

DRAWING = Path(__file__).with_name("drawing.txt")
OPERATIONS = {"max": "max_pool2d", "avg": "avg_pool2d"}
KERNELS = (2, 4)
# How far the drawing is moved, in columns to the right; its edges are empty, so that nothing of it leaves the picture.
SHIFTS = (-2, -1, 0, 1, 2)


class Plane(TypedDict):
    """One square of numbers.

    Attributes:
        values: their texts, row after row, a space between.
        change: by how much a cell differs on average from what it is where nothing is moved.
    """

    values: str
    change: str


@cache
def drawing() -> Array:
    """The drawing as it stands in its file, a digit for each cell."""
    lines = DRAWING.read_text(encoding="utf-8").split()
    return np.array([list(line) for line in lines], np.float32)


def moved(plane: Array, by: int) -> Array:
    """The plane with its columns so far to the right; empty cells come in from the side."""
    width = plane.shape[1]
    spare = np.pad(plane, ((0, 0), (abs(by), abs(by))))
    return spare[:, abs(by) - by :][:, :width]


def pooled(plane: Array, operation: str, kernel: int) -> Array:
    """What the core makes of a plane, the windows side by side."""
    values: Array = pool(PoolSpec.of(OPERATIONS[operation], kernel_size=kernel), plane[None])[0]
    return values


@cache
def numbers() -> dict[str, Any]:
    """All numbers of the screen: the input for each shift, and the output for each operation, kernel and shift."""
    inputs = [moved(drawing(), by) for by in SHIFTS]
    return {
        "most": number_text.exact(drawing().max()),
        "shifts": SHIFTS,
        "input": _planes(inputs),
        "outputs": {
            operation: {
                str(kernel): _planes([pooled(each, operation, kernel) for each in inputs]) for kernel in KERNELS
            }
            for operation in OPERATIONS
        },
    }


def _planes(planes: list[Array]) -> list[Plane]:
    still = planes[SHIFTS.index(0)]
    return [
        {
            "values": " ".join(number_text.exact(value) for value in plane.flat),
            "change": f"{np.abs(plane - still).mean(dtype=np.float64):.2f}",
        }
        for plane in planes
    ]
