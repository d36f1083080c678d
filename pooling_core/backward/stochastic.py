"""The gradient of stochastic pooling: all of it to the drawn cell, without training over the weighted mean."""

from __future__ import annotations

import numpy as np

from pooling_core.backward.spread import scatter
from pooling_core.backward.upstream import upstream_of
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.passes import gathered_passes
from pooling_core.compute.stochastic import check_activations, reduce, running_totals, shares, weighted_means


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input.

    In training the draw is made again, so ``rng`` is the forward call's seed or a Generator in its state.
    Without, a cell's share in ``y = sum x**2 / sum x`` is ``(2x - y) / sum x``; a window of zeros gives nothing.

    Raises:
        PoolingError: for activations without probabilities, and for training without a seed.
    """
    planes, axes, flow = upstream_of(spec, grad_output, x)
    check_activations(planes)
    if spec.arguments["training"]:
        if spec.arguments["rng"] is None:
            raise PoolingError("seed-of-forward", "rng", None, {"rng": 0})
        positions = reduce(spec, planes, axes, False).positions
        assert positions is not None
        return scatter(flow, positions, planes.shape[1:]).reshape(x.shape)
    activations = planes.astype(np.float64)
    totals = running_totals(activations, axes)
    means = shares(weighted_means(activations, axes), totals)
    result = np.zeros(planes.shape)
    for outputs, reads in gathered_passes(axes):
        # Shares of at most 1, not a difference over the sum: that leaves the range of float64.
        slope = 2 * shares(activations[reads], totals[outputs]) - means[outputs]
        result[reads] += np.where(totals[outputs] > 0, flow[outputs] * slope, 0)  # not even an infinite gradient
    return result.reshape(x.shape).astype(x.dtype)
