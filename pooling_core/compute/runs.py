"""Every window of a tile at once: first the runs that begin at every cell, then those that are windows.

All lines of a tile lie end to end, padding included, so that a pass is one long loop whatever the shape; a run
that crosses the end of a line is no window and is left out at the end.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from math import isqrt, prod
from typing import Any

import numpy as np

from pooling_core.call.kept import Kept
from pooling_core.call.types import Array
from pooling_core.geometry.axis import Axis, axis_bytes

# Planes are worked through in tiles of about this size, so that every pass finds the last one in cache.
TILE_BYTES = 1 << 20
# Longer lines are copied as fast cell by cell.
LONGEST_ITEM = 4096
# Sets of scratch buffers that wait for the next sweep: as many as sweeps usually run at once.
KEPT_SETS = 2
# A deque takes and gives in one step, with and without the GIL, and keeps to its length by itself. Buffers of each
# thread's own would not be found again where every run of a page is a new thread.
_IDLE: deque[list[Array]] = deque(maxlen=KEPT_SETS)
# Bins whose windows are known to be runs or not, at most.
KEPT_BYTES = 1 << 22


def sweep_by_runs(ufunc: np.ufunc, identity: float | int, x: Array, axes: Sequence[Axis], out: Array) -> None:
    """Reduce every window of ``x`` into ``out``; see :func:`pooling_core.compute.sweep.sweep`.

    Args:
        axes: each one that :func:`has_runs`.
    """
    lengths = [_line_length(axis, number == len(axes)) for number, axis in enumerate(axes, start=1)]
    largest = prod(max(length, axis.outputs) for length, axis in zip(lengths, axes, strict=True))
    step = min(len(x), max(1, TILE_BYTES // (largest * x.itemsize)))
    inside = (slice(None), *(slice(axis.padding, axis.padding + axis.size) for axis in axes))
    windows = (slice(None), *(slice(axis.outputs) for axis in axes))
    # The last axis first, as it shrinks fastest; but what is picked cell by cell is picked from few lines.
    numbers = range(len(axes), 0, -1) if all(axis.stride for axis in axes) else range(1, len(axes) + 1)
    # What a run that crosses the end of a line comes to is nobody's concern.
    with np.errstate(all="ignore"), _buffers(step * largest, x.dtype) as (first, *scratch):
        padded = None
        if lengths != list(x.shape[1:]):
            padded = first[: step * prod(lengths)].reshape(step, *lengths)
            padded[...] = identity
        for tile in (slice(start, start + step) for start in range(0, len(x), step)):
            cells = x[tile]
            if padded is not None:
                _copy_lines(padded[: len(cells)][inside], cells)
                cells = padded[: len(cells)]
            for number in numbers:
                cells = _sweep_axis(ufunc, _flat(cells, scratch), cells.shape, number, axes[number - 1], scratch)
            _copy_lines(out[tile], cells[windows])


@contextmanager
def _buffers(cells: int, dtype: np.dtype[Any]) -> Iterator[list[Array]]:
    """Four buffers to work in, kept for the next sweep: asking the system for fresh memory costs more than a sweep."""
    wanted = cells * dtype.itemsize
    buffers = _idle_or_new(wanted)
    yield [buffer[:wanted].view(dtype) for buffer in buffers]
    if wanted <= TILE_BYTES:
        _IDLE.append(buffers)


def _idle_or_new(wanted: int) -> list[Array]:
    if wanted <= TILE_BYTES:
        with suppress(IndexError):  # to look first whether one is idle would let another thread take it meanwhile
            return _IDLE.pop()
    return [np.empty(max(wanted, TILE_BYTES), np.uint8) for _ in range(4)]


def has_runs(axis: Axis) -> bool:
    """Whether the windows of an axis are runs, or begin with one, of cells that are there or padding."""
    return _bins_have_runs[axis] if axis.stride is None else axis.outputs > 0


def _all_inside(axis: Axis) -> bool:
    starts_inside = int(axis.starts.min(initial=0)) >= 0 and int(axis.kernel_sizes.min(initial=1)) >= 1
    return starts_inside and int(axis.stops.max(initial=0)) <= axis.size


_bins_have_runs = Kept(_all_inside, lambda axis, _: axis_bytes(axis), KEPT_BYTES)


def _line_length(axis: Axis, last: bool) -> int:
    """Cells of a line with padding and overhang, as far as windows reach; on the last axis it can be halved."""
    if axis.stride is None:
        return axis.padding + axis.size  # bins lie inside
    reach = int(axis.starts[-1]) + axis.dilation * (int(axis.kernel_sizes[-1]) - 1) + 1
    length = axis.padding + max(axis.size, reach)
    halvings = axis.stride & -axis.stride if last else 1
    return -(-length // halvings) * halvings


def _sweep_axis(
    ufunc: np.ufunc, cells: Array, shape: tuple[int, ...], number: int, axis: Axis, scratch: Sequence[Array]
) -> Array:
    """Reduce axis ``number`` of the ``cells`` of ``shape``; a view that may be longer than its windows."""
    inner, length = prod(shape[number + 1 :]), shape[number]
    taps, stride = int(axis.kernel_sizes.min()), axis.stride or 1
    while inner == axis.dilation == 1 and axis.stride and taps % 2 == stride % 2 == length % 2 == 0:
        # Windows of pairs: half as many taps at half the distance.
        cells = _every_second(_joined(ufunc, cells, 2, 1, scratch), scratch)
        taps, stride, length = taps // 2, stride // 2, length // 2
    kept = () if axis.stride else (cells,)  # windows of more cells than others want them again
    runs = _joined(ufunc, cells, taps, axis.dilation * inner, scratch, kept)
    while inner == 1 and stride % 2 == length % 2 == 0:
        runs, stride, length = _every_second(runs, scratch), stride // 2, length // 2
    whole = (*shape[:number], length, *shape[number + 1 :])
    if axis.stride is None:
        return _picked(ufunc, runs.reshape(whole), cells.reshape(whole), number, axis, scratch)
    every = slice(None) if stride == 1 else slice(0, (axis.outputs - 1) * stride + 1, stride)
    return runs.reshape(whole)[(slice(None),) * number + (every,)]


def _picked(ufunc: np.ufunc, runs: Array, cells: Array, number: int, axis: Axis, scratch: Sequence[Array]) -> Array:
    """The runs that begin where windows do, and the further cells of the windows that are longer."""
    shape = (*runs.shape[:number], axis.outputs, *runs.shape[number + 1 :])
    chosen = _spare(scratch, runs, cells)[: prod(shape)].reshape(shape)
    np.take(runs, axis.starts, number, chosen, mode="clip")
    lines, out = cells.swapaxes(0, number), chosen.swapaxes(0, number)
    for tap in range(int(axis.kernel_sizes.min()), int(axis.kernel_sizes.max())):
        longer = np.flatnonzero(axis.kernel_sizes > tap)
        out[longer] = ufunc(out[longer], lines[axis.starts[longer] + tap])
    return chosen


def _joined(
    ufunc: np.ufunc, cells: Array, taps: int, step: int, scratch: Sequence[Array], held: tuple[Array, ...] = ()
) -> Array:
    """The reduction of the ``taps`` cells that begin at each cell, ``step`` apart, in about log2(taps) passes.

    A run of a*b cells is b runs of a. The result is undefined where a run would leave the array.

    Args:
        held: buffers that may not be written to.
    """
    if taps == 1:
        return cells
    if ufunc is np.maximum and taps & (taps - 1):
        # A maximum may see a cell twice: two overlapping runs make any length.
        half = 1 << taps.bit_length() - 1
        run = _joined(ufunc, cells, half, step, scratch, held)
        return _shifted(ufunc, run, run, step * (taps - half), scratch, held)
    part, _ = _best_part(taps)
    if part == taps - 1:
        run = _joined(ufunc, cells, part, step, scratch, (*held, cells))
        return _shifted(ufunc, run, cells, step * part, scratch, held)
    run = _joined(ufunc, cells, part, step, scratch, held)
    return _joined(ufunc, run, taps // part, step * part, scratch, held)


@lru_cache(maxsize=1024)
def _best_part(taps: int) -> tuple[int, int]:
    """The length of run to make first, a divisor or one less, and how many passes the whole takes then."""
    if taps <= 2:
        return 1, taps - 1
    divisors = (part for part in range(2, isqrt(taps) + 1) if taps % part == 0)
    ways = [(_best_part(part)[1] + _best_part(taps // part)[1], part) for part in divisors]
    # One more than an even run; a prime has no other way.
    passes, part = min([*ways, (_best_part(taps - 1)[1] + 1, taps - 1)] if taps % 2 else ways)
    return part, passes


def _shifted(
    ufunc: np.ufunc, run: Array, other: Array, distance: int, scratch: Sequence[Array], held: tuple[Array, ...]
) -> Array:
    """Each cell of ``run`` with the one of ``other`` that is ``distance`` further on."""
    target = _spare(scratch, run, other, *held)[: len(run)]
    reach = max(len(run) - distance, 0)
    ufunc(run[:reach], other[len(run) - reach :], out=target[:reach])
    return target


def _every_second(cells: Array, scratch: Sequence[Array]) -> Array:
    """Cells 0, 2, 4, ... of a one-dimensional array of even length."""
    target = _spare(scratch, cells)[: len(cells) // 2]
    if cells.itemsize == 4 and sys.byteorder == "little":
        # The lower half of each pair read as one integer: NumPy narrows integers faster than it skips cells.
        np.copyto(target.view(np.int32), cells.view(np.int64), casting="unsafe")
    else:
        target[...] = cells[::2]
    return target


def _flat(cells: Array, scratch: Sequence[Array]) -> Array:
    """All cells end to end, copied only where they are not."""
    if cells.flags.c_contiguous:
        return cells.reshape(-1)
    target = _spare(scratch, cells)[: cells.size]
    _copy_lines(target.reshape(cells.shape), cells)
    return target


def _spare(scratch: Sequence[Array], *held: Array) -> Array:
    """The first buffer that none of the arrays lies in."""
    free = (buffer for buffer in scratch if all(array.base is not buffer.base for array in held))
    found = next(free, None)
    return np.empty_like(scratch[0]) if found is None else found  # a long chain of joins may hold all of them


def _copy_lines(target: Array, source: Array) -> None:
    """``target[...] = source``; short lines move as one item each, many times as fast as by their cells."""
    width = source.shape[-1] * source.itemsize
    if target.strides[-1] == source.strides[-1] == source.itemsize and width <= LONGEST_ITEM:
        item = f"V{width}"
        target.view(item)[...] = source.view(item)
    else:
        target[...] = source
