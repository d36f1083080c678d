"""A maximum of TensorFlow hands its gradient to the winner, but to a NaN that is the first cell of its window."""

from __future__ import annotations

from math import prod

import numpy as np

from pooling_core.backward.spread import scatter
from pooling_core.backward.upstream import upstream_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.tensorflow_maxima import numbers
from pooling_core.compute.winners import first_cells


def pullback(spec: PoolSpec, grad_output: Array, x: Array) -> Array:
    """The gradient of the input of a maximum."""
    planes, axes, grad = upstream_of(spec, grad_output, x)
    first, (_, positions) = first_cells(axes), numbers(planes, axes)
    # TensorFlow begins with the first cell and goes on where a later one is larger, which than NaN none is.
    spatial = planes.shape[1:]
    stuck = np.isnan(planes.reshape(len(planes), prod(spatial))[:, first])
    return scatter(grad, np.where(stuck, first, positions), spatial).reshape(x.shape)
