"""Gradients of convolution, interpolation and GeM in extended precision, each with the interval of its rounding."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pooling_core.geometry.resampling import nearest_cells, resampled_sizes
from pooling_core.oracle.textbook import pooling as oracle
from pooling_core.oracle.textbook.convolution import gathered, sum_interval, taps_of_axes
from pooling_core.oracle.textbook.rounding import ANYTHING, EXACT, NAN, POW_ULPS, Interval, round_to, working_dtype

Arguments = dict[str, Any]
HALF = np.dtype(np.float16)


def as_intervals(cells: list[Interval], shape: tuple[int, ...]) -> oracle.Reference:
    intervals = np.empty(len(cells), object)
    intervals[:] = cells
    return oracle.Reference(np.empty(0), None, intervals.reshape(shape))


# --- convolution ----------------------------------------------------------------------------------------------------


def convolution(x: np.ndarray, arguments: Arguments, by_torch: bool) -> oracle.Reference:
    """Gradients of input, weight and bias laid end to end.

    Which zeros meet an infinity is up to torch's kernel, but for float64: there all of the padding does, as in ours.
    """
    weight, groups = arguments["weight"].array(x.dtype), int(arguments.get("groups", 1))
    read, outside = gathered(x, weight, arguments)
    rank = weight.ndim - 2
    outputs = read.shape[2 : 2 + rank]
    lead = x.shape[: x.ndim - rank - 1]
    grad = arguments["upstream"].of_result((*lead, len(weight), *outputs), x.dtype).astype(x.dtype)
    grad = grad.reshape(-1, len(weight), *outputs)
    with np.errstate(all="ignore"):
        wide = [part.astype(EXACT) for part in (weight, read, grad)]
        exact = through_taps(x, wide, outside, groups, arguments)
        sizes = through_taps(x, [np.abs(part) for part in wide], outside, groups, arguments)
        counts = (len(weight) // groups * math.prod(weight.shape[2:]), len(grad) * math.prod(outputs))
        parts = [(exact[0], sizes[0], counts[0]), (exact[1], sizes[1], counts[1])]
        if "bias" in arguments:
            flat, flat_sizes = (
                part.astype(EXACT).swapaxes(0, 1).reshape(len(weight), -1) for part in (grad, np.abs(grad))
            )
            parts.append((flat.sum(1), flat_sizes.sum(1), counts[1]))
        if by_torch and x.dtype != np.float64 and not all(np.isfinite(part).all() for part in (x, weight, grad)):
            return as_intervals(
                [ANYTHING] * sum(part[0].size for part in parts), (sum(part[0].size for part in parts),)
            )
        cells = [
            widened(sum_interval(total, size, count, x.dtype, by_torch), size, count, x.dtype, by_torch)
            for totals, magnitudes, count in parts
            for total, size in zip(totals.flat, magnitudes.flat, strict=True)
        ]
    return as_intervals(cells, (len(cells),))


def widened(interval: Interval, size: Any, count: int, dtype: np.dtype, by_torch: bool) -> Interval:
    """torch adds some float16 gradients up in float16."""
    if not by_torch or dtype != HALF or interval in (NAN, ANYTHING) or not np.isfinite(size):
        return interval
    if size > np.finfo(HALF).max / 2:
        return ANYTHING
    slack = (count + 2) * EXACT(np.finfo(HALF).eps) * size + count * EXACT(np.finfo(HALF).smallest_subnormal)
    return interval._replace(low=round_to(interval.low - slack, dtype), high=round_to(interval.high + slack, dtype))


def through_taps(
    x: np.ndarray, factors: list[np.ndarray], outside: np.ndarray, groups: int, arguments: Arguments
) -> tuple[np.ndarray, np.ndarray]:
    """The sums that the gradients of input and weight are; ``factors`` are weight, what windows read, gradient."""
    weight, read, grad = factors
    rank = weight.ndim - 2
    outs, taps = "abc"[:rank], "xyz"[:rank]
    grads, kernels = np.split(grad, groups, axis=1), np.split(weight, groups)
    back = [np.einsum(f"no{outs},ok{taps}->nk{outs}{taps}", g, k) for g, k in zip(grads, kernels, strict=True)]
    sent = np.concatenate(back, axis=1)
    total = np.zeros((len(grad), sent.shape[1], *x.shape[x.ndim - rank :]), EXACT)
    where = np.nonzero(~outside)
    lines = [np.array(axis) for axis in taps_of_axes(x, rank, weight.shape[2:], arguments)]
    cells = tuple(line[where[2 + a], where[2 + rank + a]] for a, line in enumerate(lines))
    np.add.at(total, (where[0], where[1], *cells), sent[where])
    parts = zip(grads, np.split(read, groups, axis=1), strict=True)
    kernel = np.concatenate([np.einsum(f"no{outs},nk{outs}{taps}->ok{taps}", g, r) for g, r in parts])
    return total, kernel


# --- nearest interpolation --------------------------------------------------------------------------------------------


def nearest_windows(x: np.ndarray, arguments: Arguments) -> list[list[list[int]]]:
    """Each output's one cell, in the arithmetic of torch's backward kernel."""
    settings = {key: value for key, value in arguments.items() if key != "upstream"}
    sizes, scales = resampled_sizes(x.shape, **settings)
    cells = nearest_cells(x.shape[2:], sizes, scales, settings["mode"], backward=True)
    return [[[cell] for cell in axis.tolist()] for axis in cells]


# --- GeM --------------------------------------------------------------------------------------------------------------


def tame_slope(value: Any, p: float, dtype: np.dtype) -> bool:
    """Whether ``p * value**(p - 1)`` stays in range."""
    limits = np.finfo(working_dtype(dtype))
    slope = abs(p) * np.power(EXACT(value), EXACT(p) - 1)
    return bool(np.isfinite(value) and limits.tiny * 1e3 < slope < limits.max / 1e3)


def gem_share(values: list[Any], p: float, divisor: int, grad: Any, dtype: np.dtype, by_torch: bool) -> list[Interval]:
    """What a window sends to each of its clamped cells, ``(x / y)**(p - 1) / divisor * grad``.

    Ours is one float64 computation and one rounding; torch's composition may be off by what each of its powers
    and roundings costs, and by anything where one of them leaves the range of its dtype.
    """
    powers = [np.power(value, EXACT(p)) for value in values]
    mean = sum(powers, EXACT(0)) / divisor
    result = np.power(mean, 1 / EXACT(p))
    working = working_dtype(dtype) if by_torch else np.dtype(np.float64)
    limits = np.finfo(working)
    shares = []
    for value, power in zip(values, powers, strict=True):
        share = np.power(value / result, EXACT(p) - 1) / divisor * EXACT(grad)
        if np.isnan(share):
            shares.append(NAN if any(np.isnan(v) for v in [*values, grad]) else ANYTHING)
            continue
        steps = [power, mean, np.power(mean, 1 / EXACT(p) - 1), np.power(value, EXACT(p) - 1), share]
        steps += [steps[2] * EXACT(grad) / EXACT(p), steps[2] * EXACT(grad) / EXACT(p) / divisor]
        within = all(step == 0 or limits.tiny * 1e3 < abs(step) < limits.max / 1e3 for step in steps)
        if (by_torch and not within) or not np.isfinite(share):
            shares.append(ANYTHING)
            continue
        bends = sum(abs(e * np.log(abs(b))) for e, b in ((p, value), (p - 1, value), (1 / p - 1, mean)) if b)
        cost = (4 * POW_ULPS + len(values) + 12 + bends) * (1 + abs(1 / p - 1)) + abs(p) * 4
        slack = abs(share) * cost * EXACT(limits.eps)
        if not np.isfinite(slack):
            shares.append(ANYTHING)
            continue
        shares.append(Interval(share - slack, share + slack, False, float(abs(share))))
    return shares
