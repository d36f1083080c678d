"""The state of a lesson -> the pooling call it asks for. No widgets, no rules of pooling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.params import signature
from ui.fields import State

PER_AXIS = ("kernel_size", "stride", "padding", "dilation")


def window_call(state: State) -> PoolSpec:
    """The call of the sliding windows lesson.

    Raises:
        PoolingError: where it cannot even be written down (text that is no number as norm_type).
    """
    name = f"{state['operation']}_pool{state['dims']}"
    accepted = signature(name)
    values = {key: _axes(state, key) if key in PER_AXIS else state[key] for key in accepted if key in state}
    if "norm_type" in accepted:
        values["norm_type"] = _power(state["norm_type"])
    return PoolSpec.of(name, **values)


def adaptive_call(state: State) -> PoolSpec:
    """The call of the adaptive bins lesson."""
    name = f"adaptive_{state['bins_operation']}_pool{state['bins_dims']}"
    height = state["output_size"]
    return PoolSpec.of(name, output_size=height if state["bins_dims"] == "1d" else (height, state["output_size_w"]))


def one_plane(call: PoolSpec, plane: NDArray[Any]) -> NDArray[Any]:
    """The plane as the functions take it: ``(channels, length)`` or ``(1, height, width)``."""
    return plane if call.rank == 1 else plane[np.newaxis]


def applied(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow the nearest valid choice an error names."""
    changes: dict[str, Any] = {}
    for parameter, value in error.fix.items():
        if parameter in PER_AXIS or parameter == "output_size":
            values = value if isinstance(value, tuple) else (value, value)
            changes |= {parameter: values[0], f"{parameter}_w": values[-1]}
            if isinstance(value, tuple) and "per_axis" in state:
                changes["per_axis"] = True
        elif parameter == "norm_type":
            changes[parameter] = f"{value:g}"
        elif parameter in state:
            changes[parameter] = value
    return changes


def _axes(state: State, key: str) -> Any:
    first, second = state[key], state[f"{key}_w"]
    if not state["per_axis"] or state["dims"] == "1d":
        return first
    if key == "stride" and None in (first, second):
        # torch has no half-given stride; an empty one means the kernel's side, as for both.
        sides = (state["kernel_size"], state["kernel_size_w"])
        return (
            None
            if (first, second) == (None, None)
            else tuple(side if given is None else given for given, side in zip((first, second), sides, strict=True))
        )
    return (first, second)


def _power(text: str) -> float:
    try:
        power = float(text.strip().replace("∞", "inf").replace("−", "-"))
    except ValueError:
        raise PoolingError("norm_type", text, "it must be a number, or inf", {"norm_type": 2}) from None
    return int(power) if power.is_integer() else power
