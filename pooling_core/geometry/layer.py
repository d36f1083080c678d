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
    padded_steps,
    rounding_of,
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
    layer_outputs(spec, spatial)  # refuses what finds no place
    windows = zip(spatial, spec.kernel_size, spec.stride, window_pads(spec, spatial), spec.dilation, strict=True)
    return tuple(padded_axis(*window, _rounding(spec)) for window in windows)


def layer_outputs(spec: PoolSpec, spatial: Shape) -> Shape:
    """How many windows each axis has; none is laid out, so an axis may be of any length.

    Raises:
        PoolingError: where a window finds no place (an output size below 1).
    """
    if spec.adaptive:
        return tuple(size if wanted is None else wanted for size, wanted in zip(spatial, spec.output_size, strict=True))
    if spec.takes_everything:
        return (1,) * len(spatial)
    if spec.pads_same:
        spec.dilation  # noqa: B018 - refuses what TensorFlow has not
        return tuple(-(-size // stride) for size, stride in zip(spatial, spec.stride, strict=True))
    counts, rounding = [], _rounding(spec)
    windows = zip(spatial, spec.kernel_size, spec.stride, window_pads(spec, spatial), spec.dilation, strict=True)
    for number, window in enumerate(windows):
        averages = spec.operation.average_kernel and not spec.infinite_power
        if averages and spec.rank == 3 and spatial[number] < spec.kernel_size[number]:
            given, nearest = spec.arguments["kernel_size"], plain(tuple(map(min, spec.kernel_size, spatial)))
            within = {"name": spec.name, "spatial": spatial}
            raise PoolingError("kernel-within-input", "kernel_size", given, {"kernel_size": nearest}, **within)
        counts.append(padded_steps(*window, rounding).outputs)
        if counts[-1] < 1:
            raise (
                _padded_too_small(spec, spatial, *window[:2], *window[3:])
                if _is_padded(spec)
                else _too_small(spec, spatial, number)
            )
    return tuple(counts)


def window_pads(spec: PoolSpec, spatial: Shape) -> tuple[tuple[int, int], ...]:
    """Cells before and after each axis of a layer with windows of one length."""
    windows = zip(spatial, spec.kernel_size, spec.stride, spec.dilation, strict=True)
    if spec.pads_same:
        return tuple(word_pads("SAME_UPPER", *window) for window in windows)
    if not _is_padded(spec):
        return tuple((pad, pad) for pad in spec.padding)
    said = spec.pads
    return tuple(word_pads(said, *window) for window in windows) if isinstance(said, str) else said


def _is_padded(spec: PoolSpec) -> bool:
    return spec.operation.windows == "padded"


def _rounding(spec: PoolSpec) -> Rounding:
    if not _is_padded(spec):
        return rounding_of(bool(spec.arguments.get("ceil_mode")))
    # A word says how many windows there are: they are not rounded.
    rounding: Rounding = "floor" if isinstance(spec.pads, str) else spec.arguments["rounding"]
    return rounding


def _padded_too_small(
    spec: PoolSpec, spatial: Shape, size: int, taps: int, pads: tuple[int, int], gap: int
) -> PoolingError:
    fix = {"kernel_size": plain(tuple(min(k, n) for k, n in zip(spec.kernel_size, spatial, strict=True)))}
    told = {"span": gap * (taps - 1) + 1, "room": size + sum(pads)}
    dilated = {"dilation": 1} if gap > 1 else {}
    return PoolingError("window-spans", "kernel_size", spec.arguments["kernel_size"], fix | dilated, **told)


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
    room = size + 2 * padding - 1 + (stride - 1 if ceil_mode else 0)
    most = min(kernel_size, room // dilation + 1)
    if dilation > 1 and most // 2 < padding:  # the padding shrinks with the kernel
        most = min(most, max((room - 2 * padding + 1) // (dilation - 1) + 2, 1))
    for taps in range(most, 1, -1):
        allowed = min(padding, taps // 2)
        if size_steps(size, taps, stride, allowed, dilation, ceil_mode).outputs >= 1:
            return taps, allowed
    return 1, 0
