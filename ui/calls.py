"""The state of a lesson -> the pooling call it asks for. No widgets, no rules of pooling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.errors import Seen
from pooling_core.call.spec import signature
from ui.errors import PageError
from ui.state.fields import State

# Beyond this a float is written with its exponent, not as hundreds of digits.
LARGEST_WHOLE = 1e6
DEFAULT_EPS = 1e-6
PER_AXIS = ("kernel_size", "stride", "padding", "dilation")
SHORT_NAMES = {
    "kernel_size": "kernel",
    "output_size": "output",
    "size": "output",
    "output_ratio": "ratio",
    "norm_type": "p",
}


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


def text_rank(text: str) -> int:
    """One dimension for a tensor of one row, else two."""
    return 2 if "\n" in text.strip() else 1


def stochastic_call(state: State) -> PoolSpec:
    """The call of the stochastic lesson; a tensor of one row is pooled in one dimension."""
    rank = text_rank(state["stochastic_input"])
    return PoolSpec.of(
        f"stochastic_pool{rank}d",
        kernel_size=state["stochastic_kernel"],
        stride=state["stochastic_stride"],
        training=state["mode"] == "training",
        rng=state["seed"],
    )


def unpool_call(state: State) -> PoolSpec:
    """The pooling call of the unpooling lesson."""
    windows = {name: state[f"unpool_{name.split('_')[0]}"] for name in ("kernel_size", "stride", "padding")}
    return PoolSpec.of("max_pool2d", **windows)


def conv_average_call(state: State) -> PoolSpec:
    """The average that the convolution lesson writes as a convolution."""
    windows = {name: state[f"conv_average_{name.split('_')[0]}"] for name in ("kernel_size", "stride", "padding")}
    name = f"avg_pool{state['conv_average_dims']}"
    return PoolSpec.of(name, **windows, count_include_pad=state["conv_average_counted"])


def conv_settings(state: State) -> dict[str, Any]:
    """The convolution's own parameters; padding is a number where its text is one."""
    said = state["conv_parameters_padding"].strip()
    padding = int(said) if said.removeprefix("-").isdecimal() and said.isascii() else said
    numbers = {name: state[f"conv_parameters_{name}"] for name in ("stride", "dilation", "groups")}
    return {**numbers, "padding": padding}


def conv_fixes(view: str, error: PoolingError) -> tuple[PoolingError, list[dict[str, Any]]]:
    """An error that advises one number for all axes, as the convolution lesson has it, and the changes of state."""
    fixes = [
        {name: min(value) if isinstance(value, tuple) else value for name, value in fix.items()} for fix in error.fixes
    ]
    names = {"kernel_size": "kernel"}
    texts = ("weight",) if view == "average" else ("padding",) if view == "parameters" else ()
    changes = [
        {f"conv_{view}_{names.get(name, name)}": str(value) if name in texts else value for name, value in fix.items()}
        for fix in fixes
    ]
    return error.with_fixes(*fixes), changes


def conv_weight(state: State, kernel: NDArray[Any], channels: int) -> NDArray[Any]:
    """The rows of the kernel's text as a weight; in 1-D each output channel takes channels / groups of them.

    Raises:
        PoolingError: where the rows do not fill whole kernels.
    """
    if state["conv_parameters_dims"] == "2d":
        return kernel[np.newaxis, np.newaxis]
    per_group = max(channels // max(state["conv_parameters_groups"], 1), 1)
    if len(kernel) % per_group:
        groups = state["conv_parameters_groups"]
        fix = {"groups": channels} if channels != groups and not len(kernel) % channels else {}
        wanted = {"channels": channels, "groups": groups, "rows": per_group}
        raise PageError("rows-per-kernel", "weight", Seen("rows", len(kernel)), fix, **wanted)
    return kernel.reshape(-1, per_group, kernel.shape[1])


def conv_shift_call(state: State) -> PoolSpec:
    """The maximum whose input the convolution lesson shifts."""
    return PoolSpec.of("max_pool1d", kernel_size=state["conv_shift_kernel"], stride=state["conv_shift_stride"])


def one_plane(call: PoolSpec, plane: NDArray[Any]) -> NDArray[Any]:
    """The tensor as the functions take it: ``(channels, length)``, or one channel before its axes."""
    return plane if call.rank == 1 else plane[np.newaxis]


def mends(error: PoolingError, changes: Callable[[PoolingError], dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes of state for each choice that an error names; where it names none, what mends it all the same."""
    return [changes(error.with_fixes(fix)) for fix in error.fixes] or [changes(error)]


def applied(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow the nearest valid choice an error names."""
    if error.parameter == "input" and state.get("dtype", "float32") != "float32":
        return {"dtype": "float32"}
    changes: dict[str, Any] = {}
    for parameter, value in error.fix.items():
        key = _field(state, parameter)
        if key is None:
            continue
        values = value if isinstance(value, tuple) else (value, value)
        if f"{key}_w" in state:
            written = [f"{each:g}" if isinstance(state[key], str) else each for each in values]
            changes |= {key: written[0], f"{key}_w": written[-1]}
        elif isinstance(state[key], str):
            changes[key] = str(value)
        else:  # one number for all axes must suit the smallest
            changes[key] = min(values) if isinstance(value, tuple) else value
    switch = next((key for key in state if key.endswith("per_axis")), None)
    if switch and not state[switch] and any(isinstance(value, tuple) for value in error.fix.values()):
        # What was linked stays equal on both axes when they are taken apart.
        linked = {f"{key}_w": state[key] for key in state if f"{key}_w" in state}
        changes = {**linked, **changes, switch: True}
    return changes


def _field(state: State, parameter: str) -> str | None:
    """The field that holds a parameter: of its own name, or the lesson's word and its short name, ``unpool_kernel``."""
    ending = f"_{SHORT_NAMES.get(parameter, parameter)}"
    return parameter if parameter in state else next((key for key in state if key.endswith(ending)), None)


def axes(state: State, key: str, apart: bool) -> Any:
    """One number for all axes, or one of each where they are taken apart."""
    first, second = state[key], state[f"{key}_w"]
    if not apart:
        return first
    if key.endswith("stride"):
        if first is second is None:
            return None
        # torch has no half-given stride; an empty one means the kernel's side, as for both.
        kernel = key.removesuffix("stride") + ("kernel" if key != "stride" else "kernel_size")
        sides = (state[kernel], state[f"{kernel}_w"])
        return tuple(side if given is None else given for given, side in zip((first, second), sides, strict=True))
    return (first, second)


def number(text: str, parameter: str, nearest: float = 2) -> float:
    """A number typed as text, an int where it is whole and written without a point.

    Raises:
        PoolingError: for any other text.
    """
    try:
        value = float(text.strip().replace("∞", "inf").replace("−", "-"))
    except ValueError:
        raise PageError("number-or-inf", parameter, text, {parameter: nearest}) from None
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE and "." not in text else value
