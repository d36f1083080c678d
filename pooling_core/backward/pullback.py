"""Gradients of every function, equal to what PyTorch's autograd returns.

Two laws carry them all: a sum spreads its gradient over the cells it read, each times its weight, and a
maximum hands its whole gradient to the winning cell. The chain rule does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import inf, prod
from typing import Any

import numpy as np

from pooling_core.backward.extensions import check_repeatable, over_draws, over_generalised_means
from pooling_core.backward.layers import (
    check_parameters,
    convolution_pullback,
    fractional_pullback,
    nearest_pullback,
    unpool_pullback,
)
from pooling_core.backward.spread import as_gradient, as_planes_of, check_differentiable, scatter, spread
from pooling_core.call.errors import PoolingError, shape_of, type_of
from pooling_core.call.spec import SIGNATURES, PoolSpec
from pooling_core.call.tensor import as_planes, check_dtype, is_plain_mean
from pooling_core.call.types import Array
from pooling_core.compute.pooling import divisors, pool, power
from pooling_core.compute.resampling import interpolate
from pooling_core.compute.winners import sweep_winners
from pooling_core.geometry.layer import layer_axes
from pooling_core.geometry.resampling import area_spec, resampled_sizes


def pullback(name: str, grad_output: Array, input: Array, **parameters: Any) -> Any:
    """The gradient that flows into a function's input when ``grad_output`` flows into its result.

    It equals PyTorch's autograd, with one departure: a max pooling window that a dilation carries past its
    whole plane sends nothing, where PyTorch writes into the next plane and beyond the last one.

    Args:
        name: a public function, such as ``"max_pool2d"``, ``"conv1d"``, ``"interpolate"`` or ``"gem_pool2d"``.
        grad_output: gradient of the result, of its shape; any real dtype, taken in the result's own.
        input: as the function takes it, of a floating dtype.
        parameters: the function's other arguments, by their names. What was drawn at random forward must be
            given again: ``rng`` in training (the seed, or a Generator in the same state), ``_random_samples``.

    Returns:
        The gradient of the input, of its shape and dtype. Where more can be learned, a tuple: for ``conv``
        the gradients of input, weight and bias (``None`` without one), for ``gem_pool`` of input and p.

    Raises:
        PoolingError: where the function itself refuses, where PyTorch has no gradient (integers, results
            without cells), or where ``grad_output`` does not fit the result.

    Example:
        >>> pullback("max_pool1d", np.array([[1.0, 0.5]]), np.array([[2.0, 7.0, 9.0, 8.0]]), kernel_size=2)
        array([[0. , 1. , 0.5, 0. ]])
    """
    if name not in NAMES:
        raise PoolingError("no-gradient-known", "name", name, names=tuple(RULES))
    way_back = RULES[name if name == "interpolate" else name[:-2]]
    if not isinstance(input, np.ndarray):
        raise PoolingError("numpy-array", "input", type_of(input))
    with np.errstate(all="ignore"):  # infinite and undefined derivatives are results, as they are in torch
        return way_back(name, grad_output, input, parameters)


def _pool_pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Any:
    spec = PoolSpec.of(name, **parameters)
    if spec.family == "max_pool":  # where a gradient is wanted torch always keeps the indices
        spec = PoolSpec.of(name, **{**spec.arguments, "return_indices": True})
    _, lead, spatial = as_planes(spec, input)
    outputs = tuple(axis.outputs for axis in layer_axes(spec, spatial))
    result_dtype = _result_dtype(spec, input.dtype)
    if spec.family == "stochastic_pool":
        check_repeatable(spec, input)
    grad = as_gradient(grad_output, (*lead, *outputs), result_dtype)
    if spec.adaptive and not is_plain_mean(spec) and 0 in grad.shape[1:]:
        raise PoolingError("gradient-empty-beyond-first", "grad_output", shape_of(grad.shape))
    result = LAWS.get(spec.family, _over_means)(spec, grad, input)
    return result if isinstance(result, tuple) else np.asarray(result, input.dtype)


def _result_dtype(spec: PoolSpec, dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of the result, where it can carry a gradient."""
    check_differentiable(dtype)
    if spec.family == "lp_pool":
        spec = _inner_pool(spec)
        dtype = np.abs(np.empty(0, dtype)).dtype if spec.family == "max_pool" else dtype
    check_dtype(spec, dtype)
    return dtype


