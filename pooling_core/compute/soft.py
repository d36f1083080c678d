"""The mean of every window weighted by ``exp(beta * x)``, its weights scaled so that none over- or underflows.

Source: Stergiou, Poppe and Kalliatakis, "Refining Activation Downsampling with SoftPool", 2021.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, prod
from typing import NamedTuple

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.passes import window_passes
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import tap_passes, tile_by_tile
from pooling_core.geometry.axis import Axis


class SoftMeans(NamedTuple):
    """What stands for the cells of each window, all of shape ``(planes, *outputs)``, float64.

    Attributes:
        steepest: the largest ``beta * x``.
        total: the sum of ``exp(beta * x - steepest)``, from 1 to the number of cells.
        means: the weighted mean.
    """

    steepest: Array
    total: Array
    means: Array


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Weighted means, with the weights where they are wanted."""
    check_dtype(spec, x.dtype)
    beta, outputs = float(spec.arguments["beta"]), [axis.outputs for axis in axes]
    means = tile_by_tile(lambda tile: soft_means(x[tile], beta, axes).means, x, outputs, x.dtype)
    return Reduced(means, weights=weights(x, beta, axes) if keep else None)


def soft_means(x: Array, beta: float, axes: Sequence[Axis]) -> SoftMeans:
    """The weighted mean of each window, one axis after another.

    What stands for a run of cells is itself a cell of the next axis, so a window costs a pass for each tap of each
    axis, not for each cell. A window without data is 0/0.

    Args:
        x: shape ``(planes, *spatial)``.
        beta: finite; 0 is the plain mean.
        axes: one per spatial dimension.
    """
    means = x.astype(np.float64)
    steepest, total = beta * means, np.ones_like(means)
    for number, axis in enumerate(axes, start=1):
        lines = [np.moveaxis(each, number, 0) for each in (steepest, total, means)]
        largest = np.full((axis.outputs, *lines[0].shape[1:]), -inf)
        count, sums = np.zeros_like(largest), np.zeros_like(largest)
        passes = list(tap_passes(axis))
        for outputs, reads in passes:
            largest[outputs] = np.maximum(largest[outputs], lines[0][reads])
        for outputs, reads in passes:
            share = lines[1][reads] * np.exp(lines[0][reads] - largest[outputs])
            count[outputs] += share
            sums[outputs] += share * lines[2][reads]
        steepest, total, means = (np.moveaxis(each, 0, number) for each in (largest, count, sums / count))
    return SoftMeans(steepest, total, means)


def weights(x: Array, beta: float, axes: Sequence[Axis]) -> Array:
    """The weight of each tap of each window, ``(planes, *outputs, taps)`` in reading order; 0 outside the input."""
    steepest, total, _ = soft_means(x, beta, axes)
    kernel = [int(axis.kernel_sizes[0]) for axis in axes]
    table = np.zeros((*total.shape, prod(kernel)))
    for tap, outputs, reads in window_passes(axes):
        share = np.exp(beta * x[reads].astype(np.float64) - steepest[outputs]) / total[outputs]
        table[(*outputs, np.ravel_multi_index(tap, kernel))] = share
    return table
