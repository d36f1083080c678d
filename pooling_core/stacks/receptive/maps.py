"""What the outputs of each kind of layer see, per spatial axis.

Each function takes a layer's name and settings, defaults filled in, and the spatial sizes before and after it; those
after are empty where the result is flat. ``None`` stands for an axis of which it cannot be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np

from pooling_core.call.arguments import frozen, per_axis
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Shape
from pooling_core.geometry.axis import word_pads
from pooling_core.geometry.convolution import plan_convolution
from pooling_core.geometry.layer import layer_outputs, window_pads
from pooling_core.geometry.resampling import nearest_cells, resampled_sizes
from pooling_core.geometry.unpooling import unpool_windows
from pooling_core.stacks.receptive.axis_map import (
    AxisMap,
    EvenMap,
    ListedMap,
    Span,
    even_map,
    read_whole_axis,
    unchanged_axis,
    whole_axis,
)
from pooling_core.stacks.rules.places import BLENDING, padded_sides, without_blending

Maps = tuple[AxisMap | None, ...]
Settings = Mapping[str, Any]
# Copied cells are looked up one by one as they are rounded, on axes up to this; periods of a transposed one too.
MOST_LISTED = 2**16


def unchanged_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of a layer that moves nothing, such as a norm; what is flattened keeps its place.

    What a norm takes from a whole plane, its mean and its spread, is not counted.
    """
    return tuple(map(unchanged_axis, before))


def unknown_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of windows that are drawn anew by each call, and of a box that nobody can look into."""
    return (None,) * len(before)


def feature_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of a linear layer: everything, or of what is not flat the whole last axis."""
    if not after:
        return tuple(map(whole_axis, before))
    return (*map(unchanged_axis, before[:-1]), read_whole_axis(before[-1], after[-1]))


def pooled_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of a pooling."""
    spec = PoolSpec.of(name, **settings)
    outputs = layer_outputs(spec, before)
    if spec.takes_everything:
        return tuple(map(whole_axis, before))
    if spec.adaptive:
        return tuple(_bins(*sizes) for sizes in zip(before, outputs, strict=True))
    windows = list(zip(spec.kernel_size, spec.stride, spec.dilation, strict=True))
    padding = [first for first, _ in window_pads(spec, before)]
    return tuple(_windows(*each) for each in zip(outputs, windows, padding, strict=True))


def kernel_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of a convolution."""
    given = {key: settings[key] for key in ("stride", "padding", "dilation")}
    kernel_size = per_axis(len(before), "kernel_size", settings["kernel_size"], at_least=1)
    plan = plan_convolution(name, (1, 1, *before), (1, 1, *kernel_size), **given)
    windows = list(zip(plan.kernel_size, plan.stride, plan.dilation, strict=True))
    padding = plan.padding
    if padding is None:
        padding = tuple(word_pads("SAME_UPPER", size, *window)[0] for size, window in zip(before, windows, strict=True))
    return tuple(_windows(*each) for each in zip(plan.output_shape[2:], windows, padding, strict=True))


def transposed_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of a transposed convolution."""
    names = ("kernel_size", "stride", "padding", "dilation")
    columns = [per_axis(len(before), key, frozen(settings[key]), at_least=0) for key in names]
    return tuple(_transposed(*column) for column in zip(after, *columns, strict=True))


def unpooled_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of unpooling: the windows in which a cell may be put, whichever the indices choose."""
    windows = unpool_windows(len(before), settings["kernel_size"], settings["stride"], settings["padding"])
    if min(windows[1]) < 1:
        return unknown_maps(name, settings, before, after)
    columns = zip(after, *windows, strict=True)
    return tuple(
        _transposed(outputs, kernel_size, stride, padding, 1) for outputs, kernel_size, stride, padding in columns
    )


def copied_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of cells that are copied, averaged in bins where the mode is area, or blended with their neighbours."""
    mode = settings["mode"]
    if mode == "area":
        return tuple(_bins(*sizes) for sizes in zip(before, after, strict=True))
    if settings["antialias"]:
        return unknown_maps(name, settings, before, after)
    sizes, scales = resampled_sizes((1, 1, *before), **without_blending(settings))
    if mode in BLENDING:
        reach = BLENDING[mode].reach
        corners = bool(settings["align_corners"])
        return tuple(_blended(*each, corners, reach) for each in zip(before, sizes, scales, strict=True))
    listed: list[Array | None] = [None] * len(before)
    if max(*sizes, 0) <= MOST_LISTED:
        listed = list(nearest_cells(before, sizes, scales, mode))
    exact = mode != "nearest"
    return tuple(_copied(*each, exact) for each in zip(before, sizes, scales, listed, strict=True))


def padded_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of padding: cells keep their place, further on; what is put around them counts as padding, whatever it is."""
    if not after:
        return unchanged_maps(name, settings, before, after)
    found: list[AxisMap | None] = list(map(unchanged_axis, before))
    axes = len(before)
    for axis, (first, _) in padded_sides(settings["padding"], axes + 2):
        if axis >= 2:
            found[axis - 2] = EvenMap(after[axis - 2], -first, -first)
    return tuple(found)


