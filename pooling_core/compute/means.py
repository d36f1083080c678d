"""The mean of every window, and what its sum is divided by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce as fold
from math import prod

import numpy as np

from pooling_core.call.kept import kept
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import sweep
from pooling_core.geometry.axis import Axis, axis_bytes

# Divisors that are kept, and how many of one input its call is to remember.
KEPT_BYTES = 1 << 22
REMEMBERED_DIVISORS = 512


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Means, times a temperature where there is one."""
    means = mean(spec, x, axes)
    factor = spec.arguments.get("temperature")
    if factor is not None:
        # torch multiplies float16 by a number in float32.
        wide = means.astype(np.float32) if means.dtype == np.float16 else means
        means = np.asarray(wide * wide.dtype.type(factor), x.dtype)
    return Reduced(means, divisors=divisors(spec, axes) if keep else None)


def mean(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    """Means alone, in the dtype of ``x``."""
    shape = (len(x), *(axis.outputs for axis in axes))
    if 0 in shape and spec.adaptive and spec.rank < 3 and not spec.plain_mean:
        return np.empty(shape, x.dtype)  # here torch returns before it looks at the dtype
    check_dtype(spec, x.dtype)
    # torch adds float16 up in float32 and rounds once, at the end.
    total = sweep(np.add, 0, x.astype(np.float32) if x.dtype == np.float16 else x, axes)
    by = divisors(spec, axes)
    if x.dtype.kind in "iu":
        toward_zero = (total % by != 0) & ((total < 0) != (by < 0))
        return np.asarray(total // by + toward_zero, x.dtype)
    np.divide(total, by.astype(total.dtype), out=total)
    return total.astype(x.dtype, copy=False)


def divisors(spec: PoolSpec, axes: Sequence[Axis]) -> Array:
    """What the sum of each window is divided by: an outer product of one count per axis, shape ``outputs``."""
    by: Array | None = spec.memo.get(axes)
    if by is None:
        by = _divisors(spec, axes)
        if 0 < by.size <= REMEMBERED_DIVISORS:
            spec.remember(axes, by)
    return by


def _divisors(spec: PoolSpec, axes: Sequence[Axis]) -> Array:
    override = spec.arguments.get("divisor_override")
    if override is not None:
        return np.full(tuple(axis.outputs for axis in axes), override, np.int64)
    counted = spec.arguments.get("counted", "padding")
    if counted == "kernel":
        return np.full(tuple(axis.outputs for axis in axes), prod(spec.kernel_size), np.int64)
    without = spec.tensorflow or counted == "data" or spec.arguments.get("count_include_pad") is False
    return _counts(tuple(axes), without)


@kept(lambda of, by: by.nbytes + axis_bytes(*of[0]), KEPT_BYTES)
def _counts(axes: tuple[Axis, ...], real_only: bool) -> Array:
    counts = [axis.real_counts() if real_only else axis.padded_counts() for axis in axes]
    by = np.asarray(fold(np.multiply.outer, counts))
    by.setflags(write=False)  # it is shared
    return by
