"""Fractional max pooling: windows of one size whose starts are drawn, so that any output size can be asked for.

Source: Graham, "Fractional Max-Pooling" (2014), in the overlapping form that torch has.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from pooling_core.call.catalogue import FLOATS
from pooling_core.call.errors import PoolingError, dtype_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import fold_planes
from pooling_core.call.types import Array, Ints, Shape, Size
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import tiles
from pooling_core.compute.winners import axis_winners, give_signs
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.fractional import (
    Ratio,
    checked_samples,
    fractional_axes,
    fractional_kernel_size,
    fractional_output_size,
)


def fractional_max_pool2d(
    input: Array,
    kernel_size: Size,
    output_size: Size | None = None,
    output_ratio: Ratio | None = None,
    return_indices: bool = False,
    _random_samples: Array | None = None,
) -> Any:
    """Maximum of windows whose starts are drawn anew for every plane.

    There is no training flag: as in torch each call draws, so two calls on one input differ, unless
    ``_random_samples`` is given. Ties go to the first cell, the last NaN wins over all.

    Args:
        input: ``(*batch, channels, height, width)``, floating.
        kernel_size: cells per window, one int or one per axis.
        output_size: windows per axis, one int or one per axis; at most ``size - kernel_size + 1``.
        output_ratio: used where there is no output_size: one number per axis, ``output = int(size * ratio)``.
        return_indices: also return where each maximum stands, as int64 flat positions in the plane.
        _random_samples: numbers in ``[0, 1)`` that place the windows, ``(batch, channels, 2)`` (batch 1 for an
            input without one), of the input's dtype. Quirk of torch: the first of the two is for the WIDTH.

    Returns:
        ``(*batch, channels, *output_size)``, or that and the indices.

    Raises:
        PoolingError: for what ``torch.nn.functional.fractional_max_pool2d`` refuses, and beyond that for
            samples that are not finite or as large as ``2**31 / step``, and ratios written as text.

    Example:
        >>> x, samples = np.array([[[1.0, 9.0, 2.0, 3.0, 4.0]]]), np.full((1, 1, 2), 0.5)
        >>> fractional_max_pool2d(x, (1, 2), (1, 3), _random_samples=samples)  # windows at 0, 2 and 3
        array([[[9., 3., 4.]]])
    """
    return _pool("fractional_max_pool2d", **locals())


def fractional_max_pool3d(
    input: Array,
    kernel_size: Size,
    output_size: Size | None = None,
    output_ratio: Ratio | None = None,
    return_indices: bool = False,
    _random_samples: Array | None = None,
) -> Any:
    """Maximum of windows whose starts are drawn; ``(*batch, channels, depth, height, width)``.

    See :func:`fractional_max_pool2d`, but for three quirks of torch: the samples of a plane are for depth, height
    and width in this order; output_size is at most ``size - kernel_size``, one less than in 2-D; output_ratio
    may be one number for all axes.

    Example:
        >>> fractional_max_pool3d(np.ones((1, 8, 8, 8)), 2, output_ratio=0.7).shape  # int(5.6)
        (1, 5, 5, 5)
    """
    return _pool("fractional_max_pool3d", **locals())


def _pool(
    name: str,
    input: Array,
    kernel_size: Size,
    output_size: Size | None,
    output_ratio: Ratio | None,
    return_indices: bool,
    _random_samples: Array | None,
) -> Any:
    x, lead, spatial = fold_planes(name, input)
    kernels = fractional_kernel_size(len(spatial), kernel_size)
    outputs = fractional_output_size(name, spatial, kernel_size, output_size, output_ratio)
    samples = checked_samples(lead, len(spatial), input.dtype, _random_samples)
    shape = (*lead, *outputs)
    _check_dtype(name, shape, input.dtype)
    try:
        values, positions = np.empty(shape, input.dtype), np.empty(shape, np.int64)
    except (MemoryError, ValueError) as error:
        raise PoolingError("result-beyond-memory", "output_size", output_size, shape=shape) from error
    if values.size:
        starts = fractional_axes(spatial, kernels, outputs, samples)
        maxima, cells = values.reshape(-1, *outputs), positions.reshape(-1, *outputs)
        for tile in tiles(x):
            lines = [line[tile] for line in starts]
            if return_indices:
                maxima[tile], cells[tile] = _winners(x[tile], kernels, lines)
            else:
                maxima[tile] = _maxima(x[tile], kernels, lines)
    return (values, positions) if return_indices else values


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Maxima over windows that lie alike in every plane."""
    outputs = tuple(axis.outputs for axis in axes)
    _check_dtype(spec.name, (len(x), *outputs), x.dtype)
    if 0 in outputs:
        return Reduced(np.empty((len(x), *outputs), x.dtype), np.empty((len(x), *outputs), np.int64))
    kernels = fractional_kernel_size(spec.rank, spec.arguments["kernel_size"])
    return Reduced(*_winners(x, kernels, [np.tile(axis.starts, (len(x), 1)) for axis in axes]))


