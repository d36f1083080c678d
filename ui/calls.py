"""The state of a lesson -> the pooling call it asks for. No widgets, no rules of pooling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
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


def text_rank(text: str) -> int:
    """One dimension for a tensor of one row, else two."""
    return 2 if "\n" in text.strip() else 1


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
