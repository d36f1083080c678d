"""What pooling does with what it sees: maxima, means and power sums over the axes of a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import inf, prod
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import as_planes, check_dtype, is_plain_mean
from pooling_core.call.types import Array, Ints
from pooling_core.compute.power_means import power_mean
from pooling_core.compute.stochastic import check_activations, draw_cells, weighted_means
from pooling_core.compute.sweep import sweep, tile_by_tile
from pooling_core.compute.winners import sweep_winners
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes


def pool(spec: PoolSpec, input: Array) -> Any:
    """Run one pooling call; what the public functions of ``functional`` return."""
    planes, lead, spatial = as_planes(spec, input)
    axes = layer_axes(spec, spatial)
    outputs = tuple(axis.outputs for axis in axes)
    with np.errstate(all="ignore"):  # overflow, 0/0 and negative powers are results here, as they are in torch
        result = REDUCTIONS[spec.family](spec, planes, axes)
    if isinstance(result, tuple):
        return tuple(part.reshape(*lead, *outputs) for part in result)
    return result.reshape(*lead, *outputs)


def _maximum(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Any:
    check_dtype(spec, x.dtype)
    lowest = -inf if x.dtype.kind == "f" else int(np.iinfo(x.dtype).min)
    if spec.arguments.get("return_indices"):
        return sweep_winners(lowest, x, axes)
    return sweep(np.maximum, lowest, x, axes)


def _mean(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    shape = (len(x), *(axis.outputs for axis in axes))
    if 0 in shape and spec.adaptive and spec.rank < 3 and not is_plain_mean(spec):
        return np.empty(shape, x.dtype)  # here torch returns before it looks at the dtype
    check_dtype(spec, x.dtype)
    # torch adds float16 up in float32 and rounds once, at the end.
    total = sweep(np.add, 0, x.astype(np.float32) if x.dtype == np.float16 else x, axes)
    by = divisors(spec, axes)
    if x.dtype.kind in "iu":
        toward_zero = (total % by != 0) & ((total < 0) != (by < 0))
        return np.asarray(total // by + toward_zero, x.dtype)
    np.divide(total, by.astype(total.dtype), out=total)
    return total.astype(x.dtype, copy=False)


def divisors(spec: PoolSpec, axes: Sequence[Axis]) -> Array:
    """What the sum of each window is divided by: an outer product of one count per axis, shape ``outputs``."""
    by: Array | None = spec.memo.get(axes)
    return spec.remember(axes, _divisors(spec, axes)) if by is None else by


def _divisors(spec: PoolSpec, axes: Sequence[Axis]) -> Array:
    override = spec.arguments.get("divisor_override")
    if override is not None:
        return np.full(tuple(axis.outputs for axis in axes), override, np.int64)
    real_only = spec.tensorflow or spec.arguments.get("count_include_pad") is False
    counts = [axis.real_counts() if real_only else axis.padded_counts() for axis in axes]
    by = np.asarray(reduce(np.multiply.outer, counts))
    by.setflags(write=False)  # it is shared
    return by


def _power_sum(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    p = spec.arguments["norm_type"]
    if spec.infinite_power:
        maximum = PoolSpec.of(f"max_pool{spec.rank}d", kernel_size=spec.kernel_size)
        magnitude = np.abs(x)
        check_dtype(maximum, magnitude.dtype)
        return np.asarray(_maximum(maximum, magnitude, axes) if p > 0 else -_maximum(maximum, -magnitude, axes))
    dtype = _root_of_sum(spec, x[:0], axes).dtype  # and the refusals of a dtype
    outputs = [axis.outputs for axis in axes]
    return tile_by_tile(lambda tile: _root_of_sum(spec, x[tile], axes), x, outputs, dtype)


def _root_of_sum(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    p = spec.arguments["norm_type"]
    # avg_pool does the middle, its dtypes included, as in torch: sign(mean) * relu(|mean|) is the mean, but for
    # -0.0 and the sign of a nan.
    mean = _mean(spec, power(x, p), axes) + 0
    mean *= prod(spec.kernel_size)
    return power(mean, 1.0 / p)


# torch computes these powers so; pow() itself differs from them at infinities and negative zero.
_SHORTCUTS: dict[float, Callable[[Array], Array]] = {
    2: lambda x: x * x,
    3: lambda x: x * x * x,
    0.5: np.sqrt,
    -0.5: lambda x: 1 / np.sqrt(x),
    -1: lambda x: 1 / x,
    -2: lambda x: 1 / (x * x),
}


def power(x: Array, exponent: float) -> Array:
    """``x ** exponent`` with torch's result dtype: integers stay integers under an int, else become float32."""
    if x.dtype.kind in "iub":
        if isinstance(exponent, int | np.integer) and exponent < 0:
            raise PoolingError("negative-integer-power", "norm_type", exponent, {"norm_type": float(exponent)})
        x = x.astype(np.float32) if isinstance(exponent, float | np.floating) else x
        x = x.astype(np.int64) if x.dtype.kind == "b" and not isinstance(exponent, bool) else x
    if float(exponent) in _SHORTCUTS and x.dtype != np.float16:
        return _SHORTCUTS[float(exponent)](x)
    exponent = exponent if isinstance(exponent, int) else float(exponent)
    # NumPy's float32 power is less exact than torch's; the float64 one, rounded, is not.
    wide = x.astype(np.float64) if x.dtype == np.float32 else x
    return np.asarray(np.power(wide, exponent), x.dtype)


