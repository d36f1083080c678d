"""The call of the dimensions lesson, and the tensor that its view shows."""

from __future__ import annotations

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from ui.lessons.dimensions.fields import FIELDS, HOLDS, VOLUME, over_time
from ui.page import tensors, volumes
from ui.state.fields import State
from ui.state.parameters import arguments


def dimensions_call(state: State) -> PoolSpec:
    """The call of a view; over all time the window of a sequence is its whole length."""
    name = f"{state['dimensions_operation']}_pool{state['dimensions_view']}"
    if over_time(state):
        return PoolSpec.of(name, kernel_size=shown(state).plane.shape[-1])
    return PoolSpec.of(name, **arguments(FIELDS, state, signature(name)))


def shown(state: State) -> tensors.Read:
    """Scores, a plane or a volume."""
    key = HOLDS[state["dimensions_view"]]
    return volumes.read(FIELDS, state, key) if key == VOLUME else tensors.read(FIELDS, state, key)
