"""A reduction run over every window of one axis after another, a whole slice at a time.

Maxima and sums are separable, so n dimensions cost n short passes. Padding is never data: a tap that
lies outside the input is left out of its pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod

import numpy as np
from numpy.typing import DTypeLike, NDArray

from pooling_core.call.kept import Kept
from pooling_core.call.types import Array
from pooling_core.compute.runs import TILE_BYTES, has_runs, sweep_by_runs
from pooling_core.geometry.axis import Axis, axis_bytes

Selector = slice | NDArray[np.int64]
# What the passes that serve all outputs read, and the other passes with the outputs that they serve.
Passes = tuple[list[Selector], list[tuple[Selector, Selector]]]

# Below this the number of NumPy calls counts, not the cells.
SMALL_BYTES = 1 << 12
# Cells that are added one after another in each lane of a vector, at most.
PIECE = 128
# Passes of axes that are kept for the next sweep.
KEPT_BYTES = 1 << 24


def sweep(ufunc: np.ufunc, identity: float | int, x: Array, axes: Sequence[Axis]) -> Array:
    """Reduce every window of ``x`` with ``ufunc`` (``np.maximum`` or ``np.add``).

    Args:
        x: shape ``(planes, *spatial)``; never written to.
        identity: what a window without any data reduces to.
        axes: one per spatial dimension.

    Returns:
        shape ``(planes, *outputs)``, the dtype of ``x``.
    """
    out = np.empty((len(x), *(axis.outputs for axis in axes)), x.dtype)
    if out.size == 0:
        return out
    if all(axis.outputs == 1 and axis.real_counts()[0] == axis.size for axis in axes):
        return reduce_rows(ufunc, identity, x.reshape(len(x), -1)).reshape(out.shape)
    if x.nbytes > SMALL_BYTES and _runs_pay(x, axes):
        sweep_by_runs(ufunc, identity, x, axes, out)
    else:
        for tile in tiles(x):
            _sweep_by_taps(ufunc, identity, x[tile], axes, out[tile])
    return out


def _runs_pay(x: Array, axes: Sequence[Axis]) -> bool:
    """Whether windows look at enough cells: a pass over neighbours is about six times as fast as one that skips."""
    read = len(x) * prod(axis.outputs * int(axis.kernel_sizes.max(initial=0)) for axis in axes)
    return 6 * read > x.size and all(map(has_runs, axes))


def reduce_rows(ufunc: np.ufunc, identity: float | int, rows: Array) -> Array:
    """The reduction of each row; sums are no farther from the truth than torch's ``mean``.

    Args:
        rows: shape ``(rows, cells)``.
    """
    if ufunc is np.add and rows.dtype.kind == "f" and rows.shape[1]:
        # einsum adds in the lanes of a vector, three times as fast as add.reduce; short pieces keep it exact.
        pieces, rest = divmod(rows.shape[1], PIECE) if rows.shape[1] > 2 * PIECE else (0, rows.shape[1])
        total: Array = np.einsum("ij->i", rows[:, rows.shape[1] - rest :])
        if pieces:
            whole = rows[:, : rows.shape[1] - rest].reshape(len(rows), pieces, PIECE)
            total += reduce_rows(ufunc, identity, np.einsum("ijk->ij", whole))
        return total
    return np.asarray(ufunc.reduce(rows, axis=1, initial=identity))


def tiles(x: Array, itemsize: int = 0) -> Iterator[slice]:
    """Slices of the leading axis of ``x`` that fit the cache, also with ``itemsize`` bytes for each cell."""
    step = max(1, TILE_BYTES // max(1, x[:1].size * max(x.itemsize, itemsize)))
    return (slice(first, first + step) for first in range(0, len(x), step))


def tile_by_tile(compute: Callable[[slice], Array], x: Array, outputs: Sequence[int], dtype: DTypeLike) -> Array:
    """``compute`` of one tile of ``x`` after another, so that what it holds on the way stays in the cache.

    Returns:
        shape ``(planes, *outputs)``.
    """
    out = np.empty((len(x), *outputs), dtype)
    for tile in tiles(x):
        out[tile] = compute(tile)
    return out


def _sweep_by_taps(ufunc: np.ufunc, identity: float | int, x: Array, axes: Sequence[Axis], out: Array) -> None:
    """One axis after another, one pass for each tap of its windows."""
    for number, axis in enumerate(axes, start=1):
        last = number == len(axes)
        target = out if last else np.empty((*x.shape[:number], axis.outputs, *x.shape[number + 1 :]), x.dtype)
        _sweep_axis(ufunc, identity, x, number, axis, target)
        x = target


def _sweep_axis(ufunc: np.ufunc, identity: float | int, x: Array, number: int, axis: Axis, out: Array) -> None:
    """Reduce axis ``number`` of ``x`` into ``out``."""
    # Swept lines stand at the front, so that one indexing rule serves every axis.
    x, out = x.swapaxes(0, number), out.swapaxes(0, number)
    whole, parts = _ordered_passes[axis]
    if len(whole) > 1:
        ufunc(x[whole[0]], x[whole[1]], out=out)
    elif whole:
        out[...] = x[whole[0]]
    else:
        out[...] = identity
    for reads in whole[2:]:
        ufunc(out, x[reads], out=out)
    for outputs, reads in parts:
        if isinstance(outputs, slice):
            ufunc(out[outputs], x[reads], out=out[outputs])
        else:
            out[outputs] = ufunc(out[outputs], x[reads])


def tap_passes(axis: Axis) -> Iterator[tuple[Selector, Selector]]:
    """For each tap: the outputs for which it is data, and the input cells they read there."""
    return ((outputs, reads) for _, outputs, reads in numbered_passes(axis))


def _in_order(axis: Axis) -> Passes:
    whole: list[Selector] = []
    parts: list[tuple[Selector, Selector]] = []
    for outputs, reads in tap_passes(axis):
        if isinstance(outputs, slice) and outputs == slice(0, axis.outputs):
            whole.append(reads)
        else:
            parts.append((outputs, reads))
    return whole, parts


def _bytes_held(axis: Axis, passes: Passes) -> int:
    whole, parts = passes
    selectors = [*whole, *(selector for both in parts for selector in both)]
    arrays = sum(selector.nbytes for selector in selectors if not isinstance(selector, slice))
    return axis_bytes(axis) + 200 * len(selectors) + arrays


_ordered_passes = Kept(_in_order, _bytes_held, KEPT_BYTES)


def numbered_passes(axis: Axis) -> Iterator[tuple[int, Selector, Selector]]:
    """The passes of ``tap_passes``, each with the number of its tap; a tap that is data nowhere has none."""
    for tap in range(int(axis.kernel_sizes.max(initial=0))):
        if axis.stride is not None:
            offset = tap * axis.dilation - axis.padding
            first = max(0, -(offset // axis.stride))
            stop = min(axis.outputs, (axis.size - 1 - offset) // axis.stride + 1)
            if first < stop:
                start = first * axis.stride + offset
                yield tap, slice(first, stop), slice(start, (stop - 1) * axis.stride + offset + 1, axis.stride)
        else:
            cells = axis.starts + tap * axis.dilation
            inside = (tap < axis.kernel_sizes) & (cells >= 0) & (cells < axis.size)
            yield tap, (slice(0, axis.outputs) if inside.all() else np.flatnonzero(inside)), cells[inside]
