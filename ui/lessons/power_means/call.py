"""The call of the power means lesson."""

from __future__ import annotations

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from ui.calls import DEFAULT_EPS, axes, number, text_rank
from ui.state.fields import State


def power_call(state: State) -> PoolSpec:
    """The call of the power means lesson; a tensor of one row is pooled in one dimension."""
    rank = text_rank(state["power_input"])
    apart = state["power_per_axis"] and rank == 2
    windows = {"kernel_size": axes(state, "power_kernel", apart), "stride": axes(state, "power_stride", apart)}
    name = f"{state['family']}_pool{rank}d"
    readers = {
        "norm_type": lambda: number(state["p"], "p"),
        "p": lambda: float(number(state["p"], "p")),
        "eps": lambda: float(number(state["eps"], "eps", DEFAULT_EPS)),
        "beta": lambda: float(state["beta"]),
    }
    turned = {parameter: read() for parameter, read in readers.items() if parameter in signature(name)}
    return PoolSpec.of(name, **windows, **turned)


def turns_beta(state: State) -> bool:
    """Whether the chosen family has beta, and not p."""
    return "beta" in signature(f"{state['family']}_pool2d")
