"""Gradients of the layers that stand beside pooling's fixed windows: convolution, unpooling, fractional, nearest."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from math import prod
from typing import Any

import numpy as np

from pooling_core.backward.spread import as_gradient, as_planes_of, check_differentiable, scatter, spread
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.tensor import fold_planes
from pooling_core.call.types import Array
from pooling_core.compute import convolution, fractional, unpooling
from pooling_core.compute.convolution import checked_plan, tap_blocks
from pooling_core.compute.resampling import interpolate
from pooling_core.compute.unpooling import unpool_plan
from pooling_core.geometry.convolution import ConvolutionPlan
from pooling_core.geometry.resampling import nearest_axes, resampled_sizes


def convolution_pullback(
    name: str, grad_output: Array, input: Array, parameters: dict[str, Any]
) -> tuple[Array, Array, Array | None]:
    """Gradients of a convolution's input, weight and bias (``None`` where there is no bias).

    Each tap's product is undone: its kernel, transposed, carries the gradient back to the cells it read,
    and those cells, summed over windows and samples, are the gradient of the kernel.
    """
    check_parameters(getattr(convolution, name), parameters)
    settings = dict(parameters)
    weight, bias = settings.pop("weight"), settings.pop("bias", None)
    plan = checked_plan(name, input, weight, bias, **settings)
    check_differentiable(input.dtype)
    grad = as_gradient(grad_output, plan.output_shape, input.dtype)
    if 0 in plan.output_shape:
        nothing = None if bias is None else np.zeros(bias.shape, input.dtype)
        return np.zeros(input.shape, input.dtype), np.zeros(weight.shape, input.dtype), nothing
    batch = input if input.ndim == weight.ndim else input[np.newaxis]
    # As in the forward pass: sums run in a wider dtype and are rounded once.
    wide = np.promote_types(input.dtype, np.float32 if input.dtype == np.float16 else np.float64)
    flow = grad.astype(wide).reshape(
        len(batch), plan.groups, weight.shape[0] // plan.groups, *plan.output_shape[-len(plan.axes) :]
    )
    grad_input, grad_weight = _through_taps(plan, flow, batch.astype(wide), weight.astype(wide))
    grad_bias = None if bias is None else flow.reshape(*flow.shape[:3], -1).sum((0, 3)).ravel().astype(input.dtype)
    grad_weight = grad_weight.reshape(weight.shape).astype(input.dtype)
    return grad_input.reshape(input.shape).astype(input.dtype), grad_weight, grad_bias


def check_parameters(function: Callable[..., Any], parameters: dict[str, Any]) -> None:
    """Refuse names that a function does not take, and the lack of those that it needs.

    Raises:
        PoolingError: naming what it takes.
    """
    accepted = signature(function).parameters
    needed = [name for name, parameter in accepted.items() if parameter.default is Parameter.empty and name != "input"]
    for name in parameters:
        if name not in accepted or name == "input":
            takes = {"name": function.__name__, "accepted": tuple(accepted)}
            raise PoolingError("no-such-parameter", name, parameters[name], **takes)
    for name in needed:
        if name not in parameters:
            raise PoolingError("parameter-missing", name, None, name=function.__name__)


def _through_taps(plan: ConvolutionPlan, flow: Array, x: Array, weight: Array) -> tuple[Array, Array]:
    """Gradients of input and weight, in their shapes.

    Args:
        flow: ``(batch, groups, out_channels / groups, *outputs)``.
        x: ``(batch, channels, *spatial)``.
    """
    cells = x.reshape(len(x), plan.groups, -1, *plan.spatial)
    kernels = weight.reshape(plan.groups, -1, *weight.shape[1:])
    grad_cells, grad_kernels = np.zeros_like(cells), np.zeros_like(kernels)
    finite = np.isfinite(flow).all()
    for tap, made, read in tap_blocks(plan, with_zeros=not finite):
        at: tuple[Any, ...] = (..., *tap)
        part, columns = flow[(..., *made)], cells[(..., *read)]
        flat, flat_columns = (a.reshape(*a.shape[:3], -1) for a in (part, columns))
        kernel = np.ascontiguousarray(kernels[at].conj())  # NumPy multiplies strided matrices many times slower
        grad_cells[(..., *read)] += (kernel.swapaxes(1, 2) @ flat).reshape(columns.shape)
        grad_kernels[at] = (flat @ flat_columns.conj().swapaxes(2, 3)).sum(0)
        if not finite:  # zeros of padding take part: times an infinite gradient they are nan
            zeros = flow * 0
            zeros[(..., *made)] = 0
            grad_kernels[at] += zeros.reshape(*flow.shape[:3], -1).sum((0, 3))[..., np.newaxis]
    return grad_cells, grad_kernels


def unpool_pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """Gradient of max unpooling: every element takes the gradient of the cell that it names.

    Elements that name one cell take it all alike, also those whose value did not stay there (as in torch).
    """
    check_parameters(getattr(unpooling, name), parameters)
    plan = unpool_plan(name, input, **parameters)
    check_differentiable(input.dtype)
    grad = as_gradient(grad_output, plan.shape, input.dtype)
    if input.size and not grad.size:
        raise PoolingError("gradient-of-nothing", "grad_output", shape_of(grad.shape))
    return grad.reshape(-1)[plan.cells].reshape(input.shape)


def fractional_pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    """Gradient of fractional max pooling: each output's to its winner, in the windows of the forward call."""
    function = getattr(fractional, name)
    check_parameters(function, parameters)
    _, positions = function(input, **{**parameters, "return_indices": True})
    check_differentiable(input.dtype, complex_too=False)
    if parameters.get("_random_samples") is None:
        raise PoolingError("samples-of-forward", "_random_samples", None)
    grad = as_gradient(grad_output, positions.shape, input.dtype)
    _, lead, spatial = fold_planes(name, input)
    if positions.size and not 0 <= positions.min() <= positions.max() < prod(spatial):
        given = parameters["kernel_size"]
        raise PoolingError("gradient-without-cells", "kernel_size", given, {"kernel_size": 1})
    return scatter(as_planes_of(grad, lead), as_planes_of(positions, lead), spatial).reshape(input.shape)


def nearest_pullback(grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
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
