"""A reduction run over every window of one axis after another, a whole slice at a time.

Maxima and sums are separable, so n dimensions cost n short passes. Padding is never data: a tap that
lies outside the input is left out of its pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.geometry import Axis

Array = NDArray[Any]
Selector = slice | NDArray[np.int64]

# Planes are worked through in tiles of about this size, so that every pass finds the last one in cache.
TILE_BYTES = 1 << 19


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
        # One window over everything: NumPy adds pairwise here, which is as exact as torch's mean.
        return np.asarray(ufunc.reduce(x.reshape(len(x), -1), axis=1, initial=identity)).reshape(out.shape)
    for tile in tiles(x):
        _sweep_tile(ufunc, identity, x[tile], axes, out[tile])
    return out


def tiles(x: Array) -> Iterator[slice]:
    """Slices of the leading axis of ``x`` that fit the cache."""
    step = max(1, TILE_BYTES // max(1, x[:1].nbytes))
    return (slice(first, first + step) for first in range(0, len(x), step))


def _sweep_tile(ufunc: np.ufunc, identity: float | int, x: Array, axes: Sequence[Axis], out: Array) -> None:
    for number, axis in enumerate(axes, start=1):
        last = number == len(axes)
        shape = (*x.shape[:number], axis.outputs, *x.shape[number + 1 :])
        target = out if last else np.empty(shape, x.dtype)
        # Swept lines stand at the front, so that one indexing rule serves every axis.
        _sweep_axis(ufunc, identity, np.moveaxis(x, number, 0), axis, np.moveaxis(target, number, 0))
        x = target


def _sweep_axis(ufunc: np.ufunc, identity: float | int, x: Array, axis: Axis, out: Array) -> None:
    """Reduce axis 0 of ``x`` into ``out``."""
    if _doubling_pays(axis):
        _sweep_by_doubling(ufunc, identity, x, axis, out)
        return
    passes = list(tap_passes(axis))
    whole = [reads for outputs, reads in passes if _is_whole(outputs, axis)]
    parts = [(outputs, reads) for outputs, reads in passes if not _is_whole(outputs, axis)]
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


def _is_whole(outputs: Selector, axis: Axis) -> bool:
    return isinstance(outputs, slice) and outputs == slice(0, axis.outputs)


def tap_passes(axis: Axis) -> Iterator[tuple[Selector, Selector]]:
    """For each tap: the outputs for which it is data, and the input cells they read there."""
    return ((outputs, reads) for _, outputs, reads in numbered_passes(axis))


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


def _doubling_pays(axis: Axis) -> bool:
    """Whether joining runs of 1, 2, 4, ... cells takes fewer cell operations than one pass a tap."""
    if axis.stride is None or axis.outputs == 0:
        return False
    kernel_size = int(axis.kernel_sizes[0])
    line = (axis.outputs - 1) * axis.stride + axis.dilation * (kernel_size - 1) + 1
    return (kernel_size.bit_length() + 2) * line < (kernel_size - 1) * axis.outputs


def _sweep_by_doubling(ufunc: np.ufunc, identity: float | int, x: Array, axis: Axis, out: Array) -> None:
    """About log2(kernel_size) passes: a run of 2m cells is two runs of m cells."""
    assert axis.stride is not None
    kernel_size, reach = int(axis.kernel_sizes[0]), (axis.outputs - 1) * axis.stride + 1
    run = _padded_lines(x, axis, reach + axis.dilation * (kernel_size - 1), identity)
    length = 1
    total: Array | None = None
    joined = 0
    while True:
        if ufunc is not np.maximum and kernel_size & length:
            # Sums join the runs that the binary digits of kernel_size name, each cell once.
            piece = run[joined * axis.dilation :]
            total = piece[:reach] if total is None else total + piece[:reach]
            joined += length
        if 2 * length > kernel_size:
            break
        run = ufunc(run[: -length * axis.dilation], run[length * axis.dilation :])
        length *= 2
    if total is None:
        # A maximum may see a cell twice: two overlapping runs close the gap.
        ufunc(run[: reach : axis.stride], run[(kernel_size - length) * axis.dilation :][: reach : axis.stride], out=out)
    else:
        out[...] = total[:: axis.stride]


def _padded_lines(x: Array, axis: Axis, length: int, identity: float | int) -> Array:
    """The part of the padded line that windows touch, with the identity where there is no data."""
    line = np.empty((length, *x.shape[1:]), x.dtype)
    stop = min(axis.padding + axis.size, length)
    line[: axis.padding] = identity
    line[axis.padding : stop] = x[: stop - axis.padding]
    line[stop:] = identity
    return line
