"""A reduction run over every window of one axis after another, a whole slice at a time.

Maxima and sums are separable, so n dimensions cost n short passes. Padding is never data: a tap that
lies outside the input is left out of its pass.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from pooling_core.geometry import Axis
from pooling_core.params import INT_MAX

Array = NDArray[Any]
Selector = slice | NDArray[np.int64]

# Planes are worked through in tiles of about this size, so that every pass finds the last one in cache.
TILE_BYTES = 1 << 19
# Below this the number of NumPy calls counts, not the cells.
SMALL_BYTES = 1 << 12
# Cells that are added one after another in each lane of a vector, at most.
PIECE = 128


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
    for tile in tiles(x):
        _sweep_tile(ufunc, identity, x[tile], axes, out[tile])
    return out


def reduce_rows(ufunc: np.ufunc, identity: float | int, rows: Array) -> Array:
    """The reduction of each row; sums are no farther from the truth than torch's ``mean``.

    Args:
        rows: shape ``(rows, cells)``.
    """
    if ufunc is np.add and rows.dtype.kind == "f" and rows.shape[1] > 1:
        # einsum adds in the lanes of a vector, three times as fast as add.reduce; short pieces keep it exact.
        pieces, rest = divmod(rows.shape[1], PIECE)
        whole, tail = rows[:, : rows.shape[1] - rest].reshape(len(rows), pieces, PIECE), rows[:, rows.shape[1] - rest :]
        total: Array = np.einsum("ij->i", tail)
        return np.asarray(total + np.einsum("ijk->ij", whole).sum(1)) if pieces else total
    return np.asarray(ufunc.reduce(rows, axis=1, initial=identity))


def tiles(x: Array) -> Iterator[slice]:
    """Slices of the leading axis of ``x`` that fit the cache."""
    step = max(1, TILE_BYTES // max(1, x[:1].nbytes))
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


def _sweep_tile(ufunc: np.ufunc, identity: float | int, x: Array, axes: Sequence[Axis], out: Array) -> None:
    for number, axis in enumerate(axes, start=1):
        last = number == len(axes)
        target = out if last else np.empty((*x.shape[:number], axis.outputs, *x.shape[number + 1 :]), x.dtype)
        by_runs = x.nbytes > SMALL_BYTES and _runs_pay(axis, last)
        sweep_axis = _sweep_by_runs if by_runs else _sweep_by_taps
        sweep_axis(ufunc, identity, x, number, axis, target)
        x = target


def _sweep_by_taps(ufunc: np.ufunc, identity: float | int, x: Array, number: int, axis: Axis, out: Array) -> None:
    """Reduce axis ``number`` of ``x`` into ``out``, one pass for each tap."""
    # Swept lines stand at the front, so that one indexing rule serves every axis.
    x, out = x.swapaxes(0, number), out.swapaxes(0, number)
    whole, parts = _ordered_passes(axis)
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


@lru_cache(maxsize=1024)
def _ordered_passes(axis: Axis) -> tuple[list[Selector], list[tuple[Selector, Selector]]]:
    """What the passes that serve all outputs read, and the other passes."""
    whole: list[Selector] = []
    parts: list[tuple[Selector, Selector]] = []
    for outputs, reads in tap_passes(axis):
        if isinstance(outputs, slice) and outputs == slice(0, axis.outputs):
            whole.append(reads)
        else:
            parts.append((outputs, reads))
    return whole, parts


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


@lru_cache(maxsize=4096)
def _runs_pay(axis: Axis, last: bool) -> bool:
    """Whether joining runs of cells over whole lines costs less than one pass a tap.

    On the last axis a pass over neighbouring cells is about six times as fast as one that skips cells or
    stops at the end of each short line.
    """
    taps = int(axis.kernel_sizes.min(initial=INT_MAX))
    if axis.outputs == 0 or taps < 2:
        return False
    if axis.stride is None:
        return bool(axis.starts.min() >= 0 and (axis.starts + taps).max() <= axis.size)
    passes = taps.bit_length() + (1 if last else 2)
    return passes * _line_length(axis) <= (6 * taps if last else taps - 1) * axis.outputs


@lru_cache(maxsize=4096)
def _line_length(axis: Axis) -> int:
    """Cells of a line with padding and overhang, as far as windows reach, and a whole number of halvings."""
    stride = axis.stride or 1
    halvings = stride & -stride
    return -(-(axis.padding + max(axis.size, int(axis.stops.max()))) // halvings) * halvings


def _sweep_by_runs(ufunc: np.ufunc, identity: float | int, x: Array, number: int, axis: Axis, out: Array) -> None:
    """Reduce axis ``number`` of ``x`` into ``out``: the runs that begin at every cell first, then those wanted.

    All lines lie end to end, so a pass is one long loop; a run that crosses the end of a line is no window.
    """
    lines = _padded_lines(identity, x, number, axis)
    inner, taps, stride = prod(x.shape[number + 1 :]), int(axis.kernel_sizes.min()), axis.stride or 1
    cells = lines.reshape(-1)
    while inner == axis.dilation == 1 and taps % 2 == stride % 2 == len(cells) % 2 == 0:
        # Windows of pairs: half as many taps at half the distance.
        cells = _every_second(_joined(ufunc, cells, 2, 1))
        taps, stride = taps // 2, stride // 2
    runs = _joined(ufunc, cells, taps, axis.dilation * inner)
    while inner == 1 and stride % 2 == len(runs) % 2 == 0:
        runs, stride = _every_second(runs), stride // 2
    runs = runs.reshape(*x.shape[:number], -1, *x.shape[number + 1 :])
    if axis.stride is not None:
        windows = slice(0, (axis.outputs - 1) * stride + 1, stride)
        out[...] = runs[(slice(None),) * number + (windows,)]
        return
    np.take(runs, axis.starts, number, out, mode="clip")
    x, out = x.swapaxes(0, number), out.swapaxes(0, number)
    for tap in range(taps, int(axis.kernel_sizes.max())):
        longer = np.flatnonzero(axis.kernel_sizes > tap)
        out[longer] = ufunc(out[longer], x[axis.starts[longer] + tap])


def _joined(ufunc: np.ufunc, cells: Array, taps: int, step: int) -> Array:
    """The reduction of the ``taps`` cells that begin at each cell, ``step`` apart, in about log2(taps) passes.

    A run of 2m cells is two runs of m. The result is undefined where a run would leave the array.
    """
    run, length, spare = cells, 1, [np.empty_like(cells), np.empty_like(cells)]

    def join(other: Array, distance: int) -> Array:
        reach, target = max(len(cells) - step * distance, 0), spare[run is spare[0]]
        ufunc(run[:reach], other[len(cells) - reach :], out=target[:reach])
        return target

    for digit in f"{taps:b}"[1:]:
        run, length = join(run, length), 2 * length
        if digit == "1" and ufunc is not np.maximum:
            run, length = join(cells, length), length + 1
    # A maximum may see a cell twice: two overlapping runs close the gap.
    return join(run, taps - length) if length < taps else run


def _every_second(cells: Array) -> Array:
    """Cells 0, 2, 4, ... of a one-dimensional array of even length."""
    if cells.itemsize == 4 and sys.byteorder == "little":
        # The lower half of each pair read as one integer: NumPy narrows integers faster than it skips cells.
        return cells.view(np.int64).astype(np.int32).view(cells.dtype)
    return cells[::2]


def _padded_lines(identity: float | int, x: Array, number: int, axis: Axis) -> Array:
    """``x`` with the identity around its axis ``number``, as far as windows reach."""
    length = _line_length(axis)
    if length == axis.size:
        return np.ascontiguousarray(x)
    padded = np.empty((*x.shape[:number], length, *x.shape[number + 1 :]), x.dtype)
    lines = padded.swapaxes(0, number)
    lines[: axis.padding] = identity
    lines[axis.padding : axis.padding + axis.size] = x.swapaxes(0, number)
    lines[axis.padding + axis.size :] = identity
    return padded
