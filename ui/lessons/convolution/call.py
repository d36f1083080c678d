"""The calls of the convolution lesson, and what mends them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.errors import Seen
from pooling_core.call.spec import signature
from ui.errors import PageError
from ui.lessons.convolution.fields import AVERAGE, PARAMETERS, SHIFT, VIEWS
from ui.state.fields import State
from ui.state.parameters import arguments, changes


def average_call(state: State) -> PoolSpec:
    """The average that is written as a convolution."""
    name = f"avg_pool{state['conv_average_dims']}"
    return PoolSpec.of(name, **arguments(AVERAGE, state, signature(name)))


def settings(state: State) -> dict[str, Any]:
    """The convolution's own parameters; padding is a word, or a number where its text is one."""
    values = arguments(PARAMETERS, state, ("stride", "dilation", "groups", "padding"))
    said = values["padding"].strip()
    return values | {"padding": int(said) if said.removeprefix("-").isdecimal() and said.isascii() else said}


def weight_of(state: State, kernel: NDArray[Any], channels: int) -> NDArray[Any]:
    """The rows of the kernel's text as a weight; in 1-D each output channel takes channels / groups of them.

    Raises:
        PoolingError: where the rows do not fill whole kernels.
    """
    if state["conv_parameters_dims"] == "2d":
        return kernel[np.newaxis, np.newaxis]
    groups = state["conv_parameters_groups"]
    per_group = max(channels // max(groups, 1), 1)
    if len(kernel) % per_group:
        fix = {"groups": channels} if channels != groups and not len(kernel) % channels else {}
        wanted = {"channels": channels, "groups": groups, "rows": per_group}
        raise PageError("rows-per-kernel", "weight", Seen("rows", len(kernel)), fix, **wanted)
    return kernel.reshape(-1, per_group, kernel.shape[1])


def beside_call(state: State, kernel: NDArray[Any]) -> PoolSpec:
    """The pooling with a window of the kernel's size, given nothing else."""
    dims = state["conv_parameters_dims"]
    size = kernel.shape[-1] if dims == "1d" else kernel.shape
    return PoolSpec.of(f"{state['conv_parameters_beside']}_pool{dims}", kernel_size=size)


def shift_call(state: State) -> PoolSpec:
    """The maximum whose input is shifted."""
    return PoolSpec.of("max_pool1d", **arguments(SHIFT, state, ("kernel_size", "stride")))


# ---- what mends a call ----


def advised(error: PoolingError) -> PoolingError:
    """An error whose fixes are one number for all axes, as the fields of this lesson are."""
    return error.with_fixes(
        *(
            {name: min(value) if isinstance(value, tuple) else value for name, value in fix.items()}
            for fix in error.fixes
        )
    )


def mend(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow a fix: of the fields of the view that is shown, as each has its own."""
    return changes(VIEWS[state["conv_view"]], state, error.fix)
