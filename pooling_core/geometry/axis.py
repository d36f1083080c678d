"""Where pooling looks, along ONE axis. The only home of the ceil_mode, padding and adaptive rules.

A layer over n dimensions is the product of n of these axes; nothing here knows how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from pooling_core.call.kept import kept
from pooling_core.call.types import Ints

# Axes that are kept of each kind; one of more than about 130,000 windows is laid out anew each time.
KEPT_BYTES = 1 << 21

# How a number of windows that is not whole is rounded. ``ceil_inside`` leaves out a last window that would start in the
# padding after the input, or beyond it.
Rounding = Literal["floor", "ceil", "ceil_inside"]


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
        uneven: how many cells more there are after the input than before it; negative where there are less.
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
        """Taps of each window that are data or padding: overhang never counts.

        Below 0 where a window starts beyond both, as it can under ``ceil``.
        """
        beyond = self.stops - (self.size + self.padding_after)
        return np.asarray(self.kernel_sizes - np.maximum(0, -(-beyond // self.dilation)))

    def first_inside(self) -> Ints:
        """The first tap of each window that is not before the input (it may lie beyond its end)."""
        before = -(self.starts // self.dilation)
        return np.asarray(self.starts + self.dilation * np.maximum(before, 0))


def axis_bytes(*axes: Axis) -> int:
    """What keeping axes holds in memory, about."""
    return sum(axis.starts.nbytes + axis.kernel_sizes.nbytes + 800 for axis in axes)


@dataclass(frozen=True)
class SizeSteps:
    """The output size of one axis, step by step.

    Attributes:
        leeway: ``size + padding on both sides - dilation * (kernel_size - 1) - 1``.
        rounded: ``floor`` or ``ceil`` of ``leeway / stride``, plus 1.
        dropped: whether a last window would start at or beyond ``size + padding before`` and is dropped.
        next_start: where the first window that is left out would start.
        outputs: windows that fit; may be below 1, and then PyTorch refuses.
    """

    leeway: int
    rounded: int
    dropped: bool
    outputs: int
    next_start: int


def size_steps(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> SizeSteps:
    """How many windows fit on one axis. Each number may also be an array of many: many settings at once.

    Source: ``pooling_output_shape`` of PyTorch. Plain ceil would be wrong: a window that starts at or
    beyond ``size + padding`` sees neither data nor left padding and is dropped.
    """
    return padded_steps(size, kernel_size, stride, (padding, padding), dilation, rounding_of(ceil_mode))


def rounding_of(ceil_mode: bool) -> Rounding:
    """How PyTorch rounds the number of windows."""
    return "ceil_inside" if ceil_mode else "floor"


def padded_steps(
    size: int, kernel_size: int, stride: int, pads: tuple[int, int], dilation: int, rounding: Rounding
) -> SizeSteps:
    """How many windows fit on one axis with ``pads`` cells before and after its input.

    Example:
        >>> [padded_steps(3, 2, 2, (1, 1), 1, each).outputs for each in ("floor", "ceil", "ceil_inside")]
        [2, 3, 2]
    """
    before, after = pads
    leeway = size + before + after - dilation * (kernel_size - 1) - 1
    rounded = (leeway + (0 if rounding == "floor" else stride - 1)) // stride + 1
    dropped = rounding == "ceil_inside" and (rounded - 1) * stride >= size + before
    outputs = rounded - dropped
    return SizeSteps(leeway, rounded, dropped, outputs, outputs * stride - before)


def word_pads(word: str, size: int, kernel_size: int, stride: int, dilation: int) -> tuple[int, int]:
    """The cells before and after the input that a word stands for: as many as ``ceil(size / stride)`` windows need, an
    odd one after (SAME_UPPER) or before the input (SAME_LOWER); or none (VALID).

    Source: "Notes on padding" of ``tf.nn`` for SAME_UPPER, which is its ``"SAME"``; ``auto_pad`` of ONNX for all.

    Example:
        >>> [word_pads(word, 6, 3, 2, 1) for word in ("SAME_UPPER", "SAME_LOWER", "VALID")]
        [(0, 1), (1, 0), (0, 0)]
    """
    if word == "VALID" or not size:
        return 0, 0
    total = max((-(-size // stride) - 1) * stride + (kernel_size - 1) * dilation + 1 - size, 0)
    less, more = total // 2, total - total // 2
    return (less, more) if word == "SAME_UPPER" else (more, less)


def strided_axis(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> Axis:
    """Windows of one length at equal distances, the first one ``padding`` cells before the input."""
    return padded_axis(size, kernel_size, stride, (padding, padding), dilation, rounding_of(ceil_mode))


@kept(lambda _, axis: axis_bytes(axis), KEPT_BYTES)
def padded_axis(
    size: int, kernel_size: int, stride: int, pads: tuple[int, int], dilation: int, rounding: Rounding
) -> Axis:
    """The same with ``pads`` cells before and after the input.

    Example:
        >>> padded_axis(6, 3, 2, word_pads("SAME_LOWER", 6, 3, 2, 1), 1, "floor").starts
        array([-1,  1,  3])
    """
    before, after = pads
    outputs = max(padded_steps(size, kernel_size, stride, pads, dilation, rounding).outputs, 0)
    starts = np.arange(outputs, dtype=np.int64) * stride - before
    return Axis(size, starts, np.full(outputs, kernel_size), dilation, before, stride, uneven=after - before)


def same_axis(size: int, kernel_size: int, stride: int, dilation: int) -> Axis:
    """TensorFlow's ``"SAME"``: ``ceil(size / stride)`` windows and as much padding as they need."""
    pads = word_pads("SAME_UPPER", size, kernel_size, stride, dilation)
    return padded_axis(size, kernel_size, stride, pads, dilation, "floor")


@kept(lambda _, axis: axis_bytes(axis), KEPT_BYTES)
def adaptive_axis(size: int, outputs: int) -> Axis:
    """Bin ``i`` is ``[floor(i * size / outputs), ceil((i + 1) * size / outputs))``."""
    bins = np.arange(outputs, dtype=np.int64)
    starts = bins * size // max(outputs, 1)
    stops = -(-(bins + 1) * size // max(outputs, 1))
    even = outputs > 0 and size % outputs == 0
    return Axis(size, starts, stops - starts, stride=size // outputs if even else None)


def separate_axis(size: int) -> Axis:
    """Every cell its own window: the axis of channels, which pooling never mixes."""
    return strided_axis(size, 1, 1, 0, 1, False)
