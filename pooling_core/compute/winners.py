"""The maximum of every window together with the cell it came from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import inf, prod

import numpy as np

from pooling_core.call.types import Array, Ints
from pooling_core.compute.sweep import sweep, tap_passes, tiles
from pooling_core.geometry.axis import Axis

NO_KEY = int(np.iinfo(np.int64).min)
NAN_ORDER = int(np.iinfo(np.int32).max)


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
        packs = x.dtype.itemsize <= 4 and prod(x.shape[1:]) <= 1 << 32
        tile_winners = _packed_winners if packs else _followed_winners
        for tile in tiles(x, positions.itemsize):
            values[tile], positions[tile] = tile_winners(identity, x[tile], axes)
    return values, positions


def _packed_winners(identity: float | int, x: Array, axes: Sequence[Axis]) -> tuple[Array, Array]:
    """Value and place packed into one integer, so that a plain maximum finds both.

    The upper half orders like the values, the lower half is the higher the earlier the cell stands.
    """
    cells = x.reshape(len(x), -1)
    last = cells.shape[1] - 1
    order, nan = _in_order(x)
    keys = order.astype(np.int64)
    keys <<= 32
    places = np.arange(last, -1, -1).reshape(1, *x.shape[1:])
    keys |= places if nan is None else np.where(nan, last - places, places)
    best = sweep(np.maximum, NO_KEY, keys, axes)
    lower = best & 0xFFFFFFFF
    positions = last - lower if nan is None else np.where(best >> 32 == NAN_ORDER, lower, last - lower)
    if all(axis.real_counts().all() for axis in axes):
        return _at(cells, positions), positions
    missed = best == NO_KEY
    values = _at(cells, np.where(missed, 0, positions))
    return np.where(missed, x.dtype.type(identity), values), np.where(missed, first_cells(axes), positions)


def first_cells(axes: Sequence[Axis]) -> Ints:
    """The flat position of the first cell of each window that is not before the input, shape ``outputs``."""
    start: Ints = np.zeros((), np.int64)
    return reduce(lambda places, axis: np.add.outer(places * axis.size, axis.first_inside()), axes, start)


def _in_order(x: Array) -> tuple[Array, Array | None]:
    """Integers of at most 32 bits in the order of ``x``, and where it is NaN, if anywhere; NaN comes last."""
    if x.dtype.kind != "f":
        return x, None
    bits = np.add(x, 0, dtype=np.float32).view(np.int32)  # + 0: zeros of both signs tie
    order = bits >> 31
    order &= NAN_ORDER
    order ^= bits  # the bits of negative numbers run the other way
    if not np.isnan(x.max()):
        return order, None
    nan = np.isnan(x)
    order[nan] = NAN_ORDER
    return order, nan


def _at(cells: Array, positions: Array) -> Array:
    """``cells``, shape ``(planes, cells)``, at the ``positions`` of each plane."""
    planes = np.arange(len(cells)).reshape(-1, *(1,) * (positions.ndim - 1))
    return np.asarray(np.take(cells, positions + planes * cells.shape[1]))


def _followed_winners(identity: float | int, x: Array, axes: Sequence[Axis]) -> tuple[Array, Array]:
    """The winner handed on from tap to tap and from axis to axis, for dtypes too wide to be packed."""
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
