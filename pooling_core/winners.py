"""The maximum of every window together with the cell it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.geometry import Axis, Ints
from pooling_core.sweep import tap_passes, tiles

Array = NDArray[Any]


def sweep_winners(identity: float | int, x: Array, axes: Sequence[Axis]) -> tuple[Array, Ints]:
    """The maximum and its flat position in the unpadded plane, for every window.

    Ties go to the first cell in reading order; a NaN beats all, the last NaN the earlier ones. A window
    that nothing beats the identity in names its first cell inside the input's start, as PyTorch does.

    Args:
        x: shape ``(planes, *spatial)``.
        axes: one per spatial dimension.

    Returns:
        values and int64 positions, both of shape ``(planes, *outputs)``.
    """
    shape = (len(x), *(axis.outputs for axis in axes))
    values, positions = np.empty(shape, x.dtype), np.empty(shape, np.int64)
    if values.size:
        for tile in tiles(x):
            values[tile], positions[tile] = _tile_winners(identity, x[tile], axes)
    return values, positions


def _tile_winners(identity: float | int, x: Array, axes: Sequence[Axis]) -> tuple[Array, Array]:
    # The last axis goes first: then "first row, then first column" is exactly the first in reading order.
    positions: Array = np.zeros((1,) * x.ndim, np.int64)
    cells_behind = 1
    nothing: Array = positions
    for number in range(len(axes), 0, -1):
        axis = axes[number - 1]
        here = (-1,) + (1,) * (len(axes) - number)
        places = np.arange(axis.size).reshape(here) * cells_behind + positions
        nothing = axis.first_inside().reshape(here) * cells_behind + nothing
        shape = (*x.shape[:number], axis.outputs, *x.shape[number + 1 :])
        best = np.full(shape, identity, x.dtype)
        won = np.broadcast_to(nothing, shape).copy()
        x, positions = axis_winners(x, np.broadcast_to(places, x.shape), number, axis, best, won)
        cells_behind *= axis.size
    return x, positions


def axis_winners(x: Array, places: Array, number: int, axis: Axis, best: Array, won: Array) -> tuple[Array, Array]:
    """The maxima of ``x`` over the windows of its axis ``number``, and what ``places`` holds at their cells.

    ``best`` and ``won`` are what stands before the first tap; they are written to and returned.
    """
    lines, line_places, line_best, line_won = (np.moveaxis(a, number, 0) for a in (x, places, best, won))
    for outputs, reads in tap_passes(axis):
        candidate, place, leader = lines[reads], line_places[reads], line_best[outputs]
        better = candidate > leader
        if x.dtype.kind == "f":
            better |= np.isnan(candidate)
        line_best[outputs] = np.where(better, candidate, leader)
        line_won[outputs] = np.where(better, place, line_won[outputs])
    return best, won
