"""Which sizes a pooled axis may be unpooled to, and on which of them indices mean what they meant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.arguments import LONG_MAX, per_axis, plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Ints, Size
from pooling_core.geometry.axis import size_steps

# A plane may have as many sizes as the product of its strides. So many are tried, and so many are named.
MOST_TRIED = 2**17
MOST_NAMED = 16


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


def source_sizes(
    pooled_size: int, kernel_size: int, stride: int, padding: int = 0, dilation: int = 1, ceil_mode: bool = False
) -> range:
    """The sizes that max pooling brings to ``pooled_size`` cells along one axis.

    Example:
        >>> source_sizes(2, 2, 2), source_sizes(3, 2, 2, ceil_mode=True), source_sizes(2, 3, 1, dilation=2)
        (range(4, 6), range(5, 7), range(6, 7))
    """
    sizes = range(1, (pooled_size + 1) * stride + (kernel_size - 1) * dilation + 2)

    def outputs(size: int) -> int:
        return size_steps(size, kernel_size, stride, padding, dilation, ceil_mode).outputs

    return sizes[bisect_left(sizes, pooled_size, key=outputs) : bisect_right(sizes, pooled_size, key=outputs)]


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
            each = _listed(given)
            if any(isinstance(value, np.integer) for value in (each if isinstance(each, list | tuple) else [given])):
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
            if len(axis.legal) == 1:
                raise PoolingError("size-not-the-one", "output_size", output_size, fix, axis=number, **legal)
            raise PoolingError("size-out-of-range", "output_size", output_size, fix, axis=number, **legal)
    return wanted


def outside_windows(
    indices: Ints, kernel_size: Size, stride: Size | None, padding: Size, output_size: Sequence[int]
) -> NDArray[np.bool_]:
    """Which indices of max pooling name a cell outside the window that they came from, on a plane of ``output_size``.

    An index counts the cells of the plane that was pooled. On a plane of another width it names another cell.

    Args:
        indices: ``(*lead, *pooled)``; ``output_size`` tells how many axes are pooled.
        kernel_size, stride, padding: of the pooling.

    Returns:
        bool, of the shape of ``indices``.

    Example:
        >>> indices = np.array([[[0, 2], [10, 12]]])  # of a 5 by 5 plane; on one of 4 by 4, 12 is the cell (3, 0)
        >>> outside_windows(indices, 2, None, 0, (4, 4))
        array([[[False, False],
                [ True,  True]]])
    """
    rank = len(output_size)
    outside = np.full(indices.shape, 0 in output_size)
    if 0 in output_size:
        return outside
    windows = unpool_windows(rank, kernel_size, stride, padding)
    axes = list(zip(output_size, indices.shape[-rank:], *windows, strict=True))
    rest = indices
    for trailing, (size, outputs, kernel, step, pad) in enumerate(reversed(axes)):
        # What is left for the first axis may lie beyond it.
        rest, cells = np.divmod(rest, size) if trailing < rank - 1 else (rest, rest)
        starts = (np.arange(outputs) * step - pad).reshape(-1, *[1] * trailing)
        outside |= (cells < np.maximum(starts, 0)) | (cells >= np.minimum(starts + kernel, size))
    return outside


class FittingSizes(NamedTuple):
    """The sizes of the planes whose max pooling can have given some indices.

    Attributes:
        named: the smallest of them, at most ``MOST_NAMED``; those that floor mode pools come first.
        total: how many there are.
    """

    named: tuple[tuple[int, ...], ...]
    total: int


def fitting_sizes(
    indices: Ints, kernel_size: Size, stride: Size | None = None, padding: Size = 0
) -> FittingSizes | None:
    """The sizes of the planes whose max pooling can have given these indices: each lies in the window of its output.

    All of them are legal as ``output_size``. Whether ``ceil_mode`` was on is not known.

    Args:
        indices: ``(planes, *pooled)``, not empty.

    Returns:
        ``None`` where there are too many sizes to try.

    Example:
        >>> fitting_sizes(np.array([[[0, 2], [10, 12]]]), 2)
        FittingSizes(named=((4, 5), (5, 5)), total=2)
    """
    pooled = indices.shape[1:]
    axes = list(zip(pooled, *unpool_windows(len(pooled), kernel_size, stride, padding), strict=True))
    if any(kernel < 1 or step < 1 or not 0 <= pad <= kernel // 2 for _, kernel, step, pad in axes):
        return FittingSizes((), 0)  # there is no such pooling
    if prod(step for _, _, step, _ in axes) > MOST_TRIED:
        return None
    floor, ceil = (list(product(*(_made_from(axis, ceil_mode) for axis in axes))) for ceil_mode in (False, True))
    last = int(indices.max())
    sizes = dict.fromkeys(size for size in [*floor, *ceil] if last < prod(size) <= LONG_MAX)
    # The first axis does not say what an index means, only whether there is such a cell.
    largest = max((size[0] for size in sizes), default=0)
    settings = (kernel_size, stride, padding)
    inside = {
        rest
        for rest in {size[1:] for size in sizes}
        # One plane rules out most sizes.
        if not any(outside_windows(part, *settings, (largest, *rest)).any() for part in (indices[:1], indices[1:]))
    }
    fitting = [size for size in sizes if size[1:] in inside]
    by_default = set(floor)
    named = sorted(fitting, key=lambda size: (size not in by_default, prod(size), size))[:MOST_NAMED]
    return FittingSizes(tuple(named), len(fitting))


def _made_from(axis: tuple[int, ...], ceil_mode: bool) -> range:
    """The sizes of an axis that max pooling brings to its ``pooled`` cells."""
    pooled, kernel, stride, padding = axis
    legal = unpool_sizes(pooled, kernel, stride, padding).legal
    sizes = range(max(legal.start, 1), legal.stop)

    def outputs(size: int) -> int:
        return size_steps(size, kernel, stride, padding, 1, ceil_mode).outputs

    return sizes[bisect_left(sizes, pooled, key=outputs) : bisect_right(sizes, pooled, key=outputs)]


def _ints(rank: int, parameter: str, given: Any, at_least: int = -LONG_MAX) -> tuple[int, ...]:
    return per_axis(rank, parameter, _listed(given), at_least, LONG_MAX, broadcast=False)


def _listed(given: Any) -> Any:
    """torch goes through an array as through a tuple here."""
    return tuple(given) if isinstance(given, np.ndarray) and given.ndim == 1 else given


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
