"""The screen of the stochastic pooling lesson."""

from __future__ import annotations

import numpy as np

from pooling_core import PoolingError
from ui.lesson import Lesson, Moment, Plane, work_out
from ui.lessons.stochastic.draws import draws
from ui.lessons.stochastic.fields import FIELDS, SEEDS
from ui.page import parts, tensors
from ui.page.compose import Screen, compose, picture
from ui.page.look import aside, look
from ui.stage.controls import Control, action, control
from ui.state.fields import State
from ui.text import snippets, tensor_text
from ui.words import words

WINDOW = ("drawn_row", "drawn_column")


def screen(lesson: Lesson, said: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, said, "stochastic_input")
    state = {**aside(FIELDS, said, WINDOW), "stochastic_input": tensors.canonical(FIELDS, said, "stochastic_input")}
    worked = moment(lesson, state)
    headline = parts.headline(lesson, state, worked, read.problem)
    if worked.error is not None and not read.problem:
        headline["fixes"] = [*rectified(worked.error, worked.plane), *headline["fixes"]]
    drawn = picture(lesson, worked)
    if state["mode"] == "training":
        drawn["words"] = {**drawn["words"], **lesson.words["labels"]}
    shown = compose(
        lesson,
        state,
        drawn,
        headline=headline,
        row=[control(FIELDS, state, "mode", lesson.words["mode"], options=modes())],
        main=main(state),
        tensors=[tensors.box("stochastic_input", state, read)],
        panels=[*about(state), *code(worked), *parts.result(worked)],
        call=worked.call,
    )
    return {**shown, "look": look(FIELDS, said, worked, WINDOW), "draws": draws(worked, state)}


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on its tensor."""
    return work_out(lesson, state, tensors.read(FIELDS, state, "stochastic_input").plane)


def rectified(error: PoolingError, plane: Plane) -> list[parts.Part]:
    """The way out for numbers below 0: what ReLU makes of the input, where that mends it."""
    if error.parameter != "input" or not np.isfinite(plane).all():
        return []
    text = tensor_text.format_tensor(np.maximum(plane, 0))
    return [{"label": words("stochastic")["relu"], "changes": {"stochastic_input": text}}]


# ---- controls ----


def modes() -> list[dict[str, str]]:
    """Training and inference, with PyTorch's names of the two."""
    text = words("stochastic")["modes"]
    return [{"value": value, "label": text[value]} for value in FIELDS["mode"].options]


def main(state: State) -> list[Control]:
    """Where the windows stand, which draw is shown, and the button for the next one."""
    text, common = words("stochastic"), words("common")["controls"]
    stride = {"means": state["stochastic_kernel"], "empty": common["stride_placeholder"]}
    helps = common["help"]
    controls = [
        control(FIELDS, state, "stochastic_kernel", common["kernel_size"], help=helps["kernel_size"]),
        control(FIELDS, state, "stochastic_stride", common["stride"], help=helps["stride"], **stride),
    ]
    if state["mode"] != "training":
        return controls
    seed = control(FIELDS, state, "seed", text["seed"], help=text["seed_help"])
    following = {"seed": str((state["seed"] + 1) % SEEDS)}
    return [*controls, seed, action("again", text["again"], acts=following)]


# ---- below the picture ----


def about(state: State) -> list[parts.Part]:
    """What the mode means, and where the method comes from."""
    text = words("stochastic")
    return [parts.said("about", text["about"][state["mode"]], title=""), parts.said("source", text["source"], title="")]


def code(worked: Moment) -> list[parts.Part]:
    """The call in Poolscope's core: PyTorch has no such function."""
    if worked.call is None:
        return []
    return [parts.copied("code", snippets.core_code(worked.call, worked.plane), title=words("stochastic")["code"])]
