"""Pooling by the textbook: one output cell at a time, one tap at a time, in plain Python.

Slow on purpose. It shares no rule with the core: windows are enumerated by walking, not computed by the
output-size formula, and an adaptive bin is found by asking every cell whether it overlaps the bin.
Sums come with an `Interval` (rounding.py): every value that a correct order of float operations may return.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pooling_core.oracle.textbook.rounding import (
    EXACT,
    NAN,
    Interval,
    add,
    power_interval,
    quotient_interval,
    root_interval,
    round_to,
)

REAL, PADDING, BEYOND = "real", "padding", "beyond"


class Tap(NamedTuple):
    """One position a window reads: where it is and what is there."""

    position: tuple[int, ...]
    kind: str


@dataclass(frozen=True)
class Reference:
    """The oracle's answer: indices for maxima, an array of Interval for sums, None where there are none."""

    values: np.ndarray
    indices: Any = None
    intervals: Any = None


def per_axis(value: Any, rank: int) -> list[int]:
    """An int or a one-element list speaks for every axis."""
    items = [int(item) for item in value] if isinstance(value, list | tuple | np.ndarray) else [int(value)]
    return items * rank if len(items) == 1 else items


def walk_windows(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> list[list[int]]:
    """The taps of each window along one axis, found by stepping until no further window is due."""
    windows: list[list[int]] = []
    last_padded = size + padding - 1
    while True:
        start = -padding + len(windows) * stride
        taps = [start + tap * dilation for tap in range(kernel)]
        fits = taps[-1] <= last_padded
        # with ceil_mode due while the window one stride earlier left cells unread, if it starts before the data ends
        if not (taps[-1] - stride < last_padded and start < size if ceil_mode else fits):
            return windows
        windows.append(taps)


def walk_bins(size: int, bins: int) -> list[list[int]]:
    """Cell c covers [c, c+1); it belongs to bin b when it overlaps [b*size/bins, (b+1)*size/bins)."""
    return [
        [cell for cell in range(size) if (cell + 1) * bins > b * size and cell * bins < (b + 1) * size]
        for b in range(bins)
    ]


def kind_of(position: tuple[int, ...], sizes: tuple[int, ...], padding: list[int]) -> str:
    if all(0 <= at < size for at, size in zip(position, sizes, strict=True)):
        return REAL
    if all(-pad <= at < size + pad for at, size, pad in zip(position, sizes, padding, strict=True)):
        return PADDING
    return BEYOND


def output_cells(
    windows: list[list[list[int]]], sizes: tuple[int, ...], padding: list[int]
) -> Iterator[tuple[tuple[int, ...], list[Tap]]]:
    """Each output cell with its taps, in reading order."""
    for cell in itertools.product(*(range(len(axis)) for axis in windows)):
        positions = itertools.product(*(axis[i] for axis, i in zip(windows, cell, strict=True)))
        yield cell, [Tap(position, kind_of(position, sizes, padding)) for position in positions]


def planes(x: np.ndarray, rank: int) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    for lead in np.ndindex(*x.shape[: x.ndim - rank]):
        yield lead, x[lead]


# --- maxima ---------------------------------------------------------------------------------------------------------


def lowest(dtype: np.dtype) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def winner(plane: np.ndarray, taps: list[Tap]) -> tuple[Any, int]:
    """The first cell wins a tie; a NaN wins over all, the last NaN over the others."""
    best, index = lowest(plane.dtype), flat_position(first_inside(taps), plane.shape)
    for tap in taps:
        if tap.kind == REAL and (plane[tap.position] > best or plane[tap.position] != plane[tap.position]):
            best, index = plane[tap.position], flat_position(tap.position, plane.shape)
    return best, index


def first_inside(taps: list[Tap]) -> tuple[int, ...]:
    """Where the search begins: per axis the first tap that is not left of the data. It counts when nothing wins."""
    rank = len(taps[0].position)
    return tuple(min((t.position[a] for t in taps if t.position[a] >= 0), default=0) for a in range(rank))


def flat_position(position: tuple[int, ...], sizes: tuple[int, ...]) -> int:
    flat = 0
    for at, size in zip(position, sizes, strict=True):
        flat = flat * size + at
    return flat


def maxima(x: np.ndarray, windows: list[list[list[int]]], padding: list[int]) -> Reference:
    rank = len(windows)
    shape = x.shape[: x.ndim - rank] + tuple(len(axis) for axis in windows)
    values, indices = np.empty(shape, x.dtype), np.empty(shape, np.int64)
    for lead, plane in planes(x, rank):
        for cell, taps in output_cells(windows, plane.shape, padding):
            values[lead + cell], indices[lead + cell] = winner(plane, taps)
    return Reference(values, indices)


def window_axes(x: np.ndarray, rank: int, arguments: dict[str, Any]) -> tuple[list[list[list[int]]], list[int]]:
    kernel, padding = per_axis(arguments["kernel_size"], rank), per_axis(arguments.get("padding", 0), rank)
    stride = arguments.get("stride")
    unset = stride is None or (isinstance(stride, list | tuple) and not stride)
    strides = kernel if unset else per_axis(stride, rank)
    dilation, ceil_mode = per_axis(arguments.get("dilation", 1), rank), bool(arguments.get("ceil_mode", False))
    axes = zip(x.shape[x.ndim - rank :], kernel, strides, padding, dilation, strict=True)
    return [walk_windows(*axis, ceil_mode) for axis in axes], padding


def bin_axes(x: np.ndarray, rank: int, output_size: Any) -> list[list[list[int]]]:
    sizes = x.shape[x.ndim - rank :]
    asked = list(output_size) if isinstance(output_size, list | tuple | np.ndarray) else [output_size] * rank
    return [walk_bins(size, size if bins is None else bins) for size, bins in zip(sizes, asked, strict=True)]


def max_pool(x: np.ndarray, rank: int, **arguments: Any) -> Reference:
    return maxima(x, *window_axes(x, rank, arguments))


def adaptive_max_pool(x: np.ndarray, rank: int, *, output_size: Any, **_: Any) -> Reference:
    return maxima(x, bin_axes(x, rank, output_size), [0] * rank)


# --- sums -----------------------------------------------------------------------------------------------------------


def wrap(value: int) -> int:
    """int64 arithmetic overflows silently, in torch as in NumPy."""
    return (value + 2**63) % 2**64 - 2**63


def mean_of(values: list[Any], divisor: int, dtype: np.dtype, working: np.dtype | None = None) -> tuple[Any, Interval]:
    if dtype.kind == "i":
        total = wrap(sum(int(v) for v in values))
        whole = abs(total) // abs(divisor) * (-1 if (total < 0) != (divisor < 0) else 1)  # toward zero
        return whole, Interval(whole, whole, False, 1.0)
    return add(values) / divisor, quotient_interval(values, values, divisor, dtype, working)


def average_pool(x: np.ndarray, rank: int, **arguments: Any) -> Reference:
    windows, padding = window_axes(x, rank, arguments)
    include, override = arguments.get("count_include_pad", True), arguments.get("divisor_override")

    def reduce(plane: np.ndarray, taps: list[Tap]) -> tuple[Any, Interval]:
        values = [plane[tap.position] for tap in taps if tap.kind == REAL]
        counted = sum(tap.kind == REAL or (bool(include) and tap.kind == PADDING) for tap in taps)
        return mean_of(values, counted if override is None else override, plane.dtype)

    return sums(x, windows, padding, x.dtype, reduce)


def adaptive_avg_pool(x: np.ndarray, rank: int, *, output_size: Any, working: np.dtype | None = None) -> Reference:
    def reduce(plane: np.ndarray, taps: list[Tap]) -> tuple[Any, Interval]:
        return mean_of([plane[tap.position] for tap in taps], len(taps), plane.dtype, working)

    return sums(x, bin_axes(x, rank, output_size), [0] * rank, x.dtype, reduce)


def sums(x: np.ndarray, windows: list[list[list[int]]], padding: list[int], dtype: Any, reduce: Any) -> Reference:
    """Values are the truth rounded to float64; the caller decides by the intervals."""
    rank = len(windows)
    shape = x.shape[: x.ndim - rank] + tuple(len(axis) for axis in windows)
    values, intervals = np.empty(shape, np.dtype(dtype)), np.empty(shape, object)
    with np.errstate(all="ignore"):
        for lead, plane in planes(x, rank):
            for cell, taps in output_cells(windows, plane.shape, padding):
                values[lead + cell], intervals[lead + cell] = reduce(plane, taps)
    return Reference(values, None, intervals)


# --- power averages -------------------------------------------------------------------------------------------------


def lp_pool(x: np.ndarray, rank: int, *, norm_type: Any, **arguments: Any) -> Reference:
    """sign(u) * relu(|u|) * taps, to the 1/p, with u the mean of x**p over the cells inside the input."""
    windows, padding = window_axes(x, rank, arguments)
    if math.isinf(norm_type):
        best = maxima(np.abs(x) if norm_type > 0 else -np.abs(x), windows, padding)
        return Reference(best.values if norm_type > 0 else -best.values)
    taps_in_kernel = math.prod(per_axis(arguments["kernel_size"], rank))
    whole_powers = x.dtype.kind in "iub" and not isinstance(norm_type, float | np.floating)
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float32)

    def reduce(plane: np.ndarray, taps: list[Tap]) -> tuple[Any, Interval]:
        values = [plane[tap.position] for tap in taps if tap.kind == REAL]
        if whole_powers:
            mean, _ = mean_of([wrap(int(v) ** norm_type) for v in values], len(values), np.dtype(np.int64))
            total = dtype.type(wrap(mean * taps_in_kernel))
            body, truth = Interval(total, total, False, 1.0), EXACT(total)
        else:
            powers = [power_interval(dtype.type(v), norm_type, dtype) for v in values]
            truth = add([p[1] for p in powers]) / len(values) * taps_in_kernel
            body = quotient_interval([p[0] for p in powers], [p[2] for p in powers], len(values), dtype)
            if body is not NAN:
                ends = [round_to(EXACT(end) * taps_in_kernel, dtype) for end in (body.low, body.high)]
                body = Interval(ends[0], ends[1], body.may_be_nan, body.scale)
        return np.power(truth, EXACT(1.0 / norm_type)), root_interval(body, 1.0 / norm_type, dtype)

    return sums(x, windows, padding, dtype, reduce)


FAMILIES: dict[str, Callable[..., Reference]] = {
    "max": max_pool,
    "avg": average_pool,
    "lp": lp_pool,
    "adaptive_max": adaptive_max_pool,
    "adaptive_avg": adaptive_avg_pool,
}


def reference(name: str, x: np.ndarray, arguments: dict[str, Any]) -> Reference:
    """The oracle's answer to a call written as in torch.nn.functional."""
    family, rank = name[: -len("_pool1d")], int(name[-2])
    return FAMILIES[family](x, rank, **arguments)


def torch_reference(name: str, x: np.ndarray, arguments: dict[str, Any]) -> Reference:
    """The same with torch's own rounding: its float16 3-D adaptive average also adds in float16."""
    if name == "adaptive_avg_pool3d" and x.dtype == np.float16:
        arguments = arguments | {"working": np.dtype(np.float16)}
    return reference(name, x, arguments)
