"""The call of the adaptive bins lesson."""

from __future__ import annotations

from pooling_core import PoolSpec
from ui.lessons.adaptive_bins.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments


def adaptive_call(state: State) -> PoolSpec:
    """The call of the adaptive bins lesson."""
    name = f"adaptive_{state['bins_operation']}_pool{state['bins_dims']}"
    if state["bins_dims"] == "1d":
        return PoolSpec.of(name, **arguments(FIELDS, state, ["output_size"]))
    sizes = arguments(FIELDS, state, ["output_size"], apart=True)["output_size"]
    keeps = state["keep_height"], state["keep_width"]
    return PoolSpec.of(name, output_size=tuple(None if keep else size for keep, size in zip(keeps, sizes, strict=True)))
