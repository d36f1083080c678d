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
                fix = {parameter: plain(_ints(rank, parameter, given))}
                raise PoolingError("numpy-ints-with-size", parameter, given, fix, name=name)
        for number, axis in enumerate(axes):
            if axis.default < 0:
                limits = tuple(min(pad, max(kernel, 0) // 2) for kernel, _, pad in zip(*windows, strict=True))
                fix = {"padding": plain(limits)} if limits != windows[2] else {}
                raise PoolingError("unpooled-below-zero", "padding", padding, fix, axis=number, cells=axis.default)
        return tuple(axis.default for axis in axes)
    wanted = _last_sizes(rank, output_size)
    for number, (axis, size) in enumerate(zip(axes, wanted, strict=True)):
        if size not in axis.legal:
            if not axis.legal:
                none_left = {"axis": number, "stride": windows[1][number]}
                raise PoolingError("no-legal-size", "output_size", output_size, {"output_size": None}, **none_left)
            nearest = tuple(
                min(max(value, other.legal.start), other.legal.stop - 1)
                for value, other in zip(wanted, axes, strict=True)
            )
            legal = {"first": axis.legal.start, "last": axis.legal.stop - 1, "default": axis.default}
            fix = {"output_size": nearest}
            raise PoolingError("size-out-of-range", "output_size", output_size, fix, axis=number, **legal)
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
    count = {"rank": rank, "whole": rank + 2}
    if not isinstance(output_size, list | tuple):
        whole = isinstance(output_size, int | np.integer) and not isinstance(output_size, bool)
        fix = {"output_size": (int(output_size),) * rank} if whole else {}
        raise PoolingError("size-list", "output_size", output_size, fix, **count)
    if len(output_size) not in (rank, rank + 2):
        raise PoolingError("size-list", "output_size", output_size, **count)
    wanted = tuple(output_size[-rank:])
    if any(isinstance(size, np.integer) for size in wanted):
        fix = {"output_size": tuple(map(int, wanted))}
        raise PoolingError("size-list-of-python-ints", "output_size", output_size, fix, **count)
    return _ints(rank, "output_size", wanted)
