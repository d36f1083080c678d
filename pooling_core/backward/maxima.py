"""A maximum hands its whole gradient to the winning cell."""

from __future__ import annotations

from functools import reduce
from math import inf

import numpy as np

from pooling_core.backward.spread import scatter
from pooling_core.backward.upstream import Upstream, upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.winners import sweep_winners


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of a maximum."""
    # Where a gradient is wanted torch always keeps the indices.
    kept = spec.with_arguments(return_indices=True) if "return_indices" in spec.arguments else spec
    return to_winners(upstream_of(kept, grad_output, x)).reshape(x.shape)


def to_winners(upstream: Upstream) -> Array:
    """Each output's gradient in the cell of its maximum, ``(planes, *spatial)``."""
    planes, axes, grad = upstream
    _, positions = sweep_winners(-inf, planes, axes)
    real = reduce(np.multiply.outer, (axis.real_counts() for axis in axes))
    # What comes down to a window without data has no cell to go to.
    return scatter(grad if np.all(real) else grad * (real > 0), positions, planes.shape[1:])
