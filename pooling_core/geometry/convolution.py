"""Where a convolution looks: its channels, groups and windows, from shapes alone. No number is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pooling_core.call.arguments import LONG_MAX, frozen, per_axis, plain
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.tensor import wrong_axes
from pooling_core.call.types import Shape
from pooling_core.geometry.axis import Axis, same_axis, size_steps, strided_axis

PADDING_NAMES = ("same", "valid")
LONGEST_REACH = 2**61


@dataclass(frozen=True)
class ConvolutionPlan:
    """A convolution that PyTorch accepts.

    Attributes:
        spatial: input cells per axis.
        kernel_size: taps per axis.
        stride: distance between windows per axis.
        padding: cells of zeros before the input per axis; ``None`` for ``"same"``.
        dilation: distance between taps per axis.
        groups: parts that the channels fall into, none of which sees another.
        output_shape: shape of the result, batch and channels included.
    """

    spatial: Shape
    kernel_size: Shape
    stride: Shape
    padding: Shape | None
    dilation: Shape
    groups: int
    output_shape: Shape

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The windows of each axis; ``padding`` and ``padding_after`` of an axis say how many zeros it has."""
        windows = zip(self.spatial, self.kernel_size, self.stride, self.dilation, strict=True)
        if self.padding is None:
            return tuple(same_axis(*window) for window in windows)
        return tuple(
            strided_axis(size, kernel_size, stride, padding, dilation, False)
            for (size, kernel_size, stride, dilation), padding in zip(windows, self.padding, strict=True)
        )


