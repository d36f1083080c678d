"""The state of the backward lesson -> the call whose gradient it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.call.catalogue import Operation, find
from pooling_core.call.spec import signature
from pooling_core.explain.composition import composition
from pooling_core.geometry.fractional import samples_array
from ui.calls import one_plane
from ui.errors import PageError
from ui.lessons.backward.fields import FIELDS, PER_AXIS, of_rank
from ui.state.fields import State
from ui.state.parameters import arguments

Array = NDArray[Any]
WINDOWS = ("kernel", "stride")
AVERAGED = ("padding", "ceil_mode", "count_include_pad")
# The fields that each operation takes, without the lesson's word; all take the input and the upstream gradient.
TAKES: Mapping[str, tuple[str, ...]] = {
    "max": ("dims", *WINDOWS, "padding", "dilation", "ceil_mode", "per_axis"),
    "avg": ("dims", *WINDOWS, *AVERAGED, "divisor_override", "per_axis"),
    "lp": ("dims", "p", *WINDOWS, "ceil_mode", "per_axis"),
    "gem": ("dims", "p", "eps", *WINDOWS, *AVERAGED, "per_axis"),
    "stochastic": ("dims", "mode", *WINDOWS, "ceil_mode", "per_axis"),
    "adaptive_avg": ("dims", "output", "per_axis"),
    "adaptive_max": ("dims", "output", "per_axis"),
    "fractional_max": ("kernel", "output", "sample", "per_axis"),
    "max_unpool": ("dims", *WINDOWS, "padding", "dilation", "ceil_mode", "per_axis"),
    "conv": ("weight", "stride", "padding", "dilation"),
    "interpolate": ("dims", "resample", "output", "per_axis"),
}
# What is drawn as a volume, too; the others have more boards than a volume has room for, or no 3-D function.
DEEP = ("max", "avg", "lp", "adaptive_avg", "adaptive_max")


# The pooling that comes before an operation that is none.
FIRST = {"max_unpool": "max"}


def rank_of(state: State) -> int:
    """Over how many axes the operation goes; 2 where it has no such form."""
    operation, dims = state["backward_operation"], state["backward_dims"]
    if "dims" not in TAKES[operation] or (dims == "3d" and operation not in DEEP):
        return 2
    return int(dims[0])


def is_apart(state: State) -> bool:
    """Whether each axis has numbers of its own."""
    return bool(state["backward_per_axis"] and rank_of(state) > 1 and "per_axis" in TAKES[state["backward_operation"]])


def takes(state: State) -> tuple[str, ...]:
    """The fields that a state's operation takes."""
    names, rank = list(TAKES[state["backward_operation"]]), rank_of(state)
    if "mode" in names and state["backward_mode"] == "training":
        names.append("seed")
    if rank == 1:
        names = [name for name in names if name not in ("per_axis", "divisor_override")]
    if is_apart(state):
        ends = ("_w", "_d") if rank == 3 else ("_w",)
        names += [f"{name}{end}" for name in PER_AXIS if name in names for end in ends]
    return tuple(f"backward_{name}" for name in names)


def given(state: State, names: Iterable[str]) -> dict[str, Any]:
    """What a state gives to parameters."""
    return arguments(of_rank(rank_of(state)), state, names, apart=is_apart(state))


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


def backward_call(state: State) -> PoolSpec:
    """The pooling call in a state: the operation itself, or the maxima before an unpooling.

    Raises:
        PoolingError: where it cannot be written down.
    """
    name, said = unchecked(state)
    return PoolSpec.of(name, **said)


def unchecked(state: State) -> tuple[str, dict[str, Any]]:
    """The name and the arguments of that call.

    Raises:
        PoolingError: where they cannot be written down.
    """
    operation = state["backward_operation"]
    name = f"{FIRST.get(operation, operation)}_pool{rank_of(state)}d"
    taken = {name for key in takes(state) for name in FIELDS[key].names}
    said = given(state, [each for each in signature(name) if each in taken])
    if "p" in said:  # it is learned, and so no whole number
        said["p"] = float(said["p"])
    if "_random_samples" in said:
        said["_random_samples"] = (((_sample(state),) * 2,),)
    return name, said


def _sample(state: State) -> float:
    """The number that places fractional windows.

    Raises:
        PoolingError: for one that PyTorch never draws.
    """
    sample = arguments(FIELDS, state, ["sample"])["sample"]
    if not 0 <= np.float32(sample) < 1:
        nearest = 0 if sample < 0 else FIELDS["backward_sample"].nearest
        raise PageError("sample-range", "sample", sample, {"sample": nearest})
    return float(sample)


def call_of(state: State, plane: Array, kernel: Array) -> Call:
    """What a state asks for; of unpooling the maxima that come first.

    Args:
        kernel: of the convolution, ``(rows, columns)``.

    Raises:
        PoolingError: where it cannot be written down.
    """
    operation = state["backward_operation"]
    if operation == "conv":
        arrays = {"weight": kernel[np.newaxis, np.newaxis], "bias": np.zeros(1, plane.dtype)}
        said = given(state, ("stride", "padding", "dilation"))
        # The stride of a convolution is 1 where none is given.
        return Call("conv2d", plane[np.newaxis], said | ({"stride": 1} if said["stride"] is None else {}), arrays)
    if operation == "interpolate":
        batch = plane[np.newaxis] if rank_of(state) == 1 else plane[np.newaxis, np.newaxis]
        return Call("interpolate", batch, given(state, ("size", "mode")))
    call = backward_call(state)
    drawn = {"_random_samples": samples_array(call, plane.dtype)} if call.sampled else {}
    return Call(call.name, one_plane(call, plane), {**call.arguments, **drawn})
