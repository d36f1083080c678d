"""The gradient of fractional max pooling: each output's to its winner, in the windows of the forward call."""

from __future__ import annotations

from math import prod
from typing import Any

from pooling_core.backward.spread import scatter
from pooling_core.backward.upstream import as_gradient, as_planes_of, check_differentiable
from pooling_core.call.errors import PoolingError
from pooling_core.call.tensor import fold_planes
from pooling_core.call.types import Array
from pooling_core.compute import fractional


def pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """Gradient of fractional max pooling: each output's to its winner, in the windows of the forward call."""
    _, positions = getattr(fractional, name)(input, **{**parameters, "return_indices": True})
    check_differentiable(input.dtype, complex_too=False)
    if parameters.get("_random_samples") is None:
        raise PoolingError("samples-of-forward", "_random_samples", None)
    grad = as_gradient(grad_output, positions.shape, input.dtype)
    _, lead, spatial = fold_planes(name, input)
    if positions.size and not 0 <= positions.min() <= positions.max() < prod(spatial):
        raise PoolingError("gradient-without-cells", "kernel_size", parameters["kernel_size"], {"kernel_size": 1})
    return scatter(as_planes_of(grad, lead), as_planes_of(positions, lead), spatial).reshape(input.shape)
