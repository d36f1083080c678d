"""The call of the fractional windows lesson, and what mends what its layer refuses."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from ui.lessons.fractional.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments, changes

# How many windows there are is said by one of these, or by both; the function takes the first of them.
GIVEN = {"size": ["output_size"], "ratio": ["output_ratio"], "both": ["output_size", "output_ratio"]}


def fractional_call(state: State) -> PoolSpec:
    """The call of the fractional windows lesson."""
    names = ["kernel_size", *GIVEN[state["fractional_given"]], "return_indices", "_random_samples"]
    values = arguments(FIELDS, state, names, apart=True)
    values |= {name: plain(values[name]) for name in ("kernel_size", "output_size") if name in values}
    # For each picture and channel; torch takes the sample of the width first.
    height, width = values["_random_samples"]
    return PoolSpec.of("fractional_max_pool2d", **values | {"_random_samples": (((width, height),),)})


def mend(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow a fix; which of size and ratio is given is a field of its own."""
    if error.fix.get("output_ratio", 0) is None:
        return {"fractional_given": "size"}
    return changes(FIELDS, state, error.fix)
