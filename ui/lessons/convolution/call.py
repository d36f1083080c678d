"""The calls of the convolution lesson, and what mends them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.errors import Seen
from ui.errors import PageError
from ui.state.fields import State

# What a link says as text, though it may be a number.
TEXTS = {"average": ("weight",), "parameters": ("padding",), "shift": ()}
SHORT_NAMES = {"kernel_size": "kernel"}


def average_call(state: State) -> PoolSpec:
    """The average that is written as a convolution."""
    windows = {name: state[f"conv_average_{name.split('_')[0]}"] for name in ("kernel_size", "stride", "padding")}
    name = f"avg_pool{state['conv_average_dims']}"
    return PoolSpec.of(name, **windows, count_include_pad=state["conv_average_counted"])


def settings(state: State) -> dict[str, Any]:
    """The convolution's own parameters; padding is a number where its text is one."""
    said = state["conv_parameters_padding"].strip()
    padding = int(said) if said.removeprefix("-").isdecimal() and said.isascii() else said
    numbers = {name: state[f"conv_parameters_{name}"] for name in ("stride", "dilation", "groups")}
    return {**numbers, "padding": padding}


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
    return PoolSpec.of("max_pool1d", kernel_size=state["conv_shift_kernel"], stride=state["conv_shift_stride"])


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
    """The changes of state that follow the nearest valid choice of an error."""
    view = state["conv_view"]
    return {
        f"conv_{view}_{SHORT_NAMES.get(name, name)}": str(value) if name in TEXTS[view] else value
        for name, value in advised(error).fix.items()
    }
