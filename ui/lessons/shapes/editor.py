"""The stack as text, and a way to write it without knowing the grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.lessons.shapes.fields import FIELDS, INPUT, LAYER, STACK
from ui.stage.controls import Control, action, control, menu
from ui.state.fields import State
from ui.text import stack_text

# What each kind of layer is added as, to be changed in the text.
ADDED: Mapping[str, str] = {
    "conv": "conv 16 k3 p1",
    "max": "max k2",
    "avg": "avg k2",
    "adaptive": "adaptive 1",
    "relu": "relu",
    "norm": "norm",
    "flatten": "flatten",
    "linear": "linear 10",
    "conv_transpose": "conv_transpose 16 k2 s2",
    "upsample": "upsample 2",
    "unpool": "unpool k2",
    "cat": "cat input",
    "add": "add input",
    "pad": "pad 1",
    "shuffle": "shuffle 2",
    "unshuffle": "unshuffle 2",
    "adaptive_max": "adaptive_max 1",
    "lp": "lp 2 k2",
    "fractional": "fractional k2 o4",
    "gem": "gem 3",
    "soft": "soft k2",
    "tf_max": "tf_max k2 same",
    "tf_avg": "tf_avg k2 same",
    "group_norm": "group_norm 4",
    "instance_norm": "instance_norm",
    "layer_norm": "layer_norm 10",
    "prelu": "prelu",
    "box": "box MyBlock",
}


def texts(state: State, text: Mapping[str, Any], problems: Mapping[str, str]) -> list[Control]:
    """The shape of the input and the lines of the stack; ``problems`` by the field that cannot be read."""
    shape = control(FIELDS, state, INPUT, text["input"], help=text["input_help"], problem=problems.get(INPUT))
    stack = control(FIELDS, state, STACK, text["stack"], kind="lines", problem=problems.get(STACK))
    return [shape, stack]


def additions(state: State, text: Mapping[str, Any]) -> list[Control]:
    """One more layer of each kind, and one less."""
    lines = _lines(state)
    so_far = "".join(f"{line}\n" for line in lines)
    offered: Sequence[dict[str, Any]] = [
        {"label": text["kinds"][kind], "code": line, "changes": {LAYER: str(len(lines) + 1)}, "adds": {STACK: line}}
        for kind, line in ADDED.items()
        if len(lines) < stack_text.MAX_LINES and len(so_far) + len(line) <= stack_text.MAX_CHARACTERS
    ]
    label = text["add"] if offered else text["full"].format(most=stack_text.MAX_LINES)
    return [
        menu("add", label, offered, {STACK: so_far}),
        action("remove", text["remove"], acts={STACK: "\n".join(lines[:-1])}, off=not lines),
    ]


def _lines(state: State) -> list[str]:
    return [line for line in str(state[STACK]).splitlines() if line.strip()]
