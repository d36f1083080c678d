"""What is turned in the backward lesson: the operation, and the parameters that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.lessons.backward.call import takes
from ui.lessons.backward.fields import FIELDS
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.words import words

MAIN = ("resample", "kernel", "stride", "padding", "output", "sample", "p")
MORE = ("mode", "seed", "eps")


def row(state: State) -> list[Control]:
    """The operation, and over how many axes."""
    text, common = words("backward"), words("common")["controls"]
    options = [{"value": each, "label": text["operations"][each]} for each in FIELDS["backward_operation"].options]
    chosen = control(FIELDS, state, "backward_operation", text["operation"], kind="list", options=options)
    if "backward_dims" not in takes(state):
        return [chosen]
    return [chosen, control(FIELDS, state, "backward_dims", common["dims"], help=common["help"]["dims"])]


def main(state: State) -> list[Control]:
    """Where the windows stand, or what places them."""
    return _taken(state, MAIN)


def more(state: State) -> list[Control]:
    """What is turned less often."""
    return _taken(state, MORE)


def _taken(state: State, names: Sequence[str]) -> list[Control]:
    taken = takes(state)
    return [_control(state, name) for name in names if f"backward_{name}" in taken]


def _control(state: State, name: str) -> Control:
    text, common = words("backward"), words("common")["controls"]
    operation, key = state["backward_operation"], f"backward_{name}"
    full = {"kernel": "kernel_size", "output": "output_size"}.get(name, name)
    label = text.get(name) or common[full]
    more: dict[str, Any] = {"help": text["help"].get(name) or common["help"].get(full)}
    if name == "stride" and operation == "conv":
        more |= {"means": 1, "empty": text["stride_of_conv"], "help": text["help"]["stride_of_conv"]}
    elif name == "stride":
        more |= {"means": state["backward_kernel"], "empty": common["stride_placeholder"]}
    elif name == "output" and operation == "interpolate":
        label, more["help"] = text["size"], text["help"]["size"]
    elif name == "resample":
        more["kind"] = "list"
    return control(FIELDS, state, key, label, **more)
