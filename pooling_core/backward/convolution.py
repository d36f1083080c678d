"""Gradients of a convolution: of its input, its weight and its bias."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.backward.upstream import as_gradient, check_differentiable
from pooling_core.call.types import Array
from pooling_core.compute.convolution import checked_plan, tap_blocks
from pooling_core.geometry.convolution import ConvolutionPlan


def pullback(
    name: str, grad_output: Array, input: Array, parameters: dict[str, Any]
) -> tuple[Array, Array, Array | None]:
    """Gradients of a convolution's input, weight and bias (``None`` where there is no bias).

    Each tap's product is undone: its kernel, transposed, carries the gradient back to the cells it read,
    and those cells, summed over windows and samples, are the gradient of the kernel.
    """
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
