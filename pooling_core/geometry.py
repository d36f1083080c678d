"""Where pooling looks, along ONE axis. The only home of the ceil_mode, padding and adaptive rules.

A layer over n dimensions is the product of n of these axes; nothing here knows how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.arguments import INT_MAX, plain
from pooling_core.errors import PoolingError
from pooling_core.params import PoolSpec

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Axis:
    """Every window of one axis: window ``i`` reads ``starts[i] + t * dilation`` for ``t < kernel_sizes[i]``.

    Positions are those of the unpadded input; a position outside ``[0, size)`` is not data.

    Attributes:
        size: input cells along this axis.
        starts: first position of each window, shape ``(outputs,)``, negative inside the left padding.
        kernel_sizes: taps of each window, shape ``(outputs,)``.
        dilation: distance between taps.
        padding: cells of padding on each side.
        uneven: how many cells more there are after the input than before it (TensorFlow's ``"SAME"``).
        stride: distance between starts where it is one number and all windows are alike; else ``None``.
    """

    size: int
    starts: Ints
    kernel_sizes: Ints
    dilation: int = 1
    padding: int = 0
    stride: int | None = None
    uneven: int = 0

    def __post_init__(self) -> None:
        # Axes are cached and shared, so nobody may write into them.
        self.starts.setflags(write=False)
        self.kernel_sizes.setflags(write=False)

    @cached_property
    def outputs(self) -> int:
        """Number of windows."""
        return len(self.starts)

    @property
    def padding_after(self) -> int:
        """Cells of padding beyond the last of the input."""
        return self.padding + self.uneven

    @property
    def stops(self) -> Ints:
        """One past the last tap of each window, shape ``(outputs,)``."""
        return np.asarray(self.starts + self.dilation * (self.kernel_sizes - 1) + 1)

    def taps(self, output: int) -> Ints:
        """Positions that window ``output`` reads, padding and overhang included."""
        return np.asarray(self.starts[output] + self.dilation * np.arange(self.kernel_sizes[output]))

    def real_counts(self) -> Ints:
        """How many taps of each window are data, shape ``(outputs,)``."""
        before = -(self.starts // self.dilation)
        first = np.maximum(before, 0)
        within = (self.size - 1 - self.starts) // self.dilation + 1
        return np.asarray(np.maximum(np.minimum(within, self.kernel_sizes) - first, 0))

    def padded_counts(self) -> Ints:
        """Cells of each undilated window that are data or padding: overhang never counts."""
        return np.asarray(np.minimum(self.starts + self.kernel_sizes, self.size + self.padding_after) - self.starts)

    def first_inside(self) -> Ints:
        """The first tap of each window that is not before the input (it may lie beyond its end)."""
        before = -(self.starts // self.dilation)
        return np.asarray(self.starts + self.dilation * np.maximum(before, 0))


@dataclass(frozen=True)
class SizeSteps:
    """The output size of one axis, step by step.

    Attributes:
        room: ``size + 2 * padding - dilation * (kernel_size - 1) - 1``.
        rounded: ``floor`` or ``ceil`` of ``room / stride``, plus 1.
        dropped: whether ceil_mode's last window would start at or beyond ``size + padding`` and is dropped.
        next_start: where the first window that is left out would start.
        outputs: windows that fit; may be below 1, and then PyTorch refuses.
    """

    room: int
    rounded: int
    dropped: bool
    outputs: int
    next_start: int


def size_steps(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> SizeSteps:
    """How many windows fit on one axis.

    Source: ``pooling_output_shape`` of PyTorch. Plain ceil would be wrong: a window that starts at or
    beyond ``size + padding`` sees neither data nor left padding and is dropped.
    """
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    rounded = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    dropped = ceil_mode and (rounded - 1) * stride >= size + padding
    outputs = rounded - dropped
    return SizeSteps(room, rounded, dropped, outputs, outputs * stride - padding)


@lru_cache(maxsize=4096)
def strided_axis(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> Axis:
    """Windows of one length at equal distances, the first one ``padding`` cells before the input."""
    outputs = max(size_steps(size, kernel_size, stride, padding, dilation, ceil_mode).outputs, 0)
    starts = np.arange(outputs, dtype=np.int64) * stride - padding
    return Axis(size, starts, np.full(outputs, kernel_size), dilation, padding, stride)


@lru_cache(maxsize=4096)
def same_axis(size: int, kernel_size: int, stride: int, dilation: int) -> Axis:
    """TensorFlow's ``"SAME"``: ``ceil(size / stride)`` windows and as much padding as they need.

    An odd number of cells of padding leaves one more after the input than before it.
    Source: "Notes on padding" of ``tf.nn``.
    """
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + (kernel_size - 1) * dilation + 1 - size, 0)
    starts = np.arange(outputs, dtype=np.int64) * stride - total // 2
    return Axis(size, starts, np.full(outputs, kernel_size), dilation, total // 2, stride, uneven=total % 2)


@lru_cache(maxsize=4096)
def adaptive_axis(size: int, outputs: int) -> Axis:
    """Bin ``i`` is ``[floor(i * size / outputs), ceil((i + 1) * size / outputs))``."""
    bins = np.arange(outputs, dtype=np.int64)
    starts = bins * size // max(outputs, 1)
    stops = -(-(bins + 1) * size // max(outputs, 1))
    even = outputs > 0 and size % outputs == 0
    return Axis(size, starts, stops - starts, stride=size // outputs if even else None)


def fractional_starts(size: int, kernel_size: int, outputs: int, samples: NDArray[Any]) -> Ints:
    """Where the windows of fractional max pooling start: one sequence per sample, its steps of two lengths.

    With ``step = (size - kernel_size) / (outputs - 1)`` window ``i`` starts at
    ``trunc((i + sample) * step) - trunc(sample * step)`` and the last one at ``size - kernel_size``.
    The arithmetic is that of the samples' dtype, as in torch: float16 and float64 may differ by a cell.
    Source: Graham, "Fractional Max-Pooling" (2014); ``generate_intervals`` of PyTorch.

    Args:
        samples: one number in ``[0, 1)`` per sequence, shape ``(planes,)``.

    Returns:
        shape ``(planes, outputs)``.

    Raises:
        PoolingError: where a sample leads a window out of the input.
    """
    starts = np.full((len(samples), outputs), size - kernel_size, np.int64)
    if outputs > 1:
        first, places = fractional_places(size, kernel_size, outputs, samples)
        with np.errstate(all="ignore"):
            farthest = np.maximum(np.abs(first).max(initial=0), np.abs(places).max(initial=0))
        if not float(farthest) <= INT_MAX:  # so for nan too
            rule = f"in {samples.dtype} the windows on {size} cells cannot be placed; a sample is from 0 to below 1"
            raise PoolingError("_random_samples", "(array)", rule)
        starts[:, :-1] = np.trunc(places).astype(np.int64) - np.trunc(first).astype(np.int64)
    if kernel_size > 0 and starts.size and not 0 <= starts.min() <= starts.max() <= size - kernel_size:
        rule = f"in {samples.dtype} it puts a window at {starts.min()} to {starts.max()} of {size} cells"
        raise PoolingError("_random_samples", "(array)", f"{rule}, beyond {size - kernel_size}")
    return starts


def fractional_places(
    size: int, kernel_size: int, outputs: int, samples: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """``sample * step`` ``(planes, 1)`` and ``(i + sample) * step`` ``(planes, outputs - 1)``, not yet truncated."""
    number = samples.dtype.type
    with np.errstate(all="ignore"):
        step = number(size - kernel_size) / number(outputs - 1)
        first = (samples * step)[:, np.newaxis]
        return first, (np.arange(outputs - 1).astype(number) + samples[:, np.newaxis]) * step


@lru_cache(maxsize=256)
def separate_axis(size: int) -> Axis:
    """Every cell its own window: the axis of channels, which pooling never mixes."""
    return strided_axis(size, 1, 1, 0, 1, False)


def layer_axes(spec: PoolSpec, spatial: tuple[int, ...]) -> tuple[Axis, ...]:
    """The axes of a layer on an input of the given spatial size.

    Raises:
        PoolingError: where a window finds no place (an output size below 1).
    """
    axes: tuple[Axis, ...] = spec.memo.get(("axes", spatial)) or spec.remember(("axes", spatial), _axes(spec, spatial))
    return axes


def _axes(spec: PoolSpec, spatial: tuple[int, ...]) -> tuple[Axis, ...]:
    if spec.adaptive:
        sizes = (size if wanted is None else wanted for size, wanted in zip(spatial, spec.output_size, strict=True))
        return tuple(adaptive_axis(size, wanted) for size, wanted in zip(spatial, sizes, strict=True))
    if spec.takes_everything:
        return tuple(strided_axis(size, size, 1, 0, 1, False) for size in spatial)
    if spec.tensorflow and spec.arguments["padding"].upper() == "SAME":
        return tuple(
            same_axis(*window) for window in zip(spatial, spec.kernel_size, spec.stride, spec.dilation, strict=True)
        )
    ceil_mode = bool(spec.arguments.get("ceil_mode"))
    windows = zip(spatial, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    axes = tuple(strided_axis(*window, ceil_mode) for window in windows)
    for number, axis in enumerate(axes):
        if _is_plain_average(spec) and spec.rank == 3 and spatial[number] < spec.kernel_size[number]:
            rule = f"{spec.name} wants kernel_size within the unpadded input {spatial}, even where padding would do"
            nearest = plain(tuple(map(min, spec.kernel_size, spatial)))
            raise PoolingError("kernel_size", spec.arguments["kernel_size"], rule, {"kernel_size": nearest})
        if axis.outputs < 1:
            raise _too_small(spec, spatial, number)
    return axes


def _is_plain_average(spec: PoolSpec) -> bool:
    """Whether torch runs its average kernel: for averages, GeM, and for LP unless its power is infinite."""
    return spec.family in ("avg_pool", "temperature_avg_pool", "gem_pool") or (
        spec.family == "lp_pool" and not spec.infinite_power
    )


def _too_small(spec: PoolSpec, spatial: tuple[int, ...], number: int) -> PoolingError:
    kernel_size, dilation, padding = spec.kernel_size[number], spec.dilation[number], spec.padding[number]
    span = dilation * (kernel_size - 1) + 1
    room = spatial[number] + 2 * padding
    rule = f"its window spans {span} of {room} cells of input and padding: the output size would be below 1"
    # All axes at once: one press of a button must be enough.
    windows = zip(spatial, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    widest = [_widest(*window, bool(spec.arguments.get("ceil_mode"))) for window in windows]
    fix: dict[str, object] = {"kernel_size": plain([taps for taps, _ in widest])}
    if any(pad != given for (_, pad), given in zip(widest, spec.padding, strict=True)):
        fix["padding"] = plain([pad for _, pad in widest])
    return PoolingError("kernel_size", spec.arguments["kernel_size"], rule, fix)


def _widest(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> tuple[int, int]:
    """The most taps up to ``kernel_size`` that find a place, and the padding they allow."""
    for taps in range(min(kernel_size, size + 2 * padding + stride), 1, -1):
        allowed = min(padding, taps // 2)
        if size_steps(size, taps, stride, allowed, dilation, ceil_mode).outputs >= 1:
            return taps, allowed
    return 1, 0
