"""The call of the stochastic pooling lesson."""

from __future__ import annotations

from pooling_core import PoolSpec
from ui.calls import text_rank
from ui.state.fields import State


def stochastic_call(state: State) -> PoolSpec:
    """The call of the lesson; a tensor of one row is pooled in one dimension."""
    rank = text_rank(state["stochastic_input"])
    return PoolSpec.of(
        f"stochastic_pool{rank}d",
        kernel_size=state["stochastic_kernel"],
        stride=state["stochastic_stride"],
        training=state["mode"] == "training",
        rng=state["seed"],
    )
