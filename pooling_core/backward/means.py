"""A mean spreads its gradient over the cells it read, each with its share."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from pooling_core.backward.spread import spread
from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.means import divisors
from pooling_core.geometry.axis import Axis


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of a mean, and of a mean times a temperature."""
    planes, axes, grad = upstream_of(spec, grad_output, x)
    if spec.plain_mean:
        shares = grad / grad.dtype.type(prod(planes.shape[1:]))
        return np.broadcast_to(shares, planes.shape).reshape(x.shape).copy()
    return over_means(spec, grad, axes).reshape(x.shape)


def over_means(spec: PoolSpec, grad: Array, axes: Sequence[Axis]) -> Array:
    """Shares of the gradients ``(planes, *outputs)`` in the cells ``(planes, *spatial)``."""
    wide = grad.astype(np.float32) if grad.dtype == np.float16 else grad
    wide = wide * wide.dtype.type(spec.arguments.get("temperature", 1))
    return spread(wide / divisors(spec, axes).astype(wide.dtype), axes).astype(grad.dtype)
