"""Where pooling looks, along ONE axis. The only home of the ceil_mode, padding and adaptive rules.

A layer over n dimensions is the product of n of these axes; nothing here knows how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling_core.call.kept import kept
from pooling_core.call.types import Ints

# Axes that are kept of each kind; one of more than about 130,000 windows is laid out anew each time.
KEPT_BYTES = 1 << 21


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


def axis_bytes(*axes: Axis) -> int:
    """What keeping axes holds in memory, about."""
    return sum(axis.starts.nbytes + axis.kernel_sizes.nbytes + 800 for axis in axes)


@dataclass(frozen=True)
class SizeSteps:
    """The output size of one axis, step by step.

    Attributes:
        leeway: ``size + 2 * padding - dilation * (kernel_size - 1) - 1``.
        rounded: ``floor`` or ``ceil`` of ``leeway / stride``, plus 1.
        dropped: whether ceil_mode's last window would start at or beyond ``size + padding`` and is dropped.
        next_start: where the first window that is left out would start.
        outputs: windows that fit; may be below 1, and then PyTorch refuses.
    """

    leeway: int
    rounded: int
    dropped: bool
    outputs: int
    next_start: int


def size_steps(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> SizeSteps:
    """How many windows fit on one axis.

    Source: ``pooling_output_shape`` of PyTorch. Plain ceil would be wrong: a window that starts at or
    beyond ``size + padding`` sees neither data nor left padding and is dropped.
    """
    leeway = size + 2 * padding - dilation * (kernel_size - 1) - 1
    rounded = (leeway + (stride - 1 if ceil_mode else 0)) // stride + 1
    dropped = ceil_mode and (rounded - 1) * stride >= size + padding
    outputs = rounded - dropped
    return SizeSteps(leeway, rounded, dropped, outputs, outputs * stride - padding)


@kept(lambda _, axis: axis_bytes(axis), KEPT_BYTES)
def strided_axis(size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> Axis:
    """Windows of one length at equal distances, the first one ``padding`` cells before the input."""
    outputs = max(size_steps(size, kernel_size, stride, padding, dilation, ceil_mode).outputs, 0)
    starts = np.arange(outputs, dtype=np.int64) * stride - padding
    return Axis(size, starts, np.full(outputs, kernel_size), dilation, padding, stride)


@kept(lambda _, axis: axis_bytes(axis), KEPT_BYTES)
def same_axis(size: int, kernel_size: int, stride: int, dilation: int) -> Axis:
    """TensorFlow's ``"SAME"``: ``ceil(size / stride)`` windows and as much padding as they need.

    An odd number of cells of padding leaves one more after the input than before it.
    Source: "Notes on padding" of ``tf.nn``.
    """
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + (kernel_size - 1) * dilation + 1 - size, 0) if outputs else 0
    starts = np.arange(outputs, dtype=np.int64) * stride - total // 2
    return Axis(size, starts, np.full(outputs, kernel_size), dilation, total // 2, stride, uneven=total % 2)


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
