"""How far LP pooling may stray by rounding alone: the root magnifies what the sum of powers has lost."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.lp import power
from pooling_core.compute.run import pool

# Roundings of one power or root, in units in the last place, with room to spare.
POWER = 8


def power_sum_bounds(spec: PoolSpec, x: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Between which numbers a correct float result of each window lies.

    Args:
        spec: an ``lp_pool`` call with a finite norm_type.
        x: the input, as the public functions take it.

    Returns:
        the lowest and the highest result, and the windows whose terms cancel to less than their rounding: there the
        sign of the sum is not decided, and with it whether the root is a number.
    """
    p, taps = float(spec.arguments["norm_type"]), prod(spec.kernel_size)
    limits = np.finfo(x.dtype if x.dtype.kind == "f" else np.float32)
    windows = {key: spec.arguments[key] for key in ("kernel_size", "stride", "ceil_mode")}
    average = PoolSpec.of(f"avg_pool{spec.rank}d", **windows)
    with np.errstate(all="ignore"):
        wide = x.astype(np.float64)
        # What leaves the range of the input's dtype is infinite there, whatever float64 makes of it.
        terms = _within(wide**p, limits)
        # The exponent is rounded as well: its error counts once for every factor of e.
        unsure = np.nan_to_num(np.abs(p * np.log(np.abs(wide))), nan=0, posinf=0, neginf=0) + POWER + taps
        lost = float(limits.eps) * pool(average, np.nan_to_num(np.abs(terms), posinf=0) * unsure)
        lost += POWER * float(limits.smallest_subnormal)
        if x.dtype.kind in "iu" and not isinstance(spec.arguments["norm_type"], float | np.floating):
            # Integers are exact up to the root, cut and all.
            total, lost = (pool(average, power(x, int(p))) * taps).astype(np.float64), 0 * lost
        else:
            total, lost = pool(average, terms) * taps, lost * taps
        ends = [_within(total + side * lost, limits) for side in (-1, 1)]
        roots = [_root(end, p, float(limits.eps)) for end in ends]
        low = np.fmin.reduce([np.fmin(*pair) for pair in roots])
        high = np.fmax.reduce([np.fmax(*pair) for pair in roots])
        undecided = (np.abs(total) <= lost) & (lost > 0)
    return low, high, undecided


def _within(values: Array, limits: np.finfo[Any]) -> Array:
    return np.where(np.abs(values) > float(limits.max), np.copysign(np.inf, values), values)


def _root(end: Array, p: float, eps: float) -> tuple[Array, Array]:
    root = end ** (1 / p)
    unsure = np.nan_to_num(np.abs(np.log(np.abs(end)) / p), nan=0, posinf=0, neginf=0) + POWER
    slack = np.nan_to_num(np.abs(root), posinf=0) * eps * unsure
    return root - slack, root + slack
