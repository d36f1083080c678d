"""Fractional max pooling: windows of one size whose starts are drawn, so that any output size can be asked for.

Source: Graham, "Fractional Max-Pooling" (2014), in the overlapping form that torch has.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.errors import PoolingError
from pooling_core.geometry import Axis, Ints, fractional_starts
from pooling_core.inputs import FLOATS, fold_planes, shape_text
from pooling_core.params import INT_MAX, per_axis, plain
from pooling_core.sweep import tiles
from pooling_core.winners import axis_winners, give_signs

Array = NDArray[Any]
Size = int | Sequence[int]
Ratio = float | Sequence[float]


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
    kernels = _kernel_size(len(spatial), kernel_size)
    outputs = fractional_output_size(name, spatial, kernel_size, output_size, output_ratio)
    samples = _checked_samples(lead, len(spatial), input.dtype, _random_samples)
    shape = (*lead, *outputs)
    # torch looks at the dtype only when there is something to do.
    if 0 not in shape and (input.dtype.name not in FLOATS or not input.dtype.isnative):
        raise PoolingError("input", f"(dtype {input.dtype})", f"{name} takes {', '.join(FLOATS)}; use float32")
    try:
        values, positions = np.empty(shape, input.dtype), np.empty(shape, np.int64)
    except (MemoryError, ValueError) as error:
        raise PoolingError("output_size", output_size, f"the result {shape} is more than memory holds") from error
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


def fractional_output_size(
    name: str,
    spatial: tuple[int, ...],
    kernel_size: Size,
    output_size: Size | None = None,
    output_ratio: Ratio | None = None,
) -> tuple[int, ...]:
    """The spatial size of the result for a spatial size of the input.

    Raises:
        PoolingError: where neither size nor ratio is given, or the windows do not fit.
    """
    rank = len(spatial)
    kernels = _kernel_size(rank, kernel_size)
    if output_size is None:
        outputs = _size_of_ratio(name, spatial, output_ratio)
    else:
        outputs = per_axis(rank, "output_size", output_size, at_least=0, broadcast=False)
    # torch compares with < in three dimensions and with <= in two.
    room = tuple(size - (rank == 3) + 1 for size in spatial)
    for number, (kernel, wanted, cells) in enumerate(zip(kernels, outputs, room, strict=True)):
        if wanted + kernel > cells:
            rule = f"axis {number} has room for output_size + kernel_size of {cells}, not of {wanted + kernel}"
            fitted = tuple(max(min(k, c - o), 1) for k, o, c in zip(kernels, outputs, room, strict=True))
            fix: dict[str, Any] = {"kernel_size": plain(fitted)}
            if any(o + k > c for k, o, c in zip(fitted, outputs, room, strict=True)):
                fix["output_size"] = plain([min(o, c - k) for k, o, c in zip(fitted, outputs, room, strict=True)])
            raise PoolingError("kernel_size", kernel_size, rule, fix)
    return outputs


def fractional_axes(
    spatial: tuple[int, ...], kernels: tuple[int, ...], outputs: tuple[int, ...], samples: Array
) -> list[Ints]:
    """The starts of the windows per axis, each of shape ``(planes, outputs)``.

    Args:
        samples: ``(planes, rank)``, in torch's order: depth, height, width, but width, height.
    """
    in_order = samples[:, ::-1] if len(spatial) == 2 else samples
    columns = zip(spatial, kernels, outputs, in_order.T, strict=True)
    return [fractional_starts(*column) for column in columns]


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


def _kernel_size(rank: int, given: Any) -> tuple[int, ...]:
    # torch takes windows without cells too; all of them are minus infinity.
    return per_axis(rank, "kernel_size", given, at_least=-INT_MAX, broadcast=False)


def _size_of_ratio(name: str, spatial: tuple[int, ...], ratio: Any) -> tuple[int, ...]:
    """``int(size * ratio)`` per axis; one number speaks for all axes in 3-D only, a quirk of torch."""
    rank = len(spatial)
    if ratio is None:
        rule = f"{name} needs an output_size or an output_ratio"
        raise PoolingError("output_size", None, rule, {"output_ratio": (0.5,) * rank})
    listed = isinstance(ratio, list | tuple | np.ndarray) and np.ndim(ratio) == 1
    values = tuple(ratio) if listed else (ratio,) * rank
    numbers = all(isinstance(value, int | float | np.number | np.bool_) for value in values)
    if not numbers or len(values) != rank or not (listed or rank == 3):
        rule = f"it is a list or tuple of {rank} numbers" + (" or one number" if rank == 3 else "")
        fix = {"output_ratio": (*values, *values[-1:] * rank)[:rank]} if numbers and values else {}
        raise PoolingError("output_ratio", ratio, rule, fix)
    try:
        with np.errstate(all="ignore"):
            outputs = tuple(int(size * value) for size, value in zip(spatial, values, strict=True))
    except (TypeError, ValueError, OverflowError) as error:
        raise PoolingError("output_ratio", ratio, "its numbers must be real and finite") from error
    if min(outputs) < 0:
        raise PoolingError("output_ratio", ratio, f"the output size would be {outputs}; take numbers between 0 and 1")
    return outputs


def _checked_samples(lead: tuple[int, ...], rank: int, dtype: np.dtype[Any], samples: Any) -> Array:
    """The samples of each plane, ``(planes, rank)``; drawn where none are given."""
    batch, channels = lead if len(lead) == 2 else (1, *lead)
    if samples is None:
        if dtype.kind not in "fc":
            rule = "samples are drawn in the input's dtype, which must be floating; use float32"
            raise PoolingError("input", f"(dtype {dtype})", rule)
        # 2048 steps, as many as float16 can tell apart below 1.
        steps = 2.0**11 if dtype == np.float16 else 2.0**24
        return np.asarray(np.floor(np.random.default_rng().random((batch * channels, rank)) * steps) / steps, dtype)
    if not isinstance(samples, np.ndarray):
        raise PoolingError("_random_samples", f"({type(samples).__name__})", "they must be a numpy array or None")
    if samples.dtype != dtype:
        rule = f"they must have the input's dtype {dtype}"
        raise PoolingError("_random_samples", f"(dtype {samples.dtype})", rule)
    if samples.ndim != 3 or samples.shape[0] < batch or samples.shape[1:] != (channels, rank):
        rule = f"they must have the shape {(batch, channels, rank)}, or more of the first axis"
        raise PoolingError("_random_samples", shape_text(samples.shape), rule)
    return samples[:batch].reshape(batch * channels, rank)
