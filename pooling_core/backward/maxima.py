"""A maximum hands its whole gradient to the winning cell."""

from __future__ import annotations

from functools import reduce
from math import inf, prod

import numpy as np

from pooling_core.backward.spread import scatter
from pooling_core.backward.upstream import Upstream, upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.winners import sweep_winners


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of a maximum."""
    if "return_indices" in spec.arguments:  # where a gradient is wanted torch always keeps the indices
        spec = spec.with_arguments(return_indices=True)
    upstream = upstream_of(spec, grad_output, x)
    return to_winners(upstream, only_data=spec.tensorflow).reshape(x.shape)


def to_winners(upstream: Upstream, only_data: bool = False) -> Array:
    """Each output's gradient in the cell of its maximum, ``(planes, *spatial)``.

    Args:
        only_data: let nothing flow from a window that a dilation carries past all data; torch's max_pool names a cell.
    """
    planes, axes, grad = upstream
    _, positions = sweep_winners(-inf, planes, axes)
    if only_data:
        real = reduce(np.multiply.outer, [axis.real_counts() for axis in axes])
        positions = np.where(real > 0, positions, prod(planes.shape[1:]))
    return scatter(grad, positions, planes.shape[1:])
