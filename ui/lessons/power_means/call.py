"""The call of the power means lesson."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from ui.calls import text_rank
from ui.lessons.power_means.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments


def power_call(state: State) -> PoolSpec:
    """The call of the power means lesson; a tensor of one row is pooled in one dimension."""
    name, given = power_arguments(state)
    return PoolSpec.of(name, **given)


def power_arguments(state: State) -> tuple[str, dict[str, Any]]:
    """The name and the arguments of that call, unchecked.

    Raises:
        PoolingError: for a text that is no number.
    """
    name = f"{state['family']}_pool{text_rank(state['power_input'])}d"
    return name, arguments(FIELDS, state, signature(name), apart=are_apart(state))


def are_apart(state: State) -> bool:
    """Whether height and width have numbers of their own."""
    return bool(state["power_per_axis"] and text_rank(state["power_input"]) == 2)


def turns_beta(state: State) -> bool:
    """Whether the chosen family has beta, and not p."""
    return "beta" in signature(f"{state['family']}_pool2d")
