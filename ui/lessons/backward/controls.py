"""What is turned in the backward lesson: the operation, the parameters that it takes, and the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.lessons.backward.call import DEEP, TAKES, is_apart, rank_of, takes
from ui.lessons.backward.fields import FIELDS, ONE, PER_AXIS
from ui.lessons.backward.forward import Forward
from ui.stage.controls import Control, control, lock, per_axis
from ui.state.fields import State
from ui.words import words

MAIN = ("resample", "kernel", "stride", "padding", "dilation", "output", "sample", "p", "ceil_mode")
MORE = ("mode", "seed", "eps", "count_include_pad", "divisor_override", "per_axis")


def row(state: State) -> list[Control]:
    """The operation, and over how many axes."""
    text, common = words("backward"), words("common")["controls"]
    operation = state["backward_operation"]
    options = [{"value": each, "label": text["operations"][each]} for each in FIELDS["backward_operation"].options]
    chosen = control(FIELDS, state, "backward_operation", text["operation"], kind="list", options=options)
    if "dims" not in TAKES[operation]:
        return [chosen]
    dims = [each for each in FIELDS["backward_dims"].options if each != "3d" or operation in DEEP]
    shown = [{"value": each, "label": each} for each in dims]
    # Of an operation that has no 3-D form the plane is shown.
    rank = {**state, "backward_dims": f"{rank_of(state)}d"}
    return [chosen, control(FIELDS, rank, "backward_dims", common["dims"], help=text["help"]["dims"], options=shown)]


def main(state: State, forward: Forward | None) -> list[Control]:
    """Where the windows stand, or what places them; and what is made of the result."""
    return [*_taken(state, MAIN), *_loss(state, forward)]


def more(state: State) -> list[Control]:
    """What is turned less often."""
    return _taken(state, MORE)


def _taken(state: State, names: Sequence[str]) -> list[Control]:
    taken = takes(state)
    return [each for name in names if f"backward_{name}" in taken for each in _controls(state, name)]


def _controls(state: State, name: str) -> list[Control]:
    text, common = words("backward"), words("common")["controls"]
    operation, key = state["backward_operation"], f"backward_{name}"
    if name == "per_axis":
        deep = rank_of(state) == 3
        said = {**common, "per_axis": common["axes_apart"]} if deep else common
        linked = [f"backward_{each}" for each in PER_AXIS]
        return [lock(FIELDS, state, key, said, linked, ends=("_w", "_d"))]
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
    elif name == "divisor_override":
        more["empty"] = common["divisor_placeholder"]
    if name not in PER_AXIS or not is_apart(state):
        return [control(FIELDS, state, key, label, **more)]
    if name == "stride":
        more["means"] = [state[f"backward_kernel{end}"] for end in ("", "_w", "_d")]
    said = {**common, full: label}
    return per_axis(FIELDS, state, key, said, apart=True, parameter=full, deep=rank_of(state) == 3, **more)


def _loss(state: State, forward: Forward | None) -> list[Control]:
    """What the loss is; of one output which."""
    text = words("backward")
    options = [{"value": each, "label": label} for each, label in text["losses"].items()]
    help = text["help"]["loss"]
    shown = [control(FIELDS, state, "backward_loss", text["loss"], kind="list", options=options, help=help)]
    if state["backward_loss"] == "one":
        axes = 3 if rank_of(state) == 3 else 2
        shown += [control(FIELDS, state, key, text[key.removeprefix("backward_")]) for key in ONE[3 - axes :]]
    return shown
