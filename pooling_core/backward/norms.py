"""A norm hands each cell the share that its power has of the sum, with the cell's sign."""

from __future__ import annotations

from math import isinf

import numpy as np

from pooling_core.backward.maxima import to_winners
from pooling_core.backward.spread import spread
from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.lp import power
from pooling_core.compute.norms import reduce


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of a norm; where every cell of a window is 0 nothing flows."""
    p = float(spec.arguments["norm_type"])
    upstream = upstream_of(spec, grad_output, x)
    planes, axes, grad = upstream
    sizes, signs = np.abs(planes), np.sign(planes)
    if isinf(p):
        return np.asarray(to_winners(upstream._replace(planes=sizes)) * signs, x.dtype).reshape(x.shape)
    norms = reduce(spec, planes, axes, False).values
    scaled = np.where(norms > 0, grad * power(norms, 1 - p), 0).astype(grad.dtype)
    return np.asarray(spread(scaled, axes) * power(sizes, p - 1) * signs, x.dtype).reshape(x.shape)
