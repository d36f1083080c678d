"""Convolution by the textbook: every window gathered, every product summed in extended precision, with its interval."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.oracle.textbook import pooling as oracle
from pooling_core.oracle.textbook.rounding import ANYTHING, EXACT, NAN, Interval, round_to, working_dtype

Arguments = dict[str, Any]


def taps_of_axes(x: np.ndarray, rank: int, kernel: tuple[int, ...], arguments: Arguments) -> list[list[list[int]]]:
    """The positions that each window reads, found by walking a padded line; ``"same"`` as torch words it."""
    stride, dilation = (oracle.per_axis(arguments.get(name, 1), rank) for name in ("stride", "dilation"))
    padding = arguments.get("padding", 0)
    axes = []
    for axis, size in enumerate(x.shape[x.ndim - rank :]):
        reach = dilation[axis] * (kernel[axis] - 1)
        before, after = reach // 2, reach - reach // 2
        if padding != "same":
            before = after = 0 if padding == "valid" else oracle.per_axis(padding, rank)[axis]
        windows = []
        start = -before
        while start + reach < size + after:
            windows.append([start + tap * dilation[axis] for tap in range(kernel[axis])])
            start += stride[axis]
        axes.append(windows)
    return axes


def gathered(x: np.ndarray, weight: np.ndarray, arguments: Arguments) -> tuple[np.ndarray, np.ndarray]:
    """What every window reads, ``(lead, channels, *outputs, *taps)``, zeros for padding; and where that is padding."""
    rank = weight.ndim - 2
    axes = taps_of_axes(x, rank, weight.shape[2:], arguments)
    positions = [np.array(axis).reshape(len(axis), -1) for axis in axes]
    shaped = []
    for number, (outputs, taps) in enumerate(at.shape for at in positions):
        shape = [1] * (2 * rank)
        shape[number], shape[rank + number] = outputs, taps
        shaped.append(positions[number].reshape(shape))
    sizes = x.shape[x.ndim - rank :]
    outside = sum((at < 0) | (at >= size) for at, size in zip(shaped, sizes, strict=True)) > 0
    inside = tuple(at.clip(0, size - 1) for at, size in zip(shaped, sizes, strict=True))
    lead = x.reshape(-1, x.shape[x.ndim - rank - 1], *sizes)
    at: Any = (slice(None), slice(None), *inside)
    read = lead[at]
    return np.where(outside, x.dtype.type(0), read), np.broadcast_to(outside, read.shape)


def total_of(read: np.ndarray, weight: np.ndarray, groups: int) -> np.ndarray:
    """Sum over channels and taps, group by group: ``(lead, out_channels, *outputs)``."""
    outputs, taps = "abc"[: weight.ndim - 2], "xyz"[: weight.ndim - 2]
    parts = zip(np.split(read, groups, axis=1), np.split(weight, groups), strict=True)
    return np.concatenate([np.einsum(f"nk{outputs}{taps},ok{taps}->no{outputs}", *part) for part in parts], axis=1)


def convolution(name: str, x: np.ndarray, arguments: Arguments, by_torch: bool = False) -> oracle.Reference:
    """Each output with the interval of a correct sum of products, found in extended precision; integers wrap.

    A zero of padding takes part, except in some of torch's float32 kernels: there an infinite weight may show or not.
    """
    weight, groups = arguments["weight"].array(x.dtype), int(arguments.get("groups", 1))
    read, outside = gathered(x, weight, arguments)
    bias = arguments["bias"].array(x.dtype) if arguments.get("bias") else np.zeros(len(weight), x.dtype)
    added = bias.reshape(-1, *[1] * (weight.ndim - 2))
    with np.errstate(all="ignore"):
        if x.dtype.kind in "iu":
            whole = total_of(read.astype(np.int64), weight.astype(np.int64), groups) + added.astype(np.int64)
            return exactly(whole.astype(x.dtype), x, weight)
        totals = total_of(read.astype(EXACT), weight.astype(EXACT), groups) + added
        magnitudes = total_of(np.abs(read.astype(EXACT)), np.abs(weight.astype(EXACT)), groups) + np.abs(added)
        doubtful = total_of(outside.astype(int), (~np.isfinite(weight)).astype(int), groups) > 0
        if not (by_torch and x.dtype == np.float32):
            doubtful[...] = False
        count = int(np.prod(weight.shape[1:])) + 1
        cells = [
            ANYTHING if doubt else sum_interval(total, magnitude, count, x.dtype, by_torch)
            for total, magnitude, doubt in zip(totals.flat, magnitudes.flat, doubtful.flat, strict=True)
        ]
    intervals = np.empty(totals.size, object)
    intervals[:] = cells
    shape = totals.shape if x.ndim == weight.ndim else totals.shape[1:]
    return oracle.Reference(totals.reshape(shape), None, intervals.reshape(shape))


def exactly(whole: np.ndarray, x: np.ndarray, weight: np.ndarray) -> oracle.Reference:
    intervals = np.empty(whole.size, object)
    intervals[:] = [Interval(value, value, False, 1.0) for value in whole.flat]
    shape = whole.shape if x.ndim == weight.ndim else whole.shape[1:]
    return oracle.Reference(whole.reshape(shape), None, intervals.reshape(shape))


def sum_interval(total: Any, magnitude: Any, count: int, dtype: np.dtype, by_torch: bool) -> Interval:
    """``count`` products and as many additions, fused or not, then one rounding to the dtype."""
    if np.isnan(total):
        return NAN
    limits = np.finfo(working_dtype(dtype))
    if not np.isfinite(magnitude):
        return Interval(dtype.type(total), dtype.type(total), False, np.inf)
    if magnitude > limits.max / 2:
        return ANYTHING  # near overflow the order of additions decides
    roundings = (2 * count + 2) * EXACT(limits.eps) / 2
    slack = roundings / (1 - roundings) * magnitude + 4 * count * EXACT(limits.smallest_subnormal)
    if by_torch and dtype == np.float16:  # torch adds the bias to a sum that is already rounded
        slack += EXACT(np.finfo(dtype).eps) * magnitude
    return Interval(round_to(total - slack, dtype), round_to(total + slack, dtype), False, float(magnitude))


def convolution_by_torch(name: str, x: np.ndarray, arguments: Arguments) -> oracle.Reference:
    return convolution(name, x, arguments, by_torch=True)
