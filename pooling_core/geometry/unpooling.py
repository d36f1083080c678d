"""Which sizes a pooled axis may be unpooled to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pooling_core.call.arguments import LONG_MAX, per_axis, plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Size


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
    windows = unpool_windows(rank, kernel_size, stride, padding)
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


def unpool_windows(rank: int, kernel_size: Any, stride: Any, padding: Any) -> tuple[tuple[int, ...], ...]:
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