def shuffled_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of channels that are laid out as cells."""
    factor = settings["upscale_factor"]
    return tuple(even_map(size, 0, 0, 1, factor) for size in after)


def unshuffled_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of cells that are stacked up as channels."""
    factor = settings["downscale_factor"]
    return tuple(EvenMap(size, 0, factor - 1, factor) for size in after)


def joined_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of one input among those that are put side by side: along a spatial axis nobody can say which it is."""
    axis = settings["dim"] % (len(after) + 2) - 2
    return tuple(unchanged_axis(size) if at != axis or not after else None for at, size in enumerate(before))


def added_maps(name: str, settings: Settings, before: Shape, after: Shape) -> Maps:
    """Of one input among those that are added up; one cell is added to all."""
    if not after:
        return unchanged_maps(name, settings, before, after)
    return tuple(
        unchanged_axis(size) if size == outputs else read_whole_axis(1, outputs)
        for size, outputs in zip(before, after, strict=True)
    )


def _windows(outputs: int, window: tuple[int, int, int], padding: int) -> AxisMap:
    kernel_size, stride, dilation = window
    return EvenMap(outputs, -padding, dilation * (kernel_size - 1) - padding, stride)


def _bins(size: int, outputs: int) -> AxisMap:
    """Bin ``i`` is ``[floor(i * size / outputs), ceil((i + 1) * size / outputs))``."""
    return even_map(outputs, 0, size - 1, size, outputs) if outputs else EvenMap(0, 0, 0)


def _transposed(outputs: int, kernel_size: int, stride: int, padding: int, dilation: int) -> AxisMap | None:
    """Cell m reaches the outputs ``m * stride - padding + tap * dilation``; read backwards, for one stride of them."""
    if dilation == 1 or kernel_size == 1:
        return even_map(outputs, padding - kernel_size + stride, padding, 1, stride)
    if stride * kernel_size > MOST_LISTED:
        return None
    spans: list[Span | None] = []
    for place in range(stride):
        reached = [place + padding - tap * dilation for tap in range(kernel_size)]
        cells = [distance // stride for distance in reached if distance % stride == 0]
        spans.append((min(cells), max(cells)) if cells else None)
    return ListedMap(outputs, tuple(spans), 1, ragged=True)


def _ratio(size: int, outputs: int, scale: float | None) -> Fraction:
    """Cells before for one after: by the factor that was given, else by the sizes."""
    return 1 / Fraction(str(scale)) if scale else Fraction(size, max(outputs, 1))


def _copied(size: int, outputs: int, scale: float | None, cells: Array | None, exact: bool) -> AxisMap:
    """Each output sees one cell: by the rule where it rounds as the rule says, else one by one."""
    ratio = _ratio(size, outputs, scale)
    up, down = ratio.numerator, ratio.denominator
    rule = even_map(outputs, up, up, 2 * up, 2 * down) if exact else even_map(outputs, 0, 0, up, down)
    if cells is None:
        return rule
    places = np.arange(outputs, dtype=np.int64)
    if np.array_equal((places * rule.shift + rule.first) // rule.period, cells):
        return rule
    turns = gcd(outputs, size)
    period, shift = outputs // turns, size // turns
    if np.any(cells[period:] != cells[:-period] + shift):
        period, shift = outputs, size
    return ListedMap(outputs, tuple((cell, cell) for cell in cells[:period].tolist()), shift)


def _blended(size: int, outputs: int, scale: float | None, corners: bool, reach: int) -> AxisMap:
    """The cells to both sides of a place between them; beyond the edges, where torch repeats the last, is padding."""
    if corners:
        ratio = Fraction(size - 1, outputs - 1) if outputs > 1 else Fraction(0)
        up, down, start = 2 * ratio.numerator, 2 * ratio.denominator, 0
    else:
        ratio = _ratio(size, outputs, scale)
        up, down, start = 2 * ratio.numerator, 2 * ratio.denominator, ratio.numerator - ratio.denominator
    first, last = start - (reach - 1) * down, start + down - 1 + (reach - 1) * down
    return even_map(outputs, first, last, up, down)
