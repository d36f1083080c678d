"""How far float arithmetic may stray: intervals that hold every result of a correct order of operations.

One sum at a time, in extended precision, for the textbook. The badge has bounds of its own for whole arrays
(pooling_core/oracle/rounding.py); were they one, the core would be judged by itself. tests/core/test_rounding.py
holds each against the other.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

POW_ULPS = 4.0  # vectorised pow (Sleef, SVML) promises four units in the last place at worst
EXACT = np.longdouble


class Interval(NamedTuple):
    """Where a rounded result may lie; `scale` is the magnitude that rounding errors are measured by."""

    low: Any
    high: Any
    may_be_nan: bool
    scale: float

    def contains(self, value: Any) -> bool:
        return self.may_be_nan if np.isnan(value) else bool(self.low <= value <= self.high)


NAN = Interval(np.inf, -np.inf, True, np.nan)
ANYTHING = Interval(-np.inf, np.inf, True, np.nan)


def working_dtype(dtype: np.dtype) -> np.dtype:
    """float16 is summed in float32; the others in themselves."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def add(values: list[Any]) -> Any:
    """The correctly rounded sum, with the usual rules for nan and inf."""
    if all(math.isfinite(v) for v in values):
        return EXACT(math.fsum(float(v) for v in values))
    return sum((EXACT(v) for v in values), EXACT(0))


def round_to(value: Any, dtype: np.dtype) -> Any:
    return dtype.type(value)


def quotient_interval(
    lows: list[Any], highs: list[Any], divisor: int, dtype: np.dtype, working: np.dtype | None = None
) -> Interval:
    """sum / divisor for addends known to lie in [low, high].

    m-1 additions in any order, one division per axis (at most three) and a rounded reciprocal cost at most
    gamma(m + 3) = (m+3)u / (1 - (m+3)u) of sum|x|; storing rounds once more, and rounding is monotone.
    """
    limits = np.finfo(working or working_dtype(dtype))
    low, high = add(lows), add(highs)
    if not lows or (np.isnan(low) and np.isnan(high)):
        return NAN
    if np.isnan(low) or np.isnan(high):
        return ANYTHING
    magnitude = add([max(abs(a), abs(b)) for a, b in zip(lows, highs, strict=True)])
    if math.isfinite(magnitude) and magnitude > limits.max / 2:
        return ANYTHING  # near overflow the order of additions decides
    roundings = (len(lows) + 3) * EXACT(limits.eps) / 2
    slack = roundings / (1 - roundings) * magnitude if math.isfinite(magnitude) else EXACT(0)
    ends = sorted([(low - slack) / divisor, (high + slack) / divisor])
    tiny = 2 * EXACT(limits.smallest_subnormal) if slack else EXACT(0)  # divisions round below the normal range too
    return Interval(
        round_to(ends[0] - tiny, dtype), round_to(ends[1] + tiny, dtype), False, float(magnitude / abs(divisor))
    )


def is_minus_zero(value: Any) -> bool:
    return bool(value == 0 and np.signbit(value))


def power_interval(base: Any, exponent: float, dtype: np.dtype) -> tuple[Any, Any, Any]:
    """base ** exponent as (low, value, high): pow errs by POW_ULPS, and the exponent is itself rounded to dtype."""
    value = np.power(EXACT(base), EXACT(exponent))
    if abs(exponent) == 0.5 and dtype != np.float16:  # computed as a square root, which differs from pow twice
        value = EXACT(np.nan) if base == -np.inf else EXACT(-np.inf) if exponent < 0 and is_minus_zero(base) else value
    if not np.isfinite(value) or value == 0:
        return value, value, value
    unit = EXACT(np.finfo(dtype).eps) / 2
    moved = abs(exponent * np.log(abs(EXACT(base)))) if np.isfinite(base) else EXACT(0)
    relative = unit * (2 * POW_ULPS + moved)
    ends = sorted([value * (1 - relative), value * (1 + relative)])
    return round_to(ends[0], dtype), value, round_to(ends[1], dtype)


def root_interval(body: Interval, exponent: float, dtype: np.dtype) -> Interval:
    """body ** exponent; a power is monotone on either side of zero, so the ends and zero bound it."""
    if body is NAN:
        return NAN
    whole = float(exponent).is_integer()
    may_be_nan = body.may_be_nan or (not whole and bool(body.low < 0) and body.high != -np.inf)
    inside = [end for end in (body.low, body.high) if whole or end >= 0 or end == -np.inf]
    if body.low <= 0 <= body.high:
        inside += [dtype.type(0.0)] + ([dtype.type(-0.0)] if whole and body.low < 0 else [])
    ends = [end for base in inside for end in power_interval(base, exponent, dtype)]
    ends = [round_to(end, dtype) for end in ends if not np.isnan(end)]
    if not ends:
        return NAN
    return Interval(min(ends), max(ends), may_be_nan, float(max(abs(end) for end in ends)))
