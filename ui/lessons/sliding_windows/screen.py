"""The screen of the sliding windows lesson."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from ui import formulas, oracle
from ui.calls import PER_AXIS, one_plane
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.sliding_windows.call import are_apart, takes_temperature, window_arguments
from ui.lessons.sliding_windows.fields import FIELDS
from ui.page import parts, tensors
from ui.page.compose import Screen, asked, compose, picture
from ui.stage.controls import Control, control, lock, per_axis
from ui.state.fields import State
from ui.words import words
from ui.words.joined import joined

AXES = {1: ("axis_length",), 2: ("axis_height", "axis_width")}


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, state, "input", state["dtype"])
    state = {**state, "input": tensors.canonical(FIELDS, state, "input", state["dtype"])}
    worked = moment(lesson, state)
    return compose(
        lesson,
        state,
        picture(lesson, worked),
        headline=parts.headline(lesson, state, worked, read.problem),
        row=row(state),
        main=main(state),
        more=more(state),
        tensors=[tensors.box("input", state, read)],
        panels=[*sizes(worked), *parts.code(worked), *temperature(worked), *parts.result(worked), *parts.batch(worked)],
        word=asked(lesson, worked),
        call=worked.call,
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on its tensor."""
    plane = tensors.read(FIELDS, state, "input", state["dtype"]).plane
    return asked_anyway(work_out(lesson, state, plane), state)


# ---- controls ----


def _takes(state: State) -> Any:
    return signature(f"{state['operation']}_pool{state['dims']}")


def row(state: State) -> list[Control]:
    """What is pooled, and over how many axes."""
    text = words("common")["controls"]
    return [
        control(FIELDS, state, "operation", text["operation"]),
        control(FIELDS, state, "dims", text["dims"], help=text["help"]["dims"]),
    ]


def main(state: State) -> list[Control]:
    """Where the windows stand, and what becomes of the borders."""
    text, takes = words("common")["controls"], _takes(state)
    apart = are_apart(state)
    controls: list[Control] = []
    if "norm_type" in takes:
        controls.append(_with_help(state, "norm_type"))
    for parameter in PER_AXIS:
        if parameter not in takes:
            continue
        more = {}
        if parameter == "stride":
            more = {"means": _strides(state), "empty": text["stride_placeholder"]}
        controls += per_axis(FIELDS, state, parameter, text, apart=apart, parameter=parameter, **more)
    controls += [_with_help(state, each) for each in ("ceil_mode", "count_include_pad") if each in takes]
    return controls


def _strides(state: State) -> tuple[int, int]:
    return state["kernel_size"], state["kernel_size_w"] if state["per_axis"] else state["kernel_size"]


def more(state: State) -> list[Control]:
    """What is turned less often."""
    text, takes = words("common")["controls"], _takes(state)
    controls = [control(FIELDS, state, "dtype", text["dtype"], kind="list", help=text["help"]["dtype"])]
    if state["dims"] == "2d":
        controls.append(lock(FIELDS, state, "per_axis", text, PER_AXIS))
    if "divisor_override" in takes:
        controls.append(_with_help(state, "divisor_override", empty=text["divisor_placeholder"]))
    if takes_temperature(state):
        controls.append(_with_help(state, "temperature", empty=text["temperature_placeholder"]))
    return controls


def _with_help(state: State, key: str, **more: Any) -> Control:
    text = words("common")["controls"]
    return control(FIELDS, state, key, text[key], help=text["help"].get(key), **more)


# ---- below the picture ----


def sizes(moment: Moment) -> list[parts.Part]:
    """The output size of each axis with the current numbers; once where all axes are alike."""
    if moment.call is None or moment.explained is None:
        return []
    call, text = moment.call, words("common")["panels"]
    spatial = moment.plane.shape[-call.rank :]
    numbers = list(zip(spatial, call.kernel_size, call.stride, call.padding, call.dilation, strict=True))
    alike = len(set(numbers)) == 1 and call.rank > 1
    rows = []
    for name, axis in zip(("axis_both",) if alike else AXES[call.rank], numbers, strict=False):
        tree, steps = formulas.size_tree(*axis, bool(call.arguments["ceil_mode"]))
        rows.append({"caption": text[name], "tree": tree, "note": _dropped(steps, axis)})
    return [parts.formula("sizes", rows)]


def _dropped(steps: Any, axis: tuple[int, ...]) -> str:
    if not steps.dropped:
        return ""
    said: str = words("sliding_windows")["formula_dropped"]
    return said.format(start=steps.next_start, limit=axis[0], outputs=steps.outputs)


# ---- what PyTorch is asked besides ----


def asked_anyway(moment: Moment, state: State) -> Moment:
    """A call that our rules refuse before it is made, for PyTorch to refuse in its own words."""
    if moment.call is not None or moment.error is None:
        return moment
    try:
        name, arguments = window_arguments(state)
    except PoolingError:
        return moment
    batch = moment.plane if state["dims"] == "1d" else moment.plane[None]
    return replace(moment, asked=oracle.Question(name, (batch,), arguments, moment.error))


def temperature(moment: Moment) -> list[parts.Part]:
    """What PyTorch's own layer says to a temperature."""
    if moment.call is None or "temperature" not in moment.call.arguments or moment.explained is None:
        return []
    rank = moment.call.rank
    given = {"kernel_size": moment.call.kernel_size, "temperature": moment.call.arguments["temperature"]}
    try:
        PoolSpec.of(f"avg_pool{rank}d", **given)
    except PoolingError as error:
        question = oracle.Question(f"nn.AvgPool{rank}d", (one_plane(moment.call, moment.plane),), given, error)
        text = words("sliding_windows")["temperature"].format(rank=rank)
        return [parts.said("temperature", joined(text, oracle.word(question)["text"]), title="")]
    return []
