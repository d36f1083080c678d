"""The state of the backward lesson -> the operation whose gradient it shows, worked out on one plane. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec, extensions
from pooling_core import functional as core
from pooling_core.call.catalogue import Operation, find
from pooling_core.call.spec import signature
from pooling_core.explain.composition import composition
from pooling_core.explain.convolution import ConvTrace, TooLargeToDrawError, conv_trace
from pooling_core.explain.gradient import GradientTrace, explain
from pooling_core.explain.trace import Trace, trace
from pooling_core.geometry.axis import Axis, separate_axis, size_steps
from pooling_core.geometry.fractional import samples_array
from pooling_core.geometry.resampling import area_spec, nearest_axes, resampled_sizes
from ui.calls import DEFAULT_EPS, number, one_plane
from ui.errors import PageError
from ui.state.fields import State
from ui.tensor_text import MAX_SIDE

Array = NDArray[Any]
DEFAULT_SAMPLE = 0.5
WINDOWS = ("kernel", "stride")
# The fields that each operation takes, without the lesson's word; all take the input and the upstream gradient.
TAKES: Mapping[str, tuple[str, ...]] = {
    "max": ("dims", *WINDOWS, "padding"),
    "avg": ("dims", *WINDOWS, "padding"),
    "lp": ("dims", "p", *WINDOWS),
    "gem": ("dims", "p", "eps", *WINDOWS, "padding"),
    "stochastic": ("dims", "mode", *WINDOWS),
    "adaptive_avg": ("dims", "output"),
    "adaptive_max": ("dims", "output"),
    "fractional_max": ("kernel", "output", "sample"),
    "max_unpool": ("dims", *WINDOWS, "padding"),
    "conv": ("weight", "stride", "padding"),
    "interpolate": ("dims", "resample", "output"),
}


class ResultTooLargeToDrawError(PageError, TooLargeToDrawError):
    """A convolution that the core would draw, with too many outputs for this page."""


# The pooling that comes before an operation that is none.
FIRST = {"max_unpool": "max"}


def takes(state: State) -> tuple[str, ...]:
    """The fields that a state's operation takes."""
    names = TAKES[state["backward_operation"]]
    drawn = "mode" in names and state["backward_mode"] == "training"
    return tuple(f"backward_{name}" for name in (*names, *(["seed"] if drawn else [])))


@dataclass(frozen=True)
class Call:
    """A function and what it is called with.

    Attributes:
        name: of the function.
        x: the input, as the function takes it.
        settings: the other arguments, by keyword.
        arrays: arrays that come after the input: weight and bias, indices.
    """

    name: str
    x: Array
    settings: Mapping[str, Any]
    arrays: Mapping[str, Array] = field(default_factory=dict)

    @property
    def in_torch(self) -> bool:
        """Whether PyTorch has the function; of others it is asked for a composition."""
        return self.operation.in_torch

    @property
    def operation(self) -> Operation:
        """The record of the function."""
        found = find(self.name)
        assert found is not None
        return found[0]

    @property
    def beyond_torch(self) -> bool:
        """Whether no composition of PyTorch's functions holds the numbers: powers of GeM with padding among them."""
        return not self.in_torch and composition(PoolSpec.of(self.name, **self.settings), self.x) is None


@dataclass(frozen=True)
class Forward:
    """A call worked out on one plane; rows and columns are those of the stage (1-D: rows are channels).

    Attributes:
        call: the call.
        rank: 1 or 2.
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
        return plane.reshape(*self.call.x.shape[: self.call.x.ndim - 2], *plane.shape)

    def back(self, upstream: Array) -> GradientTrace:
        """Where an upstream gradient of the result's shape flows."""
        rank = {} if self.call.operation.ranks else {"rank": self.rank}
        return explain(self.call.name, upstream, self.plane, **rank, **{**self.call.settings, **self.call.arrays})


def backward_call(state: State) -> PoolSpec:
    """The pooling call in a state: the operation itself, or the maxima before an unpooling.

    Raises:
        PoolingError: where it cannot be written down.
    """
    operation = state["backward_operation"]
    dims = state["backward_dims"] if "dims" in TAKES[operation] else "2d"
    name = f"{FIRST.get(operation, operation)}_pool{dims}"
    training = state["backward_mode"] == "training"
    readers: dict[str, Callable[[], Any]] = {
        "kernel_size": lambda: state["backward_kernel"],
        "stride": lambda: state["backward_stride"],
        "padding": lambda: state["backward_padding"],
        "output_size": lambda: state["backward_output"],
        "norm_type": lambda: number(state["backward_p"], "norm_type"),
        "p": lambda: float(number(state["backward_p"], "p")),
        "eps": lambda: float(number(state["backward_eps"], "eps", DEFAULT_EPS)),
        "training": lambda: training,
        "rng": lambda: state["backward_seed"] if training else None,
        "_random_samples": lambda: (((_sample(state),) * 2,),),
    }
    return PoolSpec.of(name, **{each: read() for each, read in readers.items() if each in signature(name)})


def _sample(state: State) -> float:
    """The number that places fractional windows.

    Raises:
        PoolingError: for one that PyTorch never draws.
    """
    sample = number(state["backward_sample"], "sample", DEFAULT_SAMPLE)
    if not 0 <= np.float32(sample) < 1:
        raise PageError("sample-range", "sample", sample, {"sample": 0 if sample < 0 else DEFAULT_SAMPLE})
    return float(sample)


def call_of(state: State, plane: Array, kernel: Array) -> Call:
    """What a state asks for; of unpooling the maxima that come first.

    Args:
        kernel: of the convolution, ``(rows, columns)``.

    Raises:
        PoolingError: where it cannot be written down.
    """
    operation, stride, padding = (state[f"backward_{name}"] for name in ("operation", "stride", "padding"))
    if operation == "conv":
        arrays = {"weight": kernel[np.newaxis, np.newaxis], "bias": np.zeros(1, plane.dtype)}
        return Call(
            "conv2d", plane[np.newaxis], {"stride": 1 if stride is None else stride, "padding": padding}, arrays
        )
    if operation == "interpolate":
        batch = plane[np.newaxis] if state["backward_dims"] == "1d" else plane[np.newaxis, np.newaxis]
        return Call("interpolate", batch, {"size": state["backward_output"], "mode": state["backward_resample"]})
    call = backward_call(state)
    drawn = {"_random_samples": samples_array(call, plane.dtype)} if call.sampled else {}
    return Call(call.name, one_plane(call, plane), {**call.arguments, **drawn})


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
    sides, stride = call.x.shape[1:], call.settings["stride"]
    kernel = call.arrays["weight"].shape[2:]
    for padding in range(call.settings["padding"], 0, -1):
        steps = [size_steps(size, taps, stride, padding, 1, False) for size, taps in zip(sides, kernel, strict=True)]
        if max(each.outputs for each in steps) <= MAX_SIDE:
            return padding
    return 0


def _unpooled(plane: Array, call: Call, rank: int, explained: Trace) -> Forward:
    """The way back of the maxima, to the plane that they come from: its size is always legal."""
    pooled, indices = getattr(core, call.name)(call.x, **{**call.settings, "return_indices": True})
    windows = {name: call.settings[name] for name in ("kernel_size", "stride", "padding")}
    settings, arrays = {**windows, "output_size": plane.shape[-rank:]}, {"indices": indices}
    result = getattr(core, f"max_unpool{rank}d")(pooled, indices, **settings)
    unpool = Call(f"max_unpool{rank}d", pooled, settings, arrays)
    return Forward(unpool, rank, explained.output, result.reshape(plane.shape), explained)
