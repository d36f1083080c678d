"""The power sum of every window, as torch composes it of an average and two powers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.maxima import largest
from pooling_core.compute.means import divisors, mean
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import tile_by_tile
from pooling_core.geometry.axis import Axis


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Power sums; at an infinite p the largest or smallest magnitude."""
    by = divisors(spec, axes) if keep else None
    if spec.infinite_power:
        magnitude = np.abs(x)
        check_dtype(inner_pool(spec, return_indices=False), magnitude.dtype)
        found = largest(magnitude, axes) if spec.arguments["norm_type"] > 0 else -largest(-magnitude, axes)
        return Reduced(found, divisors=by)
    dtype = _root_of_sum(spec, x[:0], axes).dtype  # and the refusals of a dtype
    outputs = [axis.outputs for axis in axes]
    return Reduced(tile_by_tile(lambda tile: _root_of_sum(spec, x[tile], axes), x, outputs, dtype), divisors=by)


def inner_pool(spec: PoolSpec, return_indices: bool = True) -> PoolSpec:
    """The pool that an LP call runs between its two powers, or on the magnitudes."""
    windows = {"kernel_size": spec.kernel_size, "stride": spec.stride, "ceil_mode": spec.arguments["ceil_mode"]}
    if spec.infinite_power:
        return PoolSpec.of(f"max_pool{spec.rank}d", **windows, return_indices=return_indices)
    return PoolSpec.of(f"avg_pool{spec.rank}d", **windows)


def _root_of_sum(spec: PoolSpec, x: Array, axes: Sequence[Axis]) -> Array:
    p = spec.arguments["norm_type"]
    # avg_pool does the middle, its dtypes included, as in torch: sign(mean) * relu(|mean|) is the mean, but for
    # -0.0 and the sign of a nan.
    total = mean(spec, power(x, p), axes) + 0
    total *= prod(spec.kernel_size)
    return power(total, 1.0 / p)


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