def _to_winners(spec: PoolSpec, grad: Array, x: Array) -> Array:
    planes, lead, spatial = as_planes(spec, x)
    axes = layer_axes(spec, spatial)
    _, positions = sweep_winners(-inf, planes, axes)
    if spec.tensorflow:  # no flow from a window that a dilation carries past all data; torch's max_pool names a cell
        real = reduce(np.multiply.outer, [axis.real_counts() for axis in axes])
        positions = np.where(real > 0, positions, prod(spatial))
    return scatter(as_planes_of(grad, lead), positions, spatial).reshape(x.shape)


def _over_means(spec: PoolSpec, grad: Array, x: Array) -> Array:
    _, lead, spatial = as_planes(spec, x)
    if is_plain_mean(spec):
        return np.broadcast_to(grad / grad.dtype.type(prod(spatial)), x.shape).copy()
    axes = layer_axes(spec, spatial)
    wide = grad.astype(np.float32) if grad.dtype == np.float16 else grad
    wide = wide * wide.dtype.type(spec.arguments.get("temperature", 1))
    shares = wide / divisors(spec, axes).astype(wide.dtype)
    return spread(as_planes_of(shares, lead), axes).reshape(x.shape).astype(grad.dtype)


def _inner_pool(spec: PoolSpec) -> PoolSpec:
    """The pool that an LP call runs between its two powers, or on the magnitudes."""
    windows = {"kernel_size": spec.kernel_size, "stride": spec.stride, "ceil_mode": spec.arguments["ceil_mode"]}
    if spec.infinite_power:
        return PoolSpec.of(f"max_pool{spec.rank}d", **windows, return_indices=True)
    return PoolSpec.of(f"avg_pool{spec.rank}d", **windows)


def _through_powers(spec: PoolSpec, grad: Array, x: Array) -> Array:
    p, taps, inner = spec.arguments["norm_type"], prod(spec.kernel_size), _inner_pool(spec)
    if spec.infinite_power:
        return _to_winners(inner, grad, np.abs(x) if p > 0 else -np.abs(x)) * _sign(x)
    mean = pool(inner, power(x, p))
    sign, size = _sign(mean), np.abs(mean)
    total = sign * size * taps
    grad_total = grad * _times(power(total, 1.0 / p - 1.0), 1.0 / p)
    # torch's sign(mean) * relu(|mean|): where the mean is 0, relu stops even an infinite gradient.
    grad_mean = np.where(size <= 0, 0, _times(grad_total, taps) * sign).astype(grad.dtype) * sign
    return _over_means(inner, grad_mean, x) * _times(power(x, float(p) - 1.0), float(p))


def _sign(x: Array) -> Array:
    """The sign as torch has it: 0 for nan."""
    return np.where(np.isnan(x), x.dtype.type(0), np.sign(x))


def _times(x: Array, factor: float) -> Array:
    """``x * factor`` where float16 meets the factor in float32, as in torch."""
    return np.asarray(np.multiply(x, np.float32(factor)), x.dtype) if x.dtype == np.float16 else x * factor


def _interpolate_pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Any:
    check_parameters(interpolate, parameters)
    if parameters.get("mode") != "area":
        return nearest_pullback(grad_output, input, parameters)
    sizes, _ = resampled_sizes(input.shape, **parameters)
    spec = area_spec(sizes)
    return _pool_pullback(spec.name, grad_output, input, dict(spec.arguments))


LAWS: dict[str, Callable[[PoolSpec, Array, Array], Any]] = {
    "max_pool": _to_winners,
    "adaptive_max_pool": _to_winners,
    "tf_max_pool": _to_winners,
    "lp_pool": _through_powers,
    "gem_pool": over_generalised_means,
    "stochastic_pool": over_draws,
}
Rule = Callable[[str, Array, Array, dict[str, Any]], Any]
RULES: dict[str, Rule] = {
    **dict.fromkeys(SIGNATURES, _pool_pullback),
    "conv": convolution_pullback,
    "max_unpool": unpool_pullback,
    "fractional_max_pool": fractional_pullback,
    "interpolate": _interpolate_pullback,
}
ONE_RANK_LESS = {"fractional_max_pool": (2, 3)}
NAMES = frozenset(
    {"interpolate"}
    | {f"{family}{r}d" for family in RULES.keys() - {"interpolate"} for r in ONE_RANK_LESS.get(family, (1, 2, 3))}
)
