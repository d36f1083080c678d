"""The call of the fractional windows lesson, and what mends what its layer refuses."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from ui.calls import applied, number
from ui.state.fields import State

DEFAULT_RATIO = 0.5


def fractional_call(state: State) -> PoolSpec:
    """The call of the fractional windows lesson; torch takes the sample of the width first."""
    values: dict[str, Any] = {"kernel_size": plain((state["fractional_kernel"], state["fractional_kernel_w"]))}
    if state["fractional_given"] != "ratio":
        values["output_size"] = plain((state["fractional_output"], state["fractional_output_w"]))
    if state["fractional_given"] != "size":
        ratios = (state["fractional_ratio"], state["fractional_ratio_w"])
        values["output_ratio"] = tuple(number(ratio, "output_ratio", DEFAULT_RATIO) for ratio in ratios)
    samples = (float(state["fractional_sample_w"]), float(state["fractional_sample"]))
    indices = state["fractional_indices"]
    return PoolSpec.of("fractional_max_pool2d", **values, return_indices=indices, _random_samples=((samples,),))


def fractional_fix(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow an error of the layer: of size and ratio one stays."""
    if error.fix.get("output_ratio", 0) is None:
        return {"fractional_given": "size"}
    return applied(state, error)
