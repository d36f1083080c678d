"""Gradients of every function, equal to what PyTorch's autograd returns.

Two laws carry them all: a sum spreads its gradient over the cells it read, each times its weight, and a
maximum hands its whole gradient to the winning cell. The chain rule does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.errors import PoolingError
from pooling_core.geometry import layer_axes
from pooling_core.inputs import as_planes, check_dtype, is_plain_mean
from pooling_core.params import PoolSpec
from pooling_core.reductions import divisors, pool, power
from pooling_core.spread import scatter, spread

Array = NDArray[Any]
REAL_DTYPES = ("float16", "float32", "float64")


def pullback(name: str, grad_output: Array, input: Array, **parameters: Any) -> Any:
    """The gradient that flows into a function's input when ``grad_output`` flows into its result.

    Args:
        name: a public function, such as ``"max_pool2d"``.
        grad_output: gradient of the result, of its shape; any real dtype, taken in the result's own.
        input: as the function takes it, of a floating dtype.
        parameters: the function's other arguments, by their names.

    Returns:
        The gradient of the input, of its shape and dtype.

    Raises:
        PoolingError: where the function itself refuses, where PyTorch has no gradient (integers, results
            without cells), or where ``grad_output`` does not fit the result.
    """
    rule = RULES.get(name[:-2])
    if rule is None:
        raise PoolingError("name", name, f"it must be one of {', '.join(RULES)}, followed by 1d, 2d or 3d")
    with np.errstate(all="ignore"):  # infinite and undefined derivatives are results, as they are in torch
        return rule(name, grad_output, input, parameters)


def _pool_pullback(name: str, grad_output: Array, input: Array, parameters: dict[str, Any]) -> Array:
    spec = PoolSpec.of(name, **parameters)
    if "return_indices" in spec.arguments:
        # Where a gradient is wanted torch always keeps the indices.
        spec = PoolSpec.of(name, **{**spec.arguments, "return_indices": True})
    _, lead, spatial = as_planes(spec, input)
    outputs = tuple(axis.outputs for axis in layer_axes(spec, spatial))
    result_dtype = _result_dtype(spec, input.dtype)
    grad = as_gradient(grad_output, (*lead, *outputs), result_dtype)
    if spec.adaptive and not is_plain_mean(spec) and 0 in grad.shape[1:]:
        raise PoolingError("grad_output", f"(shape {grad.shape})", "only its first axis may be empty")
    law = {"max_pool": _to_winners, "adaptive_max_pool": _to_winners, "lp_pool": _through_powers}
    return np.asarray(law.get(spec.family, _over_means)(spec, grad, input), input.dtype)


def _result_dtype(spec: PoolSpec, dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of the result, where it can carry a gradient."""
    if dtype.kind not in "fc":
        raise PoolingError("input", f"(dtype {dtype})", "only floating numbers have a gradient; use float32")
    if spec.family == "lp_pool":
        spec = _inner_pool(spec)
        dtype = np.abs(np.empty(0, dtype)).dtype if spec.family == "max_pool" else dtype
    check_dtype(spec, dtype)
    return dtype


def as_gradient(grad_output: Array, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Check a gradient against the result it belongs to, and take it in the result's dtype.

    Raises:
        PoolingError: for anything but a real array of that shape (complex for a complex result).
    """
    if not isinstance(grad_output, np.ndarray):
        raise PoolingError("grad_output", f"({type(grad_output).__name__})", "it must be a numpy array")
    if grad_output.shape != shape:
        raise PoolingError("grad_output", f"(shape {grad_output.shape})", f"the result has shape {shape}")
    real = grad_output.dtype.kind in "fiub" and grad_output.dtype.itemsize <= 8 and dtype.kind == "f"
    if not (real or grad_output.dtype == dtype):
        raise PoolingError("grad_output", f"(dtype {grad_output.dtype})", f"the result has dtype {dtype}")
    return grad_output.astype(dtype)


def _to_winners(spec: PoolSpec, grad: Array, x: Array) -> Array:
    _, positions = pool(spec, x)
    _, lead, spatial = as_planes(spec, x)
    return scatter(_planes(grad, lead), _planes(positions, lead), spatial).reshape(x.shape)


def _planes(x: Array, lead: tuple[int, ...]) -> Array:
    return x.reshape(prod(lead), *x.shape[len(lead) :])


def _over_means(spec: PoolSpec, grad: Array, x: Array) -> Array:
    _, lead, spatial = as_planes(spec, x)
    if is_plain_mean(spec):
        return np.broadcast_to(grad / grad.dtype.type(prod(spatial)), x.shape)
    axes = layer_axes(spec, spatial)
    wide = grad.astype(np.float32) if grad.dtype == np.float16 else grad
    shares = wide / divisors(spec, axes).astype(wide.dtype)
    return spread(_planes(shares, lead), axes).reshape(x.shape).astype(grad.dtype)


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


Rule = Callable[[str, Array, Array, dict[str, Any]], Any]
POOLS = ("max_pool", "avg_pool", "lp_pool", "adaptive_max_pool", "adaptive_avg_pool")
RULES: dict[str, Rule] = dict.fromkeys(POOLS, _pool_pullback)
