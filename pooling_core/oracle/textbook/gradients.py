"""Gradients by the textbook: one output, one tap, one term at a time, each with the interval it may be rounded to.

Windows come from pooling.py, which walks them; nothing here is shared with the core.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from pooling_core.geometry.resampling import resampled_sizes
from pooling_core.oracle.textbook import layer_gradients as layer_gradient_oracle
from pooling_core.oracle.textbook import pooling as oracle
from pooling_core.oracle.textbook.rounding import (
    ANYTHING,
    EXACT,
    NAN,
    Interval,
    power_interval,
    quotient_interval,
    root_interval,
    round_to,
    working_dtype,
)

Reference = Callable[[str, np.ndarray, dict[str, Any]], oracle.Reference]
HALF = np.dtype(np.float16)
ZERO = Interval(0.0, 0.0, False, 0.0)


def references(name: str) -> tuple[Reference, Reference]:
    """The intervals for the core's gradients and those for torch's."""

    def by_ours(pullback_name: str, x: np.ndarray, arguments: dict[str, Any]) -> oracle.Reference:
        return reference(name, x, arguments, by_torch=False)

    def by_torch(pullback_name: str, x: np.ndarray, arguments: dict[str, Any]) -> oracle.Reference:
        return reference(name, x, arguments, by_torch=True)

    return by_ours, by_torch


def reference(name: str, x: np.ndarray, arguments: dict[str, Any], by_torch: bool) -> oracle.Reference:
    """The interval of each gradient; ``None`` where it is exact. torch adds float16 gradients up in float16."""
    rank, settings = int(name[-2]), {key: value for key, value in arguments.items() if key != "upstream"}
    if name.startswith("interpolate"):
        rank = x.ndim - 2
    if math.isinf(settings.get("norm_type", 1)):
        return oracle.Reference(x)
    if name.startswith("conv"):
        return layer_gradient_oracle.convolution(x, arguments, by_torch)
    windows, padding = looked_at(name, x, rank, settings)
    shape = x.shape[: x.ndim - rank] + tuple(len(axis) for axis in windows)
    working = HALF if by_torch and x.dtype == HALF else None
    with np.errstate(all="ignore"):
        grad = arguments["upstream"].of_result(shape, x.dtype).astype(x.dtype)
        intervals = np.empty(x.shape, object)
        for lead, plane in oracle.planes(x, rank):
            terms: dict[tuple[int, ...], list[Interval]] = defaultdict(list)
            for cell, taps in oracle.output_cells(windows, plane.shape, padding):
                real = [tap.position for tap in taps if tap.kind == oracle.REAL]
                counted = real if settings.get("count_include_pad") is False else [
                    tap for tap in taps if tap.kind != oracle.BEYOND]  # fmt: skip
                values = [plane[at] for at in real]
                shares = shares_of(name, grad[lead + cell], values, len(counted), settings, rank, lead, by_torch)
                for at, share in zip(real, shares, strict=True):
                    terms[at].append(share)
            for at in itertools.product(*map(range, plane.shape)):
                total = add_up(terms[at], x.dtype, working)
                if "norm_type" in settings:
                    slope = power_slope(plane[at], settings["norm_type"], x.dtype)
                    total = times(total, slope, x.dtype)
                elif name.startswith("gem") and not plane[at] >= settings.get("eps", 1e-6):
                    total = ZERO
                elif (
                    name.startswith("gem")
                    and by_torch
                    and not layer_gradient_oracle.tame_slope(plane[at], exponent_of(settings, lead), x.dtype)
                ):
                    total = ANYTHING  # torch multiplies nothing at all by an infinite slope
                intervals[lead + at] = total
    return oracle.Reference(x, None, intervals)


def looked_at(name: str, x: np.ndarray, rank: int, settings: dict[str, Any]) -> tuple[list[list[list[int]]], list[int]]:
    """The windows of each axis, and its padding."""
    if name.startswith("interpolate"):
        if settings["mode"] != "area":
            return layer_gradient_oracle.nearest_windows(x, settings), [0] * rank
        sizes, _ = resampled_sizes(x.shape, **settings)
        settings = {"output_size": sizes}
    if "output_size" in settings:
        return oracle.bin_axes(x, rank, settings["output_size"]), [0] * rank
    if name.startswith("gem") and settings.get("kernel_size") is None:
        settings = {"kernel_size": x.shape[-rank:]}
    return oracle.window_axes(x, rank, settings)


def shares_of(
    name: str, grad: Any, values: list[Any], counted: int, settings: dict[str, Any], rank: int,
    lead: tuple[int, ...], by_torch: bool,
) -> list[Interval]:  # fmt: skip
    """What one window sends to each of its cells."""
    if "norm_type" in settings:
        return [power_share(grad, values, settings, rank)] * len(values)
    if name.startswith("gem"):
        power, eps = exponent_of(settings, lead), EXACT(values[0].dtype.type(settings.get("eps", 1e-6)))
        clamped = [EXACT(v) if np.isnan(v) else max(EXACT(v), eps) for v in values]
        return layer_gradient_oracle.gem_share(clamped, power, counted, grad, values[0].dtype, by_torch)
    factor = EXACT(working_dtype(grad.dtype).type(settings.get("temperature", 1)))
    return [point(EXACT(grad) * factor / (settings.get("divisor_override") or counted))] * len(values)


def exponent_of(settings: dict[str, Any], lead: tuple[int, ...]) -> float:
    p = settings.get("p", 3.0)
    return float(p[lead[-1] if len(p) > 1 else 0] if isinstance(p, tuple) else p)


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
