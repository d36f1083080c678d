"""Gradients by the textbook: one output, one tap, one term at a time, each with the interval it may be rounded to.

Windows come from tests/oracle.py, which walks them; nothing here is shared with the core.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import Any

import numpy as np

from tests import oracle
from tests.rounding import (
    ANYTHING,
    EXACT,
    NAN,
    Interval,
    power_interval,
    quotient_interval,
    root_interval,
    round_to,
)

HALF = np.dtype(np.float16)
ZERO = Interval(0.0, 0.0, False, 0.0)


def reference(name: str, x: np.ndarray, arguments: dict[str, Any], working: np.dtype | None = None) -> oracle.Reference:
    """The interval of each input cell's gradient."""
    name = name.removeprefix("pullback_")
    rank, settings = int(name[-2]), {key: value for key, value in arguments.items() if key != "upstream"}
    if math.isinf(settings.get("norm_type", 1)):
        return oracle.Reference(x)
    adaptive = "output_size" in settings
    windows, padding = (
        (oracle.bin_axes(x, rank, settings["output_size"]), [0] * rank)
        if adaptive
        else oracle.window_axes(x, rank, settings)
    )
    shape = x.shape[: x.ndim - rank] + tuple(len(axis) for axis in windows)
    with np.errstate(all="ignore"):
        grad = arguments["upstream"].array(shape, x.dtype).astype(x.dtype)
        intervals = np.empty(x.shape, object)
        for lead, plane in oracle.planes(x, rank):
            terms: dict[tuple[int, ...], list[Interval]] = defaultdict(list)
            for cell, taps in oracle.output_cells(windows, plane.shape, padding):
                real = [tap.position for tap in taps if tap.kind == oracle.REAL]
                if "norm_type" in settings:
                    share = power_share(grad[lead + cell], [plane[at] for at in real], settings, rank)
                else:
                    counted = real if settings.get("count_include_pad") is False else [
                        tap for tap in taps if tap.kind != oracle.BEYOND]  # fmt: skip
                    divisor = settings.get("divisor_override") or len(counted)
                    share = point(EXACT(grad[lead + cell]) / divisor)
                for at in real:
                    terms[at].append(share)
            for at in itertools.product(*map(range, plane.shape)):
                total = add_up(terms[at], x.dtype, working)
                if "norm_type" in settings:
                    slope = power_slope(plane[at], settings["norm_type"], x.dtype)
                    total = times(total, slope, x.dtype)
                intervals[lead + at] = total
    return oracle.Reference(x, None, intervals)


def torch_reference(name: str, x: np.ndarray, arguments: dict[str, Any]) -> oracle.Reference:
    """torch adds float16 gradients up in float16."""
    return reference(name, x, arguments, working=HALF if x.dtype == HALF else None)


def point(value: Any) -> Interval:
    return NAN if np.isnan(value) else Interval(value, value, False, float(abs(value)))


def add_up(terms: list[Interval], dtype: np.dtype, working: np.dtype | None) -> Interval:
    """The sum of a cell's shares; a cell that no window reads has none."""
    if not terms:
        return ZERO
    if any(term is NAN for term in terms):
        return NAN
    if any(term is ANYTHING or term.may_be_nan for term in terms):
        return ANYTHING
    return quotient_interval([t.low for t in terms], [t.high for t in terms], 1, dtype, working)


def power_share(grad: Any, values: list[Any], settings: dict[str, Any], rank: int) -> Interval:
    """What one window sends to the power of each of its cells: grad * d(total^(1/p))/d(mean) / count."""
    p, dtype = settings["norm_type"], grad.dtype
    taps_in_kernel = math.prod(oracle.per_axis(settings["kernel_size"], rank))
    powers = [power_interval(value, p, dtype) for value in values]
    mean = quotient_interval([q[0] for q in powers], [q[2] for q in powers], len(values), dtype)
    if mean is NAN:  # the sign of nan is 0, so with p = 1 nothing is left of it
        return ZERO if p == 1 and np.isfinite(grad) else NAN
    if mean.low == mean.high == 0:
        return ZERO
    if mean is ANYTHING or mean.low <= 0 <= mean.high:
        return ANYTHING
    total = times(mean, point(EXACT(taps_in_kernel)), dtype)
    share = root_interval(total, 1.0 / p - 1.0, dtype)
    for factor in (EXACT(1.0 / p), EXACT(grad), EXACT(taps_in_kernel), EXACT(1) / len(values)):
        share = times(share, point(factor), dtype)
    return share


def power_slope(value: Any, p: float, dtype: np.dtype) -> Interval:
    low, middle, high = power_interval(value, float(p) - 1.0, dtype)
    slope = NAN if np.isnan(middle) else Interval(low, high, False, float(abs(middle)))
    return times(slope, point(EXACT(p)), dtype)


def times(a: Interval, b: Interval, dtype: np.dtype) -> Interval:
    """The product, each end rounded outwards by one step."""
    if a is NAN or b is NAN:
        return NAN
    if ANYTHING in (a, b) or a.may_be_nan or b.may_be_nan:
        return ANYTHING
    ends = [EXACT(x) * EXACT(y) for x in (a.low, a.high) for y in (b.low, b.high)]
    if any(np.isnan(end) for end in ends):
        single = a.low == a.high and b.low == b.high
        return NAN if single else ANYTHING
    low, high = (round_to(end, dtype) for end in (min(ends), max(ends)))
    if np.isfinite(low):
        low = np.nextafter(low, dtype.type(-np.inf))
    if np.isfinite(high):
        high = np.nextafter(high, dtype.type(np.inf))
    finite = [float(abs(end)) for end in ends if np.isfinite(end)]
    return Interval(low, high, False, max(finite, default=np.inf))
