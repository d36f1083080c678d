"""Gradients of what PyTorch does not have: generalised means (of p as well) and stochastic pooling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from pooling_core.backward.spread import as_planes_of, scatter
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import as_planes
from pooling_core.call.types import Array
from pooling_core.compute.pooling import divisors, pool
from pooling_core.compute.power_means import scaled_power_sums
from pooling_core.compute.stochastic import check_activations, running_totals, shares, weighted_means
from pooling_core.compute.sweep import Selector, tap_passes, tiles
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes


def over_generalised_means(spec: PoolSpec, grad: Array, x: Array) -> tuple[Array, Array]:
    """Gradients of GeM's input and of its p.

    A cell's share in ``y = (sum x**p / divisor) ** (1/p)`` is ``(x/y)**(p-1) / divisor``, computed from
    ``x/m`` with the window's extreme m, so that it holds for p = 1000 too; at p = inf equal maxima share
    alike. A cell below eps is clamped and gets nothing, one at eps its share, NaN nothing (as in torch).

    Returns:
        the gradient of the input, and that of p: one number, or one per exponent where there are several.
    """
    planes, lead, spatial = as_planes(spec, x)
    axes, p = layer_axes(spec, spatial), np.array(spec.arguments["p"], np.float64)
    exponents = np.broadcast_to(np.tile(np.ravel(p), len(planes) // p.size) if p.size > 1 else p, len(planes))
    flow = as_planes_of(grad, lead).astype(np.float64)
    grad_x, grad_p = np.zeros(planes.shape), np.zeros(len(planes))
    for tile in tiles(planes):
        clamped = np.maximum(planes[tile].astype(np.float64), spec.arguments["eps"])
        tile_exponents = exponents[tile].reshape(-1, *(1,) * len(axes))
        grad_x[tile], by_p = _tile_shares(clamped, tile_exponents, axes, divisors(spec, axes), flow[tile])
        grad_p[tile] = by_p.reshape(len(by_p), -1).sum(1)
    grad_x = np.where(planes >= spec.arguments["eps"], grad_x, 0)
    summed = grad_p.reshape(-1, p.size).sum(0).reshape(p.shape)
    return grad_x.reshape(x.shape).astype(x.dtype), summed.astype(x.dtype)


def _tile_shares(x: Array, p: Array, axes: Sequence[Axis], by: Array, flow: Array) -> tuple[Array, Array]:
    """What flows into each cell, shape of ``x``, and into p, shape of ``flow``."""
    extreme, total = scaled_power_sums(np.where(p < 0, 1 / x, x), np.abs(p), axes)
    extreme = np.where(p < 0, 1 / extreme, extreme)
    root = (total / by) ** (1 / p)
    single = tuple(number for number, axis in enumerate(axes, start=1) if axis.outputs == 1)
    slope, logarithms, grad = flow * root / total, np.zeros(flow.shape), np.zeros(x.shape)
    for outputs, reads in _window_passes(axes):
        # 0/0 and inf/inf are windows of equal cells: their ratio is 1.
        ratio = np.where(x[reads] == extreme[outputs], 1, x[reads] / extreme[outputs])
        grad[reads] += slope[outputs] * ratio ** (p - 1)
        weighted = np.where((ratio == 1) | (ratio == 0) | np.isinf(ratio), 0, ratio**p * np.log(ratio))
        logarithms[outputs] += weighted.sum(axis=single, keepdims=True)
    return grad, flow * extreme * root / p * (logarithms / total - np.log(total / by) / p)


def check_repeatable(spec: PoolSpec, x: Array) -> None:
    """Refuse what stochastic pooling refuses, and a draw that the gradient could not follow.

    Raises:
        PoolingError: for activations without probabilities, and for training without a seed.
    """
    check_activations(x)
    if spec.arguments["training"] and spec.arguments["rng"] is None:
        raise PoolingError("seed-of-forward", "rng", None, {"rng": 0})


def over_draws(spec: PoolSpec, grad: Array, x: Array) -> Array:
    """Gradient of stochastic pooling: all of it to the cell that was drawn, without training over the mean.

    In training the draw is made again, so ``rng`` is the forward call's seed or a Generator in its state.
    Without, a cell's share in ``y = sum x**2 / sum x`` is ``(2x - y) / sum x``; a window of zeros gives nothing.
    """
    planes, lead, spatial = as_planes(spec, x)
    axes, flow = layer_axes(spec, spatial), as_planes_of(grad, lead)
    if spec.arguments["training"]:
        _, positions = pool(PoolSpec.of(spec.name, **{**spec.arguments, "return_indices": True}), x)
        return scatter(flow, as_planes_of(positions, lead), spatial).reshape(x.shape)
    check_activations(planes)
    activations = planes.astype(np.float64)
    totals = running_totals(activations, axes)
    means = shares(weighted_means(activations, axes), totals)
    result = np.zeros(planes.shape)
    for outputs, reads in _window_passes(axes):
        # Shares of at most 1, not a difference over the sum: that leaves the range of float64.
        slope = 2 * shares(activations[reads], totals[outputs]) - means[outputs]
        result[reads] += np.where(totals[outputs] > 0, flow[outputs] * slope, 0)  # not even an infinite gradient
    return result.reshape(x.shape).astype(x.dtype)


def _window_passes(axes: Sequence[Axis]) -> Iterator[tuple[tuple[Selector, ...], tuple[Selector, ...]]]:
    """For each tap: the outputs for which it is data, and the cells they read; a lone output reads all at once."""
    for each in product(*(list(_axis_passes(axis)) for axis in axes)):
        yield (slice(None), *(outputs for outputs, _ in each)), (slice(None), *(reads for _, reads in each))


def _axis_passes(axis: Axis) -> Iterator[tuple[Selector, Selector]]:
    if axis.outputs != 1:
        return tap_passes(axis)
    return iter([(slice(0, 1), slice(max(int(axis.starts[0]), 0), min(int(axis.stops[0]), axis.size)))])