def _generalised_mean(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    check_dtype(spec, x.dtype)
    p, by = np.array(spec.arguments["p"], np.float64, ndmin=1), divisors(spec, axes)
    exponents = np.tile(p, len(x) // len(p)) if len(p) > 1 else p

    def of_tile(tile: slice) -> Array:
        clamped = np.maximum(x[tile], spec.arguments["eps"], dtype=np.float64)
        clamped += 0.0  # no -0.0: its negative powers are -inf
        return power_mean(clamped, exponents[tile] if len(p) > 1 else exponents, axes, by, x.dtype != np.float64)

    return tile_by_tile(of_tile, x, by.shape, x.dtype)


def _stochastic(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Any:
    check_dtype(spec, x.dtype)
    check_activations(x)
    outputs = [axis.outputs for axis in axes]
    if not spec.arguments["training"]:
        return tile_by_tile(lambda tile: weighted_means(x[tile], axes), x, outputs, x.dtype)
    rng = np.random.default_rng(spec.arguments["rng"])  # a Generator is taken as it is, and moves on

    def drawn_in(tile: slice) -> Ints:
        return draw_cells(x[tile], axes, rng.random((len(x[tile]), *outputs)))

    positions = tile_by_tile(drawn_in, x, outputs, np.int64)
    cells, drawn = (a.reshape(len(a), prod(a.shape[1:])) for a in (x, positions))
    # The cell of a window of zeros may be -0.0.
    values = np.abs(np.take_along_axis(cells, drawn, axis=1)).reshape(positions.shape)
    return (values, positions) if spec.arguments["return_indices"] else values


def _heated_mean(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    mean = _mean(spec, x, axes)
    # torch multiplies float16 by a number in float32.
    wide = mean.astype(np.float32) if mean.dtype == np.float16 else mean
    return np.asarray(wide * wide.dtype.type(spec.arguments["temperature"]), x.dtype)


REDUCTIONS = {
    "max_pool": _maximum,
    "adaptive_max_pool": _maximum,
    "avg_pool": _mean,
    "adaptive_avg_pool": _mean,
    "lp_pool": _power_sum,
    "gem_pool": _generalised_mean,
    "stochastic_pool": _stochastic,
    "temperature_avg_pool": _heated_mean,
    "tf_max_pool": _maximum,
    "tf_avg_pool": _mean,
}