def plan_convolution(
    name: str,
    input_shape: Shape,
    weight_shape: Shape,
    bias_shape: Shape | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> ConvolutionPlan:
    """Check a call of ``conv1d``, ``conv2d`` or ``conv3d``.

    Source: ``at::native::conv2d`` and ``check_shape_forward`` of PyTorch, probed.

    Args:
        input_shape: ``(*batch, channels, *spatial)``.
        weight_shape: ``(out_channels, channels / groups, *kernel_size)``.
        bias_shape: ``(out_channels,)``.

    Raises:
        PoolingError: for what PyTorch refuses, and for a kernel_size of 0, which it takes where nothing is computed.
    """
    rank = int(name[-2])
    channels, spatial, empty = _input_parts(name, rank, input_shape)
    kernel_size = _check_weight(name, rank, weight_shape, groups)
    if weight_shape[1] * groups != channels:
        read = {"weight": weight_shape, "groups": groups, "reads": weight_shape[1] * groups, "channels": channels}
        fix = _fitting_groups(weight_shape, channels)
        raise PoolingError("channels-read", "input", shape_of(input_shape), fix, **read)
    _check_bias(bias_shape, weight_shape[0])
    strides, dilations = _positive(rank, "stride", stride), _positive(rank, "dilation", dilation)
    before = _zeros_before(rank, padding, strides, stride)
    if any(gap * (taps - 1) > LONGEST_REACH for gap, taps in zip(dilations, kernel_size, strict=True)):
        raise PoolingError("kernel-beyond-64-bits", "dilation", dilation, {"dilation": 1})
    if not empty and 0 in spatial:
        raise PoolingError("empty-beyond-channels", "input", shape_of(input_shape))
    if before is None:
        outputs = spatial
        if 0 in outputs:
            raise PoolingError("same-on-empty-axis", "input", shape_of(input_shape))
    else:
        windows = zip(spatial, kernel_size, strides, before, dilations, strict=True)
        outputs = tuple(size_steps(*window, ceil_mode=False).outputs for window in windows)
        if min(outputs) < 1:
            raise _too_small(spatial, weight_shape, before, dilations, padding)
    # torch gives no output channels where there are no input channels, whatever the weight says.
    out_channels = weight_shape[0] if channels else 0
    shape = (*input_shape[: -rank - 1], out_channels, *outputs)
    return ConvolutionPlan(spatial, kernel_size, strides, before, dilations, int(groups), shape)


def transposed_shape(
    name: str,
    input_shape: Shape,
    weight_shape: Shape,
    bias_shape: Shape | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: Any = 1,
    dilation: Any = 1,
) -> Shape:
    """The shape that ``conv_transpose1d``, ``2d`` or ``3d`` gives: ``(n-1)s - 2p + d(k-1) + output_padding + 1``.

    Args:
        input_shape: ``(*batch, channels, *spatial)``.
        weight_shape: ``(channels, out_channels / groups, *kernel_size)``.
        bias_shape: ``(out_channels,)``.

    Raises:
        PoolingError: for what PyTorch refuses.
    """
    rank = int(name[-2])
    channels, spatial, empty = _input_parts(name, rank, input_shape)
    kernel_size = _check_weight(name, rank, weight_shape, groups)
    if weight_shape[0] != channels or weight_shape[1] == 0:
        read = {"weight": weight_shape, "reads": weight_shape[0], "makes": weight_shape[1]}
        raise PoolingError("transposed-channels", "input", shape_of(input_shape), **read)
    out_channels = weight_shape[1] * int(groups)
    _check_bias(bias_shape, out_channels)
    strides, dilations = _positive(rank, "stride", stride), _positive(rank, "dilation", dilation)
    cut = per_axis(rank, "padding", frozen(padding), at_least=0)
    extra = per_axis(rank, "output_padding", frozen(output_padding), at_least=0)
    limits = tuple(int(most_output_padding(*pair)) for pair in zip(strides, dilations, strict=True))
    if any(cells > limit for cells, limit in zip(extra, limits, strict=True)):
        nearest = plain(tuple(map(min, extra, limits)))
        raise PoolingError("output-padding-below", "output_padding", output_padding, {"output_padding": nearest})
    if not empty and 0 in spatial:
        raise PoolingError("empty-beyond-batch", "input", shape_of(input_shape))
    steps = zip(spatial, kernel_size, strides, cut, dilations, extra, strict=True)
    whole, outputs = zip(*(transposed_steps(*axis) for axis in steps), strict=True)
    fewest = 0 if empty else 1
    if min(outputs) < fewest:
        nearest = plain(tuple(max(min(pad, (cells - fewest) // 2), 0) for pad, cells in zip(cut, whole, strict=True)))
        fix = {"padding": nearest} if min(whole) >= fewest else {}
        raise PoolingError("padding-leaves-none", "padding", padding, fix, left=min(outputs), whole=whole)
    return (*input_shape[: -rank - 1], out_channels, *outputs)


def most_output_padding(stride: Any, dilation: Any) -> Any:
    """The most cells that a transposed convolution adds at one end: fewer than its stride, or than its dilation."""
    return np.maximum(stride, dilation) - 1


def transposed_steps(
    size: int, kernel_size: int, stride: int, padding: int, dilation: int, output_padding: int
) -> tuple[int, int]:
    """How many cells the kernels of one axis write to, and how many are left when padding is cut off at both ends.

    Each may also be an array of many: the sizes of many settings at once.

    Example:
        >>> transposed_steps(28, 2, 2, 0, 1, 0)
        (56, 56)
    """
    whole = (size - 1) * stride + dilation * (kernel_size - 1) + output_padding + 1
    return whole, whole - 2 * padding


def _input_parts(name: str, rank: int, shape: Shape) -> tuple[int, Shape, bool]:
    """Channels, spatial sizes, and whether there is nothing to compute."""
    if len(shape) not in (rank + 1, rank + 2):
        raise wrong_axes(name, rank, shape)
    return shape[-rank - 1], shape[-rank:], 0 in shape[:-rank]


def _check_weight(name: str, rank: int, shape: Shape, groups: Any) -> Shape:
    """The kernel_size of a weight that falls into ``groups`` whole parts."""
    if isinstance(groups, bool) or not isinstance(groups, int | np.integer) or groups < 1:
        raise PoolingError("groups-one-int", "groups", groups, {"groups": 1})
    if len(shape) != rank + 2:
        raise PoolingError("weight-axes", "weight", shape_of(shape), name=name, axes=rank + 2)
    if 0 in shape[2:]:
        raise PoolingError("kernel-without-cells", "weight", shape_of(shape))
    if shape[0] < groups or shape[0] % groups:
        fix = {"groups": 1} if shape[0] else {}
        raise PoolingError("groups-of-one-size", "weight", shape_of(shape), fix, groups=groups)
    return shape[2:]


def _fitting_groups(weight_shape: Shape, channels: int) -> dict[str, Any]:
    groups, left_over = divmod(channels, weight_shape[1]) if weight_shape[1] else (0, 0)
    return {"groups": groups} if groups and not left_over and weight_shape[0] % groups == 0 else {}


def _check_bias(shape: Shape | None, out_channels: int) -> None:
    if shape is not None and shape != (out_channels,):
        raise PoolingError("bias-per-channel", "bias", shape_of(shape), channels=out_channels)


def _positive(rank: int, parameter: str, given: Any) -> Shape:
    # torch's convolutions count in 64 bits, its poolings in 32.
    return per_axis(rank, parameter, frozen(given), at_least=1, at_most=LONG_MAX)


def _zeros_before(rank: int, padding: Any, strides: Shape, stride: Any) -> Shape | None:
    if not isinstance(padding, str):
        return per_axis(rank, "padding", frozen(padding), at_least=0)
    if padding not in PADDING_NAMES:
        nearest = padding.lower() if padding.lower() in PADDING_NAMES else 0
        raise PoolingError("padding-name", "padding", padding, {"padding": nearest})
    if padding == "same" and max(strides) > 1:
        raise PoolingError("same-needs-stride-one", "stride", stride, {"stride": 1})
    return None if padding == "same" else (0,) * rank


def _too_small(spatial: Shape, weight_shape: Shape, before: Shape, dilation: Shape, padding: Any) -> PoolingError:
    kernel_size = weight_shape[2:]
    spans = tuple(gap * (taps - 1) + 1 for gap, taps in zip(dilation, kernel_size, strict=True))
    rooms = tuple(size + 2 * zeros for size, zeros in zip(spatial, before, strict=True))
    nearest = tuple(
        max(zeros, -(-(span - size) // 2)) for zeros, span, size in zip(before, spans, spatial, strict=True)
    )
    fix, spanned = {"padding": plain(nearest)}, {"spans": plain(spans), "room": plain(rooms)}
    # A padding that nobody set is not told as received.
    if isinstance(padding, str) or any(before):
        return PoolingError("kernel-spans", "padding", padding, fix, **spanned)
    return PoolingError("kernel-spans", "weight", shape_of(weight_shape), fix, **spanned)


def group_axis(channels: int, groups: int, outputs: int) -> Axis:
    """Which channels each output channel adds up: all of its group, none of another."""
    per_group = channels // groups
    starts = np.repeat(np.arange(groups, dtype=np.int64) * per_group, outputs // groups)
    return Axis(channels, starts, np.full(outputs, per_group))
