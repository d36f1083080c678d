"""Generalised means of positive numbers over every window, scaled so that no power can over- or underflow."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.means import divisors
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import sweep, tap_passes, tile_by_tile
from pooling_core.geometry.axis import Axis

# Powers of two that float64 holds with room for the sum of a window: 2**1023 / 2**64.
LARGEST_EXPONENT = 950


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Generalised means of clamped values."""
    check_dtype(spec, x.dtype)
    p, by = np.array(spec.arguments["p"], np.float64, ndmin=1), divisors(spec, axes)
    exponents = np.tile(p, len(x) // len(p)) if len(p) > 1 else p

    def of_tile(tile: slice) -> Array:
        clamped = np.maximum(x[tile], x.dtype.type(spec.arguments["eps"])).astype(np.float64)
        clamped += 0.0  # no -0.0: its negative powers are -inf
        return power_mean(clamped, exponents[tile] if len(p) > 1 else exponents, axes, by, x.dtype != np.float64)

    return Reduced(tile_by_tile(of_tile, x, by.shape, x.dtype), divisors=by)


def power_mean(x: Array, p: Array, axes: Sequence[Axis], divisors: Array, narrow: bool) -> Array:
    """``(sum x**p / divisor) ** (1/p)`` of each window.

    Each window is scaled by its largest value, ``m * (sum (x/m)**p / divisor) ** (1/p)``: p = 1000 tends to
    the maximum, and p = inf is the maximum. For small ``|p|`` the root magnifies rounding by ``1/|p|``.

    Args:
        x: shape ``(planes, *spatial)``, float64, no number below 0; never written to.
        p: shape ``(planes,)`` or ``(1,)``, not 0. Negative ones take the reciprocals' mean.
        axes: one per spatial dimension, each window holding at least one cell.
        divisors: shape ``outputs``.
        narrow: whether the result will be rounded to a narrower dtype: then powers that fit float64 are taken
            without scaling, which costs a few ulps of float64 and a fraction of the time.

    Returns:
        shape ``(planes, *outputs)``, float64.
    """
    p = p.reshape(-1, *(1,) * len(axes))
    if narrow and _powers_fit(x, p):
        return np.asarray((sweep(np.add, 0, _powers(x, p), axes) / divisors) ** (1 / p))
    x = np.where(p < 0, 1 / x, x)
    largest, total = scaled_power_sums(x, np.abs(p), axes)
    # An infinite cell decides alone; its product with an underflowing root would be nan.
    means = np.where(np.isinf(largest), largest, largest * (total / divisors) ** (1 / np.abs(p)))
    return np.where(p < 0, 1 / means, means)


def _powers_fit(x: Array, p: Array) -> bool:
    """Whether every ``x**p`` and the sum of any window of them are normal numbers of float64."""
    if not x.size:
        return False
    lowest, highest, steepest = float(x.min()), float(x.max()), float(np.abs(p).max())
    return lowest > 0 and highest < np.inf and max(-log2(lowest), log2(highest)) * steepest < LARGEST_EXPONENT


def _powers(x: Array, p: Array) -> Array:
    if p.size == 1 and float(p.item()) in (1, 2, 3):  # products are many times as fast as powers
        return [x, x * x, x * x * x][int(p.item()) - 1] if p.item() > 1 else x
    return np.asarray(x**p)


def scaled_power_sums(x: Array, p: Array, axes: Sequence[Axis]) -> tuple[Array, Array]:
    """The largest value of each window and ``sum (x / largest)**p``, one axis after another.

    What stands for a run of cells, ``largest**p * total``, is itself a cell of the next axis, so a window
    costs a pass for each tap of each axis, not for each cell.

    Args:
        x: shape ``(planes, *spatial)``, no number below 0.
        p: above 0, with as many axes as ``x``.
        axes: one per spatial dimension.

    Returns:
        two arrays of shape ``(planes, *outputs)``; a NaN in a window makes both NaN.
    """
    total = np.ones_like(x)
    for number, axis in enumerate(axes, start=1):
        cells, weights, exponents = (np.moveaxis(a, number, 0) for a in (x, total, p))
        largest = np.zeros((axis.outputs, *cells.shape[1:]))
        sums = np.zeros_like(largest)
        passes = list(tap_passes(axis))
        for outputs, reads in passes:
            largest[outputs] = np.maximum(largest[outputs], cells[reads])
        for outputs, reads in passes:
            # 0/0 and inf/inf are windows of equal cells: their ratio is 1.
            ratio = np.where(cells[reads] == largest[outputs], 1, cells[reads] / largest[outputs])
            sums[outputs] += weights[reads] * ratio**exponents
        x, total = np.moveaxis(largest, 0, number), np.moveaxis(sums, 0, number)
    return x, total
