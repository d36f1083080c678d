"""The call of the adaptive bins lesson."""

from __future__ import annotations

from pooling_core import PoolSpec
from ui.state.fields import State


def adaptive_call(state: State) -> PoolSpec:
    """The call of the adaptive bins lesson."""
    name = f"adaptive_{state['bins_operation']}_pool{state['bins_dims']}"
    if state["bins_dims"] == "1d":
        return PoolSpec.of(name, output_size=state["output_size"])
    height = None if state["keep_height"] else state["output_size"]
    width = None if state["keep_width"] else state["output_size_w"]
    return PoolSpec.of(name, output_size=(height, width))
