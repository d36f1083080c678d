"""The state of the backward lesson -> the call whose gradient it shows."""

from __future__ import annotations

from collections.abc import Mapping
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
from ui.lessons.backward.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments

Array = NDArray[Any]
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


def backward_call(state: State) -> PoolSpec:
    """The pooling call in a state: the operation itself, or the maxima before an unpooling.

    Raises:
        PoolingError: where it cannot be written down.
    """
    operation = state["backward_operation"]
    dims = state["backward_dims"] if "dims" in TAKES[operation] else "2d"
    name = f"{FIRST.get(operation, operation)}_pool{dims}"
    taken = {name for key in takes(state) for name in FIELDS[key].names}
    names = [each for each in signature(name) if each in taken]
    given = arguments(FIELDS, state, names)
    if "p" in given:  # it is learned, and so no whole number
        given["p"] = float(given["p"])
    if "_random_samples" in given:
        given["_random_samples"] = (((_sample(state),) * 2,),)
    return PoolSpec.of(name, **given)


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
        given = arguments(FIELDS, state, ("stride", "padding"))
        # The stride of a convolution is 1 where none is given.
        return Call("conv2d", plane[np.newaxis], given | ({"stride": 1} if given["stride"] is None else {}), arrays)
    if operation == "interpolate":
        batch = plane[np.newaxis] if state["backward_dims"] == "1d" else plane[np.newaxis, np.newaxis]
        return Call("interpolate", batch, arguments(FIELDS, state, ("size", "mode")))
    call = backward_call(state)
    drawn = {"_random_samples": samples_array(call, plane.dtype)} if call.sampled else {}
    return Call(call.name, one_plane(call, plane), {**call.arguments, **drawn})
