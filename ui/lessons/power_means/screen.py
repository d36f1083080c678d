"""The screen of the power means lesson: the steps as grids, and the curve of the window that is looked at."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError
from pooling_core.call.spec import signature
from pooling_core.explain.power_steps import power_steps
from ui.calls import text_rank
from ui.lesson import Lesson, Moment, asked_anyway, work_out
from ui.lessons.power_means.call import are_apart, power_arguments, turns_beta
from ui.lessons.power_means.curve import curve, label
from ui.lessons.power_means.fields import FIELDS
from ui.lessons.power_means.rungs import is_infinite, key_of, rungs, value_of
from ui.page import parts, tensors
from ui.page.compose import Screen, asked, compose, picture
from ui.page.look import aside, look
from ui.stage import payload
from ui.stage.controls import Control, control, lock, per_axis
from ui.state.fields import State
from ui.words import words

WINDOW = ("window_row", "window_column")


def screen(lesson: Lesson, said: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, said, "power_input")
    state = {**aside(FIELDS, said, WINDOW), "power_input": tensors.canonical(FIELDS, said, "power_input")}
    worked = moment(lesson, state)
    text = lesson.words
    arrow = text["steps"]["weigh" if turns_beta(state) else "root"]
    # There is no padding to make room for here.
    grids = picture(lesson, worked, extras=steps(worked), arrow=arrow, ring=(0, 0))
    shown = compose(
        lesson,
        state,
        grids,
        headline=parts.headline(lesson, state, worked, read.problem),
        row=[control(FIELDS, state, "family", text["family"], options=families())],
        main=main(state),
        more=more(state),
        tensors=[tensors.box("power_input", state, read)],
        panels=[*note(worked, state), *parts.code(worked), *parts.result(worked), *parts.batch(worked)],
        word=asked(lesson, worked),
        call=worked.call,
    )
    return {**shown, "look": look(FIELDS, said, worked, WINDOW), "curve": curve(worked, state), "tight": True}


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on its tensor."""
    worked = work_out(lesson, state, tensors.read(FIELDS, state, "power_input").plane)
    try:
        # Of LP alone PyTorch has something to say to a call that was never made.
        return asked_anyway(worked, *power_arguments(state)) if state["family"] == "lp" else worked
    except PoolingError:
        return worked


def steps(worked: Moment) -> list[dict[str, Any]]:
    """Clamp, power, and mean or sum, between the input and the output."""
    if worked.call is None or worked.explained is None:
        return []
    text, grids = words("power_means")["steps"], []
    for name, values in power_steps(worked.call, worked.plane):
        follows = "window" if values.shape == worked.plane.shape else "output"
        # Where there is no room for all, what clamping leaves as it was is not shown twice.
        spare = values.shape == worked.plane.shape and bool((values == worked.plane).all())
        grids.append(payload.extra(text[name], values, "input", follows, arrow=text[name], spare=spare))
    return grids


# ---- controls ----


def families() -> list[dict[str, str]]:
    """The families by the names that people know them by."""
    text = words("power_means")["families"]
    return [{"value": value, "label": text[value]} for value in FIELDS["family"].options]


def main(state: State) -> list[Control]:
    """The ladder, and where the windows stand."""
    text, common = words("power_means"), words("common")["controls"]
    key = key_of(state)
    steps = [{"value": value, "label": label(value)} for value in rungs(state)]
    apart = are_apart(state)
    sides = state["power_kernel"], state["power_kernel_w"] if apart else state["power_kernel"]
    return [
        control(
            FIELDS,
            state,
            key,
            text[key],
            kind="ladder",
            options=steps,
            help=text["help"][key],
            any=text["any"] if key == "p" else None,
        ),
        *per_axis(FIELDS, state, "power_kernel", common, apart=apart, parameter="kernel_size"),
        *per_axis(
            FIELDS,
            state,
            "power_stride",
            common,
            apart=apart,
            parameter="stride",
            means=sides,
            empty=common["stride_placeholder"],
        ),
    ]


def more(state: State) -> list[Control]:
    """What is turned less often."""
    text, common = words("power_means"), words("common")["controls"]
    controls: list[Control] = []
    if "eps" in signature(f"{state['family']}_pool2d"):
        controls.append(control(FIELDS, state, "eps", text["eps"], help=text["help"]["eps"]))
    if not _is_flat(state):
        controls.append(lock(FIELDS, state, "power_per_axis", common, ("power_kernel", "power_stride")))
    return controls


def _is_flat(state: State) -> bool:
    """Whether the tensor has one row: then there is no height to speak of."""
    return text_rank(state["power_input"]) == 1


# ---- below the picture ----


def note(worked: Moment, state: State) -> list[parts.Part]:
    """What SoftPool is; that the maximum has no steps; why GeM does not overflow."""
    if worked.explained is None:
        return []
    text = words("power_means")
    if turns_beta(state):
        return [parts.said("about", text["soft"], title="")]
    if is_infinite(state):
        return [parts.said("about", text["no_steps" if (value_of(state["p"]) or 0) > 0 else "no_steps_down"], title="")]
    return [parts.said("about", text["stable"], title="")] if state["family"] == "gem" else []
