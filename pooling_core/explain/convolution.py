"""Explains a convolution of one plane: where each window looks, the weight of each tap, the sum as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.catalogue import OPERATIONS, Operation
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Array, Ints
from pooling_core.compute import convolution
from pooling_core.compute.convolution import checked_plan
from pooling_core.explain import text
from pooling_core.explain.arithmetic import weighted_sum

# A convolution's cells are of the same kinds as pooling's, and found by the same rules.
from pooling_core.explain.trace import Trace
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.convolution import group_axis
from pooling_core.geometry.kinds import cell_kinds, frame_of

# Every tap of every window is written out, so kernel and padding must be such as can be read.
LARGEST_SIDE = 8


class TooLargeToDrawError(PoolingError):
    """A call that PyTorch takes, with too many cells to be written out."""


@dataclass(frozen=True)
class ConvTrace:
    """One plane through one convolution; rows and columns are those of the plane (1-D: one row per channel).

    Attributes:
        name: ``"conv1d"`` or ``"conv2d"``.
        input: ``(rows, columns)``.
        output: ``(out_rows, out_columns)``, the core's result; in 1-D one row per output channel.
        axes: the windows along rows and along columns; in 1-D a window takes all rows of its group.
        frame, kinds: as in ``Trace``.
        real, padding: how many taps of each window are of that kind, shape of the output.
        weights: per output the weight of each tap, in reading order.
        arithmetic: per output ``0.5·3 + 0.5·1 = 2``.
    """

    name: str
    input: Array
    output: Array
    axes: tuple[Axis, Axis]
    frame: tuple[tuple[int, int], ...]
    kinds: NDArray[np.str_]
    real: Ints
    padding: Ints
    weights: tuple[tuple[tuple[str, ...], ...], ...]
    arithmetic: tuple[tuple[str, ...], ...]

    @property
    def operation(self) -> Operation:
        """The record of convolution."""
        return OPERATIONS[self.name[:-2]]

    @property
    def rank(self) -> int:
        """Number of spatial dimensions."""
        return int(self.name[-2])


def conv_trace(name: str, x: Array, weight: Array, **settings: Any) -> ConvTrace:
    """Explain ``conv1d`` or ``conv2d`` on one plane.

    Args:
        x: ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D.
        weight: ``(out_channels, channels / groups, kernel_size)`` for 1-D, ``(1, 1, height, width)`` for 2-D.
        settings: ``stride``, ``padding``, ``dilation``, ``groups``.

    Raises:
        PoolingError: where PyTorch refuses the call; ``TooLargeToDrawError`` for one that it takes.
    """
    flat = x.ndim == weight.ndim - 1  # rows are channels
    batch = x if flat else x[np.newaxis]
    plan = checked_plan(name, batch, weight, None, **settings)
    if not flat and len(weight) != 1:
        raise PoolingError("trace-one-output-channel", "weight", shape_of(weight.shape))
    # Before the windows are listed: a far too large padding would make far too many.
    _check_size(plan.kernel_size, plan.padding or (0,), settings)
    rows, columns = (group_axis(len(x), plan.groups, len(weight)), plan.axes[0]) if flat else plan.axes
    frame = frame_of(rows), frame_of(columns)
    _check_size(plan.kernel_size, (*frame[0], *frame[1]), settings)
    output = getattr(convolution, name)(batch, weight, **settings)
    output = output.reshape(output.shape[-2:])
    real = np.multiply.outer(rows.real_counts(), columns.real_counts())
    taps = np.multiply.outer(rows.kernel_sizes, columns.kernel_sizes)
    written = [[text.value_text(tap) for tap in kernel.ravel()] for kernel in weight]
    kernels = written if flat else written * len(output)
    return ConvTrace(
        name=name,
        input=x,
        output=output,
        axes=(rows, columns),
        frame=frame,
        kinds=cell_kinds(rows, columns),
        real=real,
        padding=taps - real,
        weights=tuple(tuple(tuple(kernel) for _ in line) for kernel, line in zip(kernels, output, strict=True)),
        arithmetic=sums_of_products(x, output, (rows, columns), kernels),
    )


def shared_windows(conv: ConvTrace, pooled: Trace) -> list[list[list[tuple[int, int]]]]:
    """For each output of a convolution the outputs of a pooling whose windows lie on its taps."""
    rows, columns = (_within(*pair) for pair in zip(conv.axes, pooled.axes, strict=True))
    return [[list(product(row, column)) for column in columns] for row in rows]


def _within(outer: Axis, inner: Axis) -> list[list[int]]:
    windows = [set(inner.taps(i).tolist()) for i in range(inner.outputs)]
    return [
        [i for i, window in enumerate(windows) if window <= set(outer.taps(o).tolist())] for o in range(outer.outputs)
    ]


def _check_size(kernel_size: tuple[int, ...], padding: tuple[int, ...], settings: dict[str, Any]) -> None:
    most = LARGEST_SIDE
    if max(kernel_size) > LARGEST_SIDE:
        raise TooLargeToDrawError("cells-drawn", "kernel_size", kernel_size, most=most)
    if max(padding) > LARGEST_SIDE:
        raise TooLargeToDrawError("cells-drawn", "padding", settings.get("padding", 0), {"padding": most}, most=most)


def sums_of_products(
    plane: Array, output: Array, axes: Sequence[Axis], kernels: list[list[str]]
) -> tuple[tuple[str, ...], ...]:
    """``0.5·3 + 0.5·1 = 2`` for every output; padding is 0.

    Args:
        plane: the input, ``(rows, columns)``.
        output: the result to be explained.
        axes: the windows along rows and along columns.
        kernels: for each row of the output the weights of its taps as text, in reading order.
    """
    rows, columns = axes
    numbers = [[text.value_text(value) for value in line] for line in plane]
    lines = []
    for i, kernel in enumerate(kernels):
        line = []
        for j, value in enumerate(output[i]):
            cells = [
                numbers[r][c] if 0 <= r < rows.size and 0 <= c < columns.size else "0"
                for r, c in product(rows.taps(i).tolist(), columns.taps(j).tolist())
            ]
            line.append(f"{weighted_sum(kernel, cells)} = {text.value_text(value)}")
        lines.append(tuple(line))
    return tuple(lines)
