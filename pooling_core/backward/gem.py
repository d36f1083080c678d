"""Gradients of generalised means, of their input and of their p."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.gem import scaled_power_sums
from pooling_core.compute.means import divisors
from pooling_core.compute.passes import gathered_passes
from pooling_core.compute.sweep import tiles
from pooling_core.geometry.axis import Axis


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> tuple[Array, Array]:
    """Gradients of GeM's input and of its p.

    A cell's share in ``y = (sum x**p / divisor) ** (1/p)`` is ``(x/y)**(p-1) / divisor``, computed from
    ``x/m`` with the window's extreme m, so that it holds for p = 1000 too; at p = inf equal maxima share
    alike. A cell below eps is clamped and gets nothing, one at eps its share, NaN nothing (as in torch).

    Returns:
        the gradient of the input, and that of p: one number, or one per exponent where there are several.
    """
    planes, axes, grad = upstream_of(spec, grad_output, x)
    p = np.array(spec.arguments["p"], np.float64)
    exponents = np.broadcast_to(np.tile(np.ravel(p), len(planes) // p.size) if p.size > 1 else p, len(planes))
    flow, eps = grad.astype(np.float64), planes.dtype.type(spec.arguments["eps"])
    grad_x, grad_p = np.zeros(planes.shape), np.zeros(len(planes))
    for tile in tiles(planes):
        clamped = np.maximum(planes[tile], eps).astype(np.float64)
        tile_exponents = exponents[tile].reshape(-1, *(1,) * len(axes))
        grad_x[tile], by_p = _tile_shares(clamped, tile_exponents, axes, divisors(spec, axes), flow[tile])
        grad_p[tile] = by_p.reshape(len(by_p), -1).sum(1)
    grad_x = np.where(planes >= eps, grad_x, 0)
    summed = grad_p.reshape(-1, p.size).sum(0).reshape(p.shape)
    return grad_x.reshape(x.shape).astype(x.dtype), summed.astype(x.dtype)


def _tile_shares(x: Array, p: Array, axes: Sequence[Axis], by: Array, flow: Array) -> tuple[Array, Array]:
    """What flows into each cell, shape of ``x``, and into p, shape of ``flow``."""
    extreme, total = scaled_power_sums(np.where(p < 0, 1 / x, x), np.abs(p), axes)
    extreme = np.where(p < 0, 1 / extreme, extreme)
    root = (total / by) ** (1 / p)
    single = tuple(number for number, axis in enumerate(axes, start=1) if axis.outputs == 1)
    slope, logarithms, grad = flow * root / total, np.zeros(flow.shape), np.zeros(x.shape)
    for outputs, reads in gathered_passes(axes):
        # 0/0 and inf/inf are windows of equal cells: their ratio is 1.
        ratio = np.where(x[reads] == extreme[outputs], 1, x[reads] / extreme[outputs])
        grad[reads] += slope[outputs] * ratio ** (p - 1)
        weighted = np.where((ratio == 1) | (ratio == 0) | np.isinf(ratio), 0, ratio**p * np.log(ratio))
        logarithms[outputs] += weighted.sum(axis=single, keepdims=True)
    return grad, flow * extreme * root / p * (logarithms / total - np.log(total / by) / p)
