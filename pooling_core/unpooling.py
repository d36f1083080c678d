"""Max unpooling: every maximum goes back to the cell it came from, all other cells become 0.

Max pooling forgets the size of its input: several sizes lead to the same output. ``output_size`` tells which
one it was, and without it the smallest is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pooling_core.arguments import LONG_MAX, per_axis, plain
from pooling_core.errors import PoolingError
from pooling_core.geometry import Ints
from pooling_core.inputs import FLOATS, fold_planes, shape_text

Array = NDArray[Any]
Size = int | Sequence[int]


class UnpoolSizes(NamedTuple):
    """The sizes that one axis may be unpooled to.

    Attributes:
        legal: every size that ``output_size`` may ask for: less than one stride away from the default.
        default: the size without an ``output_size``; below 0 it is refused.
        sources: the sizes that floor-mode max pooling brings to this pooled size. Among them it cannot tell.
    """

    legal: range
    default: int
    sources: range


def unpool_sizes(pooled_size: int, kernel_size: int, stride: int, padding: int = 0) -> UnpoolSizes:
    """Which sizes one axis of ``pooled_size`` cells may be unpooled to.

    Source: ``_unpool_output_size`` of ``torch.nn.functional``.
    """
    default = (pooled_size - 1) * stride + kernel_size - 2 * padding
    legal = range(max(default - stride + 1, 0), default + stride)
    return UnpoolSizes(legal, default, range(max(default, 1), default + stride))


@dataclass(frozen=True)
class UnpoolPlan:
    """A checked call of max unpooling, good for the way there and for the gradient's way back.

    Attributes:
        cells: where each input element goes in the flattened result, shape ``(input.size,)``.
        shape: of the result, ``(*batch, channels, *output_size)``.
    """

    cells: Ints
    shape: tuple[int, ...]


def max_unpool1d(
    input: Array,
    indices: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
    """Put maxima back where they came from; ``(*batch, channels, length)``. See :func:`max_unpool2d`."""
    return _unpool("max_unpool1d", input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: Array,
    indices: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
    """Put maxima back where they came from, and 0 everywhere else.

    Where windows overlap several elements may name one cell; the last of them in reading order stays there
    (they carry the same maximum, unless the values were changed in between). torch agrees on one thread.

    Args:
        input: ``(*batch, channels, height, width)``, floating.
        indices: of the same shape, int64: flat positions in the unpooled plane, from ``return_indices=True``.
        kernel_size: of the pooling, one int or one per axis; not checked against the data.
        stride: of the pooling; the kernel_size where it is not given.
        padding: of the pooling.
        output_size: the size before pooling, as ``(height, width)`` or a whole four-element shape, of which the
            last two count. It may differ from the default ``(pooled - 1) * stride + kernel_size - 2 * padding``
            by less than one stride.

    Returns:
        ``(*batch, channels, *output_size)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.max_unpool2d`` refuses, and beyond that for a float, a
            leading bool, a range or a sequence of another length as kernel_size, stride or padding.
    """
    return _unpool("max_unpool2d", input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: Array,
    indices: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
    """Put maxima back where they came from; ``(*batch, channels, depth, height, width)``. See :func:`max_unpool2d`."""
    return _unpool("max_unpool3d", input, indices, kernel_size, stride, padding, output_size)


def _unpool(
    name: str, input: Array, indices: Array, kernel_size: Size, stride: Size | None, padding: Size, output_size: Any
) -> Array:
    plan = unpool_plan(name, input, indices, kernel_size, stride, padding, output_size)
    try:
        result = np.zeros(plan.shape, input.dtype)
    except (MemoryError, ValueError) as error:
        raise too_large("output_size", output_size, plan.shape) from error
    # np.put goes through the cells one by one: the last of several values for a cell stays.
    np.put(result, plan.cells, input.reshape(-1))
    return result


def unpool_plan(
    name: str,
    input: Array,
    indices: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    output_size: Sequence[int] | None = None,
) -> UnpoolPlan:
    """Check a call of ``name`` and find the cell of every element.

    Raises:
        PoolingError: see :func:`max_unpool2d`.
    """
    _, lead, pooled = fold_planes(name, input)
    if not isinstance(indices, np.ndarray):
        raise PoolingError("indices", f"({type(indices).__name__})", "they must be a numpy array")
    if indices.dtype != np.int64 or not indices.dtype.isnative:
        raise PoolingError("indices", f"(dtype {indices.dtype})", "they must be int64")
    if indices.shape != input.shape:
        raise PoolingError("indices", shape_text(indices.shape), f"they must have the input's shape {input.shape}")
    sizes = unpooled_size(name, pooled, kernel_size, stride, padding, output_size)
    cells_per_plane = prod(sizes)
    shape = (*lead, *sizes)
    if 0 in shape:
        # torch looks neither at the dtype nor at the indices when there is nothing to fill.
        return UnpoolPlan(np.empty(0, np.int64), shape)
    if prod(shape) * input.itemsize > LONG_MAX:
        raise too_large("output_size", output_size, shape)
    if input.dtype.name not in FLOATS or not input.dtype.isnative:
        raise PoolingError("input", f"(dtype {input.dtype})", f"{name} takes {', '.join(FLOATS)}; use float32")
    first, last = int(indices.min()), int(indices.max())
    if first < 0 or last >= cells_per_plane:
        text = "x".join(map(str, sizes))
        rule = (
            f"the unpooled plane is {text} and has the cells 0 to {cells_per_plane - 1}; was it pooled from that size?"
        )
        legal = [
            unpool_sizes(*axis).legal
            for axis in zip(pooled, *_windows(len(pooled), kernel_size, stride, padding), strict=True)
        ]
        largest = tuple(axis.stop - 1 for axis in legal)
        fix = {"output_size": largest} if all(legal) and first >= 0 and last < prod(largest) else {}
        raise PoolingError("indices", f"({first if first < 0 else last} among them)", rule, fix)
    planes = prod(lead)
    offsets = np.arange(planes).reshape(planes, 1) * cells_per_plane
    return UnpoolPlan((indices.reshape(planes, -1) + offsets).reshape(-1), shape)


def too_large(parameter: str, received: object, shape: tuple[int, ...]) -> PoolingError:
    """The refusal of a result that no memory holds."""
    return PoolingError(parameter, received, f"the result would have shape {shape}, more than memory holds")


def unpooled_size(
    name: str,
    pooled: tuple[int, ...],
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    output_size: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """The spatial size of the result, for a spatial size ``pooled`` of the input.

    Raises:
        PoolingError: for a size below 0, or further than allowed from the default.
    """
    rank = len(pooled)
    windows = _windows(rank, kernel_size, stride, padding)
    axes = [unpool_sizes(*axis) for axis in zip(pooled, *windows, strict=True)]
    if output_size is None:
        for parameter, given in (("kernel_size", kernel_size), ("stride", stride), ("padding", padding)):
            if any(isinstance(value, np.integer) for value in (given if isinstance(given, list | tuple) else [given])):
                rule = f"{name} takes NumPy integers only together with an output_size"
                raise PoolingError(parameter, given, rule, {parameter: plain(_ints(rank, parameter, given))})
        for number, axis in enumerate(axes):
            if axis.default < 0:
                rule = f"axis {number} would be unpooled to {axis.default} cells"
                limits = tuple(min(pad, max(kernel, 0) // 2) for kernel, _, pad in zip(*windows, strict=True))
                fix = {"padding": plain(limits)} if limits != windows[2] else {}
                raise PoolingError("padding", padding, rule, fix)
        return tuple(axis.default for axis in axes)
    wanted = _last_sizes(rank, output_size)
    for number, (axis, size) in enumerate(zip(axes, wanted, strict=True)):
        if size not in axis.legal:
            if not axis.legal:
                rule = f"axis {number} has no legal size: a stride of {windows[1][number]} leaves none"
                raise PoolingError("output_size", output_size, rule, {"output_size": None})
            nearest = tuple(
                min(max(value, other.legal.start), other.legal.stop - 1)
                for value, other in zip(wanted, axes, strict=True)
            )
            rule = (
                f"axis {number} may have {axis.legal.start} to {axis.legal.stop - 1} cells, "
                f"less than one stride away from {axis.default}"
            )
            raise PoolingError("output_size", output_size, rule, {"output_size": nearest})
    return wanted


def _ints(rank: int, parameter: str, given: Any, at_least: int = -LONG_MAX) -> tuple[int, ...]:
    return per_axis(rank, parameter, given, at_least, LONG_MAX, broadcast=False)


def _windows(rank: int, kernel_size: Any, stride: Any, padding: Any) -> tuple[tuple[int, ...], ...]:
    """Kernel, stride and padding per axis. torch asks for a positive stride in three dimensions only."""
    kernels = _ints(rank, "kernel_size", kernel_size)
    slowest = 1 if rank == 3 else -LONG_MAX
    strides = _ints(
        rank, "kernel_size" if stride is None else "stride", kernel_size if stride is None else stride, slowest
    )
    return kernels, strides, _ints(rank, "padding", padding)


def _last_sizes(rank: int, output_size: Any) -> tuple[int, ...]:
    """The spatial part of an ``output_size`` of ``rank`` or ``rank + 2`` elements; what leads is not looked at."""
    count = f"it is a list or tuple of {rank} or {rank + 2} ints"
    if not isinstance(output_size, list | tuple):
        whole = isinstance(output_size, int | np.integer) and not isinstance(output_size, bool)
        raise PoolingError(
            "output_size", output_size, count, {"output_size": (int(output_size),) * rank} if whole else {}
        )
    if len(output_size) not in (rank, rank + 2):
        raise PoolingError("output_size", output_size, count)
    wanted = tuple(output_size[-rank:])
    if any(isinstance(size, np.integer) for size in wanted):
        fix = {"output_size": tuple(map(int, wanted))}
        raise PoolingError("output_size", output_size, f"{count}, and NumPy integers are not taken here", fix)
    return _ints(rank, "output_size", wanted)
