"""The gradient of ``interpolate``: over the averages that it is by area, else back to the cells that were copied."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.backward import means
from pooling_core.backward.spread import spread
from pooling_core.backward.upstream import as_gradient, as_planes_of, check_differentiable
from pooling_core.call.types import Array
from pooling_core.compute.resampling import interpolate
from pooling_core.geometry.resampling import area_spec, nearest_axes, resampled_sizes


def pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """The gradient of the input."""
    if parameters.get("mode") != "area":
        return _of_copies(grad_output, input, parameters)
    sizes, _ = resampled_sizes(input.shape, **parameters)
    return means.pullback(area_spec(sizes), grad_output, input)


def _of_copies(grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """Gradient of nearest-neighbour interpolation: every cell takes the sum over its copies.

    torch finds the copies anew, in other arithmetic than forward: where a border falls within rounding of a
    whole number, a copy's gradient may go to its neighbour. So it does here.
    """
    sizes, scales = resampled_sizes(input.shape, **parameters)
    interpolate(input[:0], **parameters)  # the forward call on no samples looks at the dtype
    check_differentiable(input.dtype)
    lead, spatial = input.shape[:2], input.shape[2:]
    grad = as_gradient(grad_output, (*lead, *sizes), input.dtype)
    axes = nearest_axes(spatial, sizes, scales, parameters.get("mode", "nearest"))
    wide = grad.astype(np.float32) if grad.dtype == np.float16 else grad
    return spread(as_planes_of(wide, lead), axes).reshape(input.shape).astype(input.dtype)
