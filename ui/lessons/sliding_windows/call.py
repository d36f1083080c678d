"""The call of the sliding windows lesson."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from ui.calls import PER_AXIS, axes, number
from ui.state.fields import State


def window_call(state: State) -> PoolSpec:
    """The call of the sliding windows lesson."""
    name, values = window_arguments(state)
    return PoolSpec.of(name, **values)


def window_arguments(state: State) -> tuple[str, dict[str, Any]]:
    """The name and the arguments of that call, unchecked.

    Raises:
        PoolingError: where it cannot even be written down (text that is no number as norm_type).
    """
    heated = state["temperature"].strip() and takes_temperature(state)
    name = f"{'temperature_' if heated else ''}{state['operation']}_pool{state['dims']}"
    accepted = signature(name)
    apart = state["per_axis"] and state["dims"] == "2d"
    values = {key: axes(state, key, apart) if key in PER_AXIS else state[key] for key in accepted if key in state}
    for parameter, nearest in (("norm_type", 2), ("temperature", 1)):
        if parameter in accepted:
            values[parameter] = number(state[parameter], parameter, nearest)
    return name, values


def takes_temperature(state: State) -> bool:
    """Whether the sliding windows lesson has the extension: a factor of an average of floats."""
    return bool(state["operation"] == "avg" and state["dtype"] != "int64")
