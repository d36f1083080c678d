"""The call of the sliding windows lesson, and what mends it."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from ui.lessons.sliding_windows.fields import FIELDS
from ui.lessons.sliding_windows.padded import is_apart, is_counted
from ui.state.fields import State
from ui.state.parameters import arguments, changes

HEATED = ("float32", "float16", "float64")


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
    given = arguments(FIELDS, state, signature(name), apart=are_apart(state))
    if is_apart(state):
        given["padding"] = 0
        if "count_include_pad" in given:
            given["count_include_pad"] = is_counted(state)
    return name, given


def are_apart(state: State) -> bool:
    """Whether height and width have numbers of their own."""
    return bool(state["per_axis"] and state["dims"] == "2d")


def takes_temperature(state: State) -> bool:
    """Whether the sliding windows lesson has the extension: a factor of an average of floats."""
    return bool(state["operation"] == "avg" and state["dtype"] in HEATED and not is_apart(state))


def mend(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow a fix; a tensor is mended by its dtype, which is no parameter of the call."""
    if error.parameter == "input" and state["dtype"] != "float32":
        nearest = error.values.get("nearest", "float32")  # as the sentence says
        return {"dtype": nearest if nearest != state["dtype"] else "float32"}
    return changes(FIELDS, state, error.fix)