def _check_dtype(name: str, shape: Shape, dtype: np.dtype[Any]) -> None:
    # torch looks at the dtype only when there is something to do.
    if 0 not in shape and (dtype.name not in FLOATS or not dtype.isnative):
        raise PoolingError("dtype-taken", "input", dtype_of(dtype), name=name, accepted=FLOATS, nearest="float32")


def _maxima(x: Array, kernels: Sequence[int], starts: Sequence[Ints]) -> Array:
    """Maxima without their positions, shape ``(planes, *outputs)``."""
    for number, (kernel, line) in enumerate(zip(kernels, starts, strict=True), start=1):
        cells = _in_a_row(line, x.shape[number])
        lines = _end_to_end(x, number)
        best = lines[cells] if kernel > 0 else np.full((len(cells), *lines.shape[1:]), -inf, x.dtype)
        for tap in range(1, kernel):
            np.maximum(best, lines[cells + tap], out=best)
        x = _side_by_side(best, len(x), number)
    return x


def _winners(x: Array, kernels: Sequence[int], starts: Sequence[Ints]) -> tuple[Array, Array]:
    """Maxima and flat positions, one axis after another, the last one first as in ``winners``."""
    planes, given = len(x), x
    positions: Array = np.zeros((1,) * x.ndim, np.int64)
    # Where a window begins: the cell it names when nothing in it beats minus infinity.
    begins: Array = positions
    cells_behind = 1
    for number in range(len(kernels), 0, -1):
        size, line, behind = x.shape[number], starts[number - 1], (1,) * (len(kernels) - number)
        places = np.arange(size).reshape(-1, *behind) * cells_behind + positions
        begins = line.reshape(planes, *(1,) * (number - 1), -1, *behind) * cells_behind + begins
        cells_behind *= size
        shape = (*x.shape[:number], line.shape[1], *x.shape[number + 1 :])
        cells = _in_a_row(line, size)
        best, won = axis_winners(
            _end_to_end(x, number),
            _end_to_end(np.broadcast_to(places, x.shape), number),
            0,
            Axis(planes * size, cells, np.full(len(cells), kernels[number - 1])),
            _end_to_end(np.full(shape, -inf, x.dtype), number),
            _end_to_end(np.broadcast_to(begins, shape).copy(), number),
        )
        x, positions = _side_by_side(best, planes, number), _side_by_side(won, planes, number)
    give_signs(x, positions, given)
    return x, positions


# Every plane has windows of its own. So the planes are laid end to end: one long axis, one list of windows.


def _in_a_row(starts: Ints, size: int) -> Ints:
    """The starts ``(planes, outputs)`` of windows on an axis of ``size`` cells, on the long axis."""
    return (starts + np.arange(len(starts))[:, np.newaxis] * size).reshape(-1)


def _end_to_end(x: Array, number: int) -> Array:
    """``(planes, ..., size, ...)`` with axis ``number`` of all planes in a row: ``(planes * size, ...)``."""
    moved = np.moveaxis(x, number, 1)
    return moved.reshape(-1, *moved.shape[2:])


def _side_by_side(lines: Array, planes: int, number: int) -> Array:
    """The way back: ``(planes * outputs, ...)`` to ``(planes, ..., outputs, ...)``."""
    return np.moveaxis(lines.reshape(planes, -1, *lines.shape[1:]), 1, number)
