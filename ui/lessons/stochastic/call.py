"""The call of the stochastic pooling lesson."""

from __future__ import annotations

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from ui.calls import text_rank
from ui.lessons.stochastic.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments


def stochastic_call(state: State) -> PoolSpec:
    """The call of the lesson; a tensor of one row is pooled in one dimension."""
    name = f"stochastic_pool{text_rank(state['stochastic_input'])}d"
    return PoolSpec.of(name, **arguments(FIELDS, state, signature(name)))
