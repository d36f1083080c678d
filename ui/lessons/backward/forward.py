"""The call of a state, worked out on its plane: the result, and the picture of how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import extensions
from pooling_core import functional as core
from pooling_core.call.arguments import plain
from pooling_core.call.catalogue import find
from pooling_core.explain.convolution import ConvTrace, TooLargeToDrawError, conv_trace
from pooling_core.explain.gradient import GradientTrace, explain
from pooling_core.explain.trace import Trace, trace
from pooling_core.geometry.axis import Axis, separate_axis, size_steps
from pooling_core.geometry.resampling import area_spec, nearest_axes, resampled_sizes
from ui.errors import PageError
from ui.lessons.backward.call import Call, backward_call
from ui.state.fields import State
from ui.text.tensor_text import MAX_SIDE

Array = NDArray[Any]


class ResultTooLargeToDrawError(PageError, TooLargeToDrawError):
    """A convolution that the core would draw, with too many outputs for this page."""


@dataclass(frozen=True)
class Forward:
    """A call worked out on one plane; rows and columns are those of the stage (1-D: rows are channels).

    Attributes:
        call: the call.
        rank: over how many axes.
        plane: whose gradient is asked for.
        output: the result.
        picture: the trace of the forward call: of unpooling that of the maxima before it, of interpolation by area
            that of the averages it is; nearest-neighbour interpolation has its axes.
        beside: what PyTorch must be given beside the arrays: the p of GeM, the cells that were drawn.
    """

    call: Call
    rank: int
    plane: Array
    output: Array
    picture: Trace | ConvTrace | tuple[Axis, Axis]
    beside: tuple[Array, ...] = ()

    def shaped(self, plane: Array) -> Array:
        """A plane as the function has it."""
        return plane.reshape(*self.call.x.shape[: self.call.x.ndim - plane.ndim], *plane.shape)

    def back(self, upstream: Array) -> GradientTrace:
        """Where an upstream gradient of the result's shape flows."""
        rank = {} if self.call.operation.ranks else {"rank": self.rank}
        return explain(self.call.name, upstream, self.plane, **rank, **{**self.call.settings, **self.call.arrays})


def forward_of(state: State, plane: Array, call: Call) -> Forward:
    """The call of a state, worked out on the plane.

    Raises:
        PoolingError: where the call is refused.
    """
    windows = call.operation.windows
    rank = (find(call.name) or (None, 0))[1] or call.x.ndim - 2
    if windows == "kernel":
        traced = conv_trace(call.name, plane, call.arrays["weight"], **call.settings)
        if max(traced.output.shape) > MAX_SIDE:  # padding can make it larger than the input
            given, fix = call.settings["padding"], {"padding": fitting_padding(call)}
            made = {"shape": " × ".join(map(str, traced.output.shape)), "most": MAX_SIDE}
            raise ResultTooLargeToDrawError("result-too-large", "padding", given, fix, **made)
        return Forward(call, rank, plane, traced.output, traced)
    if windows == "copied":
        sizes, scales = resampled_sizes(call.x.shape, **call.settings)
        if call.settings["mode"] == "area":
            explained = trace(area_spec(sizes), plane)
            return Forward(call, rank, plane, explained.output, explained)
        result = core.interpolate(call.x, **call.settings)
        axes = nearest_axes(call.x.shape[2:], sizes, scales, call.settings["mode"], backward=False)
        rows, columns = axes if rank == 2 else (separate_axis(len(plane)), axes[0])
        return Forward(call, rank, plane, result.reshape(result.shape[-2:]), (rows, columns))
    explained = trace(backward_call(state), plane)
    if state["backward_operation"] == "max_unpool":
        return _unpooled(plane, call, rank, explained)
    beside: tuple[Array, ...] = ()
    if call.operation.learned:
        beside = tuple(np.array(call.settings[name]) for name in call.operation.learned)
    elif call.settings.get("training"):
        given = {**call.settings, "return_indices": True}
        beside = (getattr(extensions, call.name)(call.x, **given)[1],)
    return Forward(call, rank, plane, explained.output, explained, beside)


def fitting_padding(call: Call) -> int:
    """The largest padding below a convolution's own whose result can be drawn; without any it is below the input."""
    sides, stride, dilation = call.x.shape[1:], call.settings["stride"], call.settings["dilation"]
    kernel = call.arrays["weight"].shape[2:]
    for padding in range(call.settings["padding"], 0, -1):
        steps = [
            size_steps(size, taps, stride, padding, dilation, False) for size, taps in zip(sides, kernel, strict=True)
        ]
        if max(one.outputs for one in steps) <= MAX_SIDE:
            return padding
    return 0


def _unpooled(plane: Array, call: Call, rank: int, explained: Trace) -> Forward:
    """The way back of the maxima, to the plane that they come from: its size is always legal."""
    pooled, indices = getattr(core, call.name)(call.x, **{**call.settings, "return_indices": True})
    spec = explained.spec
    # A dilated window spans more cells than it reads; with fewer the plane's size would not be legal.
    wide = tuple((taps - 1) * step + 1 for taps, step in zip(spec.kernel_size, spec.dilation, strict=True))
    sides = (wide, spec.stride, spec.padding)
    is_dilated = set(spec.dilation) != {1}
    windows: dict[str, Any] = {
        name: plain(side) if is_dilated else call.settings[name]
        for name, side in zip(("kernel_size", "stride", "padding"), sides, strict=True)
    }
    settings, arrays = {**windows, "output_size": plane.shape[-rank:]}, {"indices": indices}
    result = getattr(core, f"max_unpool{rank}d")(pooled, indices, **settings)
    unpool = Call(f"max_unpool{rank}d", pooled, settings, arrays)
    return Forward(unpool, rank, explained.output, result.reshape(plane.shape), explained)
