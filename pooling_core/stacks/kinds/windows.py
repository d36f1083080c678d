"""Kinds of layer that have windows: poolings, convolutions, unpooling, interpolation."""

from __future__ import annotations

from collections.abc import Callable

from pooling_core.call.catalogue import OPERATIONS, REQUIRED, Operation
from pooling_core.call.types import Shape
from pooling_core.stacks.kinds.record import Kind
from pooling_core.stacks.receptive import maps
from pooling_core.stacks.rules import Settings, places, windows


def _pooling(operation: Operation) -> Kind:
    drawn = operation.windows == "sampled"
    return Kind(
        operation.family,
        operation.parameters,
        shape=windows.drawn if drawn else windows.called,
        maps=maps.unknown_maps if drawn else maps.pooled_maps,
        group="pool",
        formula=operation.windows,
        module=operation.module,
        operation=operation,
        spatial=True,
        numbered=True,
    )


def _convolution(
    operation: Operation,
    shape: Callable[..., Shape],
    seen: Callable[[str, Settings, Shape, Shape], maps.Maps],
) -> Kind:
    """A layer whose weight torch.nn makes itself, from these parameters and from the channels that come in."""
    moved = {name: default for name, default in operation.parameters.items() if name not in ("weight", "bias")}
    return Kind(
        operation.family,
        {"out_channels": REQUIRED, "kernel_size": REQUIRED, **moved, "bias": True, "in_channels": None},
        shape=shape,
        maps=seen,
        group="conv",
        formula=operation.windows,
        module=operation.module,
        learned=windows.kernel_numbers,
        operation=operation,
        spatial=True,
        told=("in_channels", 1),
        numbered=True,
    )


_UNPOOL, _INTERPOLATE = OPERATIONS["max_unpool"], OPERATIONS["interpolate"]
WINDOWS = (
    *(_pooling(operation) for operation in OPERATIONS.values() if operation.pools),
    Kind(
        _UNPOOL.family,
        {name: default for name, default in _UNPOOL.parameters.items() if name != "indices"},
        shape=windows.unpooled,
        maps=maps.unpooled_maps,
        group="pool",
        formula=_UNPOOL.windows,
        module=_UNPOOL.module,
        operation=_UNPOOL,
        spatial=True,
        numbered=True,
    ),
    _convolution(OPERATIONS["conv"], windows.convolved, maps.kernel_maps),
    _convolution(OPERATIONS["conv_transpose"], windows.transposed, maps.transposed_maps),
    Kind(
        _INTERPOLATE.family,
        _INTERPOLATE.parameters,
        shape=places.resampled,
        maps=maps.copied_maps,
        group="other",
        formula=_INTERPOLATE.windows,
        module=_INTERPOLATE.module,
        operation=_INTERPOLATE,
        spatial=True,
        unsaid=("mode",),
    ),
)
