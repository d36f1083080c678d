"""What comes down to the result: written by hand, or the gradient of a loss that is made of the result."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.lessons.backward.fields import FIELDS, ONE, UPSTREAM
from ui.lessons.backward.forward import Forward
from ui.page.tensors import Read
from ui.state.fields import State
from ui.text import tensor_text, volume_text
from ui.text.number_text import TensorTextError
from ui.words import words

Array = NDArray[Any]


def upstream_of(forward: Forward, state: State) -> Read:
    """The upstream gradient of a state, and why it is not what was asked for."""
    loss, shape = state["backward_loss"], forward.output.shape
    if loss == "hand":
        return _by_hand(forward, state[UPSTREAM])
    if loss == "sum":
        return Read(np.ones(shape, np.float32))
    if loss == "mean":
        return Read(np.full(shape, np.float32(1) / np.float32(forward.output.size)))
    asked, place = _asked(forward, state), place_of(forward, state)
    plane = np.zeros(shape, np.float32)
    plane[place] = 1
    if asked == place:
        return Read(plane)
    size = " × ".join(map(str, shape))
    return Read(plane, words("backward")["no_such_output"].format(asked=asked, shape=size, place=place))


def _by_hand(forward: Forward, said: str) -> Read:
    """What the link says, or ones where it says another shape, and why."""
    text, shape = words("backward"), forward.output.shape
    ones = np.ones(shape, np.float32)
    try:
        plane = volume_text.parse(said) if forward.rank == 3 else tensor_text.parse(said).array
    except TensorTextError as error:
        return Read(ones, text["upstream_unread"].format(message=error) if fits_text(forward) else None)
    if plane.shape == shape:
        return Read(plane)
    if said == FIELDS[UPSTREAM].default or not fits_text(forward):
        return Read(ones)
    received, wanted = (" × ".join(map(str, each)) for each in (plane.shape, shape))
    return Read(ones, text["upstream_kept"].format(received=received, wanted=wanted))


def fits_text(forward: Forward) -> bool:
    """Whether an upstream gradient of the result's shape can be written as text."""
    most = volume_text.MAX_SIDE if forward.rank == 3 else tensor_text.MAX_SIDE
    return max(forward.output.shape) <= most


def _asked(forward: Forward, state: State) -> tuple[int, ...]:
    return tuple(int(state[key]) for key in ONE[3 - forward.output.ndim :])


def place_of(forward: Forward, state: State) -> tuple[int, ...]:
    """The output that is the loss: the one that is asked for, or the last along an axis that has no such one."""
    return tuple(min(at, size - 1) for at, size in zip(_asked(forward, state), forward.output.shape, strict=True))


def formula(forward: Forward, state: State) -> str:
    """The loss in letters; nothing where what comes down is written by hand."""
    loss = state["backward_loss"]
    if loss == "hand":
        return ""
    place = ", ".join(map(str, place_of(forward, state)))
    return str(words("backward")["loss_formulas"][loss].format(count=forward.output.size, place=place))


def program(forward: Forward, state: State, down: str) -> str:
    """The line of the program that sends the loss back.

    Args:
        down: the upstream gradient in code.
    """
    place = ", ".join(map(str, place_of(forward, state)))
    return {
        "hand": f"y.backward({down})",
        "sum": "y.sum().backward()",
        "mean": "y.mean().backward()",
        "one": f"y[..., {place}].backward()",
    }[state["backward_loss"]]
