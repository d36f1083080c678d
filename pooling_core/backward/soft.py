"""Gradients of softly weighted means, of their input and of their beta."""

from __future__ import annotations

import numpy as np

from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.passes import gathered_passes
from pooling_core.compute.soft import soft_means
from pooling_core.compute.sweep import tiles


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> tuple[Array, Array]:
    """Gradients of the input and of beta.

    With weights w and mean y a cell's share in its window is ``w (1 + beta (x - y))``, and beta's is the weighted
    variance ``sum w (x - y)**2``.

    Returns:
        the gradient of the input, and that of beta, one number.
    """
    planes, axes, grad = upstream_of(spec, grad_output, x)
    beta, grad_x, grad_beta = float(spec.arguments["beta"]), np.zeros(planes.shape), 0.0
    single = tuple(number for number, axis in enumerate(axes, start=1) if axis.outputs == 1)
    for tile in tiles(planes):
        cells, flow, shares = planes[tile].astype(np.float64), grad[tile].astype(np.float64), grad_x[tile]
        steepest, total, means = soft_means(cells, beta, axes)
        for outputs, reads in gathered_passes(axes):
            apart = cells[reads] - means[outputs]
            weight = np.exp(beta * cells[reads] - steepest[outputs]) / total[outputs]
            shares[reads] += flow[outputs] * weight * (1 + beta * apart)
            spread = (weight * apart * apart).sum(axis=single, keepdims=True)
            grad_beta += float((flow[outputs] * spread).sum())
    return grad_x.reshape(x.shape).astype(x.dtype), np.asarray(grad_beta, x.dtype)
