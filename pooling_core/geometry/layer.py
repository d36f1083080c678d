"""A pooling call on an input of some size -> the axes that say where it looks."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.call.arguments import plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Shape
from pooling_core.geometry.axis import (
    Axis,
    Rounding,
    adaptive_axis,
    padded_axis,
    same_axis,
    size_steps,
    strided_axis,
    word_pads,
)
from pooling_core.geometry.fractional import sampled_axes

# Of the axes of one input, if its call is to remember them: there are many calls, each with many inputs.
REMEMBERED_WINDOWS = 512


def layer_axes(spec: PoolSpec, spatial: tuple[int, ...]) -> tuple[Axis, ...]:
    """The axes of a layer on an input of the given spatial size.

    Raises:
        PoolingError: where a window finds no place (an output size below 1).
    """
    axes: tuple[Axis, ...] | None = spec.memo.get(("axes", spatial))
    if axes is None:
        axes = _axes(spec, spatial)
        if sum(axis.outputs for axis in axes) <= REMEMBERED_WINDOWS:
            spec.remember(("axes", spatial), axes)
    return axes


def looked_axes(spec: PoolSpec, spatial: Shape, dtype: np.dtype[Any]) -> tuple[Axis, ...]:
    """The same of any pooling call on one plane; samples place windows in the arithmetic of its dtype."""
    return sampled_axes(spec, spatial, dtype) if spec.sampled else layer_axes(spec, spatial)


def _axes(spec: PoolSpec, spatial: tuple[int, ...]) -> tuple[Axis, ...]:
    if spec.adaptive:
        sizes = (size if wanted is None else wanted for size, wanted in zip(spatial, spec.output_size, strict=True))
        return tuple(adaptive_axis(size, wanted) for size, wanted in zip(spatial, sizes, strict=True))
    if spec.takes_everything:
        return tuple(strided_axis(size, size, 1, 0, 1, False) for size in spatial)
    if spec.pads_same:
        return tuple(
            same_axis(*window) for window in zip(spatial, spec.kernel_size, spec.stride, spec.dilation, strict=True)
        )
    if spec.operation.windows == "padded":
        return _padded_axes(spec, spatial)
    ceil_mode = bool(spec.arguments.get("ceil_mode"))
    windows = zip(spatial, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    axes = tuple(strided_axis(*window, ceil_mode) for window in windows)
    for number, axis in enumerate(axes):
        averages = spec.operation.average_kernel and not spec.infinite_power
        if averages and spec.rank == 3 and spatial[number] < spec.kernel_size[number]:
            given, nearest = spec.arguments["kernel_size"], plain(tuple(map(min, spec.kernel_size, spatial)))
            within = {"name": spec.name, "spatial": spatial}
            raise PoolingError("kernel-within-input", "kernel_size", given, {"kernel_size": nearest}, **within)
        if axis.outputs < 1:
            raise _too_small(spec, spatial, number)
    return axes


def _padded_axes(spec: PoolSpec, spatial: Shape) -> tuple[Axis, ...]:
    said, axes = spec.pads, []
    for number, (size, taps, step, gap) in enumerate(
        zip(spatial, spec.kernel_size, spec.stride, spec.dilation, strict=True)
    ):
        pads = word_pads(said, size, taps, step, gap) if isinstance(said, str) else said[number]
        # A word says how many windows there are: they are not rounded.
        rounding: Rounding = "floor" if isinstance(said, str) else spec.arguments["rounding"]
        axis = padded_axis(size, taps, step, pads, gap, rounding)
        if axis.outputs < 1:
            room = size + sum(pads)
            fix = {"kernel_size": plain(tuple(min(k, n) for k, n in zip(spec.kernel_size, spatial, strict=True)))}
            span = gap * (taps - 1) + 1
            dilated = {"dilation": 1} if gap > 1 else {}
            raise PoolingError(
                "window-spans", "kernel_size", spec.arguments["kernel_size"], fix | dilated, span=span, room=room
            )
        axes.append(axis)
    return tuple(axes)


def _too_small(spec: PoolSpec, spatial: tuple[int, ...], number: int) -> PoolingError:
    kernel_size, dilation, padding = spec.kernel_size[number], spec.dilation[number], spec.padding[number]
    span = dilation * (kernel_size - 1) + 1
    room = spatial[number] + 2 * padding
    # All axes at once: one press of a button must be enough.
    windows = zip(spatial, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    widest = [_widest(*window, bool(spec.arguments.get("ceil_mode"))) for window in windows]
    fix: dict[str, object] = {"kernel_size": plain([taps for taps, _ in widest])}
    if any(pad != given for (_, pad), given in zip(widest, spec.padding, strict=True)):
        fix["padding"] = plain([pad for _, pad in widest])
    return PoolingError("window-spans", "kernel_size", spec.arguments["kernel_size"], fix, span=span, room=room)


def _widest(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> tuple[int, int]:
    """The most taps up to ``kernel_size`` that find a place, and the padding they allow."""
    for taps in range(min(kernel_size, size + 2 * padding + stride), 1, -1):
        allowed = min(padding, taps // 2)
        if size_steps(size, taps, stride, allowed, dilation, ceil_mode).outputs >= 1:
            return taps, allowed
    return 1, 0
