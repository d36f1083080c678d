"""A layer as a library has it: the call that it is there. What no document says is not guessed, and has no call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Shape
from pooling_core.geometry.frameworks import Framework, IndexFormat
from pooling_core.geometry.layer import layer_axes

# Why a library has no call for a layer.
Refusal = Literal[
    "no_layer",
    "no_dilation",
    "unsaid_stride",
    "unsaid_count",
    "pad_below_kernel",
    "whole_power",
    "undocumented",
    "empty",
    "unsettled",
]


@dataclass(frozen=True)
class Layer:
    """A layer as it is wanted of every library; what is ``None`` is left to its default.

    Attributes:
        operation: ``"max"``, ``"avg"`` or ``"lp"``.
        ceil_mode: whether the number of windows is rounded up, where the library can.
        counted: whether padding counts in the divisor of an average.
    """

    operation: str
    kernel_size: int
    stride: int | None = None
    padding: int = 0
    dilation: int = 1
    ceil_mode: bool = False
    counted: bool | None = None
    norm_type: float = 2
    rank: int = 2


@dataclass(frozen=True)
class Asked:
    """A layer as a library has it: its call, or why there is none."""

    framework: Framework
    call: PoolSpec | None
    refusal: Refusal | None = None


def asked_of(framework: Framework, layer: Layer, spatial: Shape) -> Asked:
    """The call that a layer is in a library.

    What a library has no parameter for is left out: the padding where it follows from a word or where ``lp_pool`` has
    none, ceil_mode, and what counts.

    Raises:
        PoolingError: where the call itself is refused.

    Example:
        >>> from pooling_core.geometry.frameworks import FRAMEWORKS
        >>> asked_of(FRAMEWORKS["onnx"], Layer("avg", 3, padding=1), (5, 5)).call.arguments["counted"]
        'data'
    """
    refusal = _refusal(framework, layer)
    if refusal is not None:
        return Asked(framework, None, refusal)
    if framework.name == "pytorch":
        name, given = torch_arguments(layer)
        call = PoolSpec.of(name, **given)
    else:
        call = _padded_call(framework, layer)
    if framework.library == "ONNX" and isinstance(call.pads, str) and _unsettled(call, spatial):
        return Asked(framework, None, "unsettled")
    axes = layer_axes(call, spatial)
    beyond = any(int(axis.stops.max(initial=0)) > axis.size + axis.padding_after for axis in axes)
    if beyond and not framework.overhang_said and call.arguments.get("counted") == "padding":
        return Asked(framework, None, "undocumented")
    empty = any((axis.real_counts() == 0).any() for axis in axes)
    if empty and layer.operation not in framework.empty_said:
        return Asked(framework, None, "empty")
    return Asked(framework, call)


def _unsettled(call: PoolSpec, spatial: Shape) -> bool:
    """Whether ONNX's words for SAME and its runtimes part: a dilation, or a formula that gives a negative padding."""
    if call.pads == "VALID":
        return False
    windows = zip(spatial, call.kernel_size, call.stride, strict=True)
    negative = any((-(-size // step) - 1) * step + taps < size for size, taps, step in windows)
    return negative or max(call.dilation) > 1


def _refusal(framework: Framework, layer: Layer) -> Refusal | None:
    if layer.operation not in framework.operations or (framework.planes_only and layer.rank == 1):
        return "no_layer"
    if layer.dilation > 1 and layer.operation not in framework.dilates:
        return "no_dilation"
    if layer.stride is None and framework.strides == "must":
        return "unsaid_stride"
    if layer.operation == "avg" and layer.counted is None and framework.counts is None:
        return "unsaid_count"
    if layer.operation == "lp" and framework.whole_powers and not float(layer.norm_type).is_integer():
        return "whole_power"
    if framework.name == "caffe" and 0 < layer.kernel_size <= layer.padding:
        return "pad_below_kernel"
    return None


def torch_arguments(layer: Layer) -> tuple[str, dict[str, Any]]:
    """The function of PyTorch that a layer is, and its arguments, unchecked."""
    given: dict[str, Any] = {"kernel_size": layer.kernel_size, "stride": layer.stride, "ceil_mode": layer.ceil_mode}
    if layer.operation == "lp":
        given["norm_type"] = layer.norm_type
    else:
        given["padding"] = layer.padding
    if layer.operation == "max":
        given["dilation"] = layer.dilation
    if layer.operation == "avg":
        given["count_include_pad"] = layer.counted is not False
    return f"{layer.operation}_pool{layer.rank}d", given


def _padded_call(framework: Framework, layer: Layer) -> PoolSpec:
    floor, ceil = framework.rounding
    rounding = ceil if layer.ceil_mode and ceil else floor
    padding: int | str = layer.padding if framework.padding == "given" else framework.padding
    if rounding == "ceil_inside" and framework.clips_if_padded and not layer.padding:
        rounding = "ceil"
    stride = 1 if layer.stride is None and framework.strides == "one" else layer.stride
    given: dict[str, Any] = {"kernel_size": layer.kernel_size, "stride": stride, "padding": padding}
    given |= {"dilation": layer.dilation, "rounding": rounding}
    if layer.operation == "lp":
        given["norm_type"] = layer.norm_type
    if layer.operation == "avg":
        counts = framework.counts if layer.counted is None or not framework.may_count else layer.counted
        given["counted"] = framework.counted if counts else "data"
    return PoolSpec.of(f"padded_{layer.operation}_pool{layer.rank}d", **given)


def index_of(form: IndexFormat, cell: tuple[int, int], channel: int, channels: int, spatial: tuple[int, int]) -> int:
    """The number that stands for a cell of a channel, in the first image of a batch.

    Example:
        >>> [index_of(form, (1, 2), 1, 3, (4, 5)) for form in ("channel", "tensor", "channels_last")]
        [7, 27, 22]
    """
    (row, column), (height, width) = cell, spatial
    flat = row * width + column
    if form == "channels_last":
        return flat * channels + channel
    return flat if form == "channel" else channel * height * width + flat
