"""The maximum of every window together with the cell it came from."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
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
    narrow = np.min_scalar_type(_farthest(axes))
    cells, positions = x, np.zeros((1,) * x.ndim, narrow)
    cells_behind = 1
    nothing: Array = positions
    for number in range(len(axes), 0, -1):
        axis = axes[number - 1]
        here = (-1,) + (1,) * (len(axes) - number)
        places = (np.arange(axis.size) * cells_behind).astype(narrow).reshape(here) + positions
        nothing = (axis.first_inside() * cells_behind).astype(narrow).reshape(here) + nothing
        shape = (*x.shape[:number], axis.outputs, *x.shape[number + 1 :])
        best = np.full(shape, identity, x.dtype)
        won = np.broadcast_to(nothing, shape).copy()
        x, positions = axis_winners(x, np.broadcast_to(places, x.shape), number, axis, best, won)
        cells_behind *= axis.size
    give_signs(x, positions, cells)
    return x, positions


def _farthest(axes: Sequence[Axis]) -> int:
    """The last position that a window may name: narrow integers move faster."""
    farthest = 0
    for axis in axes:
        farthest = farthest * axis.size + max(axis.size - 1, int(axis.first_inside().max()))
    return farthest


def axis_winners(x: Array, places: Array, number: int, axis: Axis, best: Array, won: Array) -> tuple[Array, Array]:
    """The maxima of ``x`` over the windows of its axis ``number``, and what ``places`` holds at their cells.

    ``places`` grow from tap to tap of a window. ``best`` and ``won`` are what stands before the first tap;
    they are written to and returned.
    """
    lines, line_places, line_best, line_won = (a.swapaxes(number, 0) for a in (x, places, best, won))
    has_nan = x.dtype.kind == "f" and bool(np.isnan(x.max(initial=-inf)))
    for outputs, reads in tap_passes(axis):
        candidate, leader, place = lines[reads], line_best[outputs], line_won[outputs]
        better = candidate > leader
        if has_nan:
            better |= np.isnan(candidate)
        # A later tap stands at a higher place: the last one that was better has the highest of them.
        np.maximum(leader, candidate, out=leader)
        np.maximum(place, better * line_places[reads], out=place)
        if not isinstance(outputs, slice):  # they were copies
            line_best[outputs], line_won[outputs] = leader, place
    return best, won


def give_signs(values: Array, positions: Array, x: Array) -> None:
    """Zeros of both signs tie, and NumPy's maximum may return either: put the one that won into ``values``."""
    if values.dtype.kind == "f":
        at = np.nonzero(values == 0)
        values[at] = x.reshape(len(x), -1)[at[0], positions[at]]
