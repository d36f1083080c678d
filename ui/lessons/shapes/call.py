"""The one call that stands for a stack."""

from pooling_core import PoolSpec
from ui.state.fields import State


def many_calls(_: State) -> PoolSpec:
    """A stack is no single pooling call; its screen asks for none."""
    return PoolSpec.of("max_pool1d", kernel_size=1)
