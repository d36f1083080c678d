"""The chain rule through the two powers and the average that LP pooling is."""

from __future__ import annotations

from math import prod

import numpy as np

from pooling_core.backward.maxima import to_winners
from pooling_core.backward.means import over_means
from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.lp import inner_pool, power
from pooling_core.compute.means import mean


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of an LP pooling."""
    p, taps, inner = spec.arguments["norm_type"], prod(spec.kernel_size), inner_pool(spec)
    upstream = upstream_of(spec, grad_output, x, inner)
    planes, axes, grad = upstream
    if spec.infinite_power:
        sizes = np.abs(planes) if p > 0 else -np.abs(planes)
        return np.asarray(to_winners(upstream._replace(planes=sizes)) * _sign(planes), x.dtype).reshape(x.shape)
    means = mean(inner, power(planes, p), axes)
    sign, size = _sign(means), np.abs(means)
    total = sign * size * taps
    grad_total = grad * _times(power(total, 1.0 / p - 1.0), 1.0 / p)
    # torch's sign(mean) * relu(|mean|): where the mean is 0, relu stops even an infinite gradient.
    grad_mean = np.where(size <= 0, 0, _times(grad_total, taps) * sign).astype(grad.dtype) * sign
    slopes = _times(power(planes, float(p) - 1.0), float(p))
    return np.asarray(over_means(inner, grad_mean, axes) * slopes).reshape(x.shape)


def _sign(x: Array) -> Array:
    """The sign as torch has it: 0 for nan."""
    return np.where(np.isnan(x), x.dtype.type(0), np.sign(x))


def _times(x: Array, factor: float) -> Array:
    """``x * factor`` where float16 meets the factor in float32, as in torch."""
    return np.asarray(np.multiply(x, np.float32(factor)), x.dtype) if x.dtype == np.float16 else x * factor
