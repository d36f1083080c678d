"""The gradient of max unpooling: every element takes what comes down to the cell that it names."""

from __future__ import annotations

from typing import Any

from pooling_core.backward.upstream import as_gradient, check_differentiable
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Array
from pooling_core.compute.unpooling import unpool_plan


def pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """Gradient of max unpooling: every element takes the gradient of the cell that it names.

    Elements that name one cell take it all alike, also those whose value did not stay there (as in torch).
    """
    plan = unpool_plan(name, input, **parameters)
    check_differentiable(input.dtype, complex_too=False)
    grad = as_gradient(grad_output, plan.shape, input.dtype)
    if input.size and not grad.size:
        raise PoolingError("gradient-of-nothing", "grad_output", shape_of(grad.shape))
    return grad.reshape(-1)[plan.cells].reshape(input.shape)
