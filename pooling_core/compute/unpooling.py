"""Max unpooling: every maximum goes back to the cell it came from, all other cells become 0.

Max pooling forgets the size of its input: several sizes lead to the same output. ``output_size`` tells which
one it was, and without it the smallest is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from pooling_core.call.arguments import LONG_MAX
from pooling_core.call.catalogue import FLOATS
from pooling_core.call.errors import PoolingError, Seen, dtype_of, shape_of, type_of
from pooling_core.call.tensor import fold_planes
from pooling_core.call.types import Array, Ints, Size
from pooling_core.geometry.unpooling import (
    fitting_sizes,
    outside_windows,
    unpool_sizes,
    unpool_windows,
    unpooled_size,
)

Settings = tuple[Size, Size | None, Size]


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
    """Put maxima back where they came from; ``(*batch, channels, length)``. See :func:`max_unpool2d`.

    Example:
        >>> max_unpool1d(np.array([[5.0, 4.0]]), np.array([[1, 3]]), 2)
        array([[0., 5., 0., 4.]])
    """
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

    Example:
        >>> max_unpool2d(np.array([[[9.0]]]), np.array([[[4]]]), 2, output_size=(3, 3))  # by default 2 by 2
        array([[[0., 0., 0.],
                [0., 9., 0.],
                [0., 0., 0.]]])
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
    """Put maxima back where they came from; ``(*batch, channels, depth, height, width)``. See :func:`max_unpool2d`.

    Example:
        >>> max_unpool3d(np.ones((1, 2, 2, 2)), np.arange(8).reshape(1, 2, 2, 2), 3, stride=2).shape
        (1, 5, 5, 5)
    """
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
        raise PoolingError("indices-array", "indices", type_of(indices))
    if indices.dtype != np.int64 or not indices.dtype.isnative:
        raise PoolingError("indices-int64", "indices", dtype_of(indices.dtype))
    if indices.shape != input.shape:
        raise PoolingError("indices-shape", "indices", shape_of(indices.shape), shape=input.shape)
    try:
        sizes = unpooled_size(name, pooled, kernel_size, stride, padding, output_size)
    except PoolingError as error:
        raise _meaning_kept(error, indices.reshape(prod(lead), *pooled), (kernel_size, stride, padding)) from None
    cells_per_plane = prod(sizes)
    shape = (*lead, *sizes)
    if 0 in shape:
        # torch looks neither at the dtype nor at the indices when there is nothing to fill.
        return UnpoolPlan(np.empty(0, np.int64), shape)
    if prod(shape) * input.itemsize > LONG_MAX:
        raise too_large("output_size", output_size, shape)
    if input.dtype.name not in FLOATS or not input.dtype.isnative:
        taken = {"name": name, "accepted": FLOATS, "nearest": "float32"}
        raise PoolingError("dtype-taken", "input", dtype_of(input.dtype), **taken)
    first, last = int(indices.min()), int(indices.max())
    if first < 0 or last >= cells_per_plane:
        found = Seen("one-of-them", first if first < 0 else last)
        raise _beyond_plane(found, indices.reshape(prod(lead), *pooled), sizes, (kernel_size, stride, padding))
    planes = prod(lead)
    offsets = np.arange(planes).reshape(planes, 1) * cells_per_plane
    return UnpoolPlan((indices.reshape(planes, -1) + offsets).reshape(-1), shape)


def too_large(parameter: str, received: object, shape: tuple[int, ...]) -> PoolingError:
    """The refusal of a result that no memory holds."""
    return PoolingError("shape-beyond-memory", parameter, received, shape=shape)


def _beyond_plane(found: Seen, indices: Ints, sizes: tuple[int, ...], settings: Settings) -> PoolingError:
    """The refusal of indices ``(planes, *pooled)`` that do not fit a plane of these sizes."""
    pooled = indices.shape[1:]
    plane = {"plane": "x".join(map(str, sizes)), "last": prod(sizes) - 1}
    windows = unpool_windows(len(pooled), *settings)
    legal = [unpool_sizes(*axis).legal for axis in zip(pooled, *windows, strict=True)]
    fitting = fitting_sizes(indices, *settings)
    if fitting is None or not all(legal):
        return PoolingError("index-beyond-plane-alone", "indices", found, **plane)
    smallest, largest = tuple(axis.start for axis in legal), tuple(axis.stop - 1 for axis in legal)
    reach = {**plane, "smallest": smallest, "largest": largest}
    if not fitting.total:
        return PoolingError("index-beyond-plane-of-any-size", "indices", found, **reach)
    fixes = [{"output_size": size} for size in fitting.named]
    return PoolingError("index-beyond-plane", "indices", found, *fixes, **reach, fitting=fitting.total)


def _meaning_kept(error: PoolingError, indices: Ints, settings: Settings) -> PoolingError:
    """The same refusal; where on the nearest size indices would mean other cells, with sizes on which they do not."""
    nearest = error.fix.get("output_size")
    if error.key not in ("size-out-of-range", "size-not-the-one") or nearest is None or not indices.size:
        return error
    cells = prod(nearest)
    if cells > LONG_MAX or (int(indices.max()) < cells and not outside_windows(indices, *settings, nearest).any()):
        return error
    fitting = fitting_sizes(indices, *settings)
    return error.with_fixes(*({"output_size": size} for size in fitting.named)) if fitting and fitting.total else error
