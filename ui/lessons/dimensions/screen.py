"""The screen of the dimensions lesson: the same call on a sentence, on a plane, in a volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pooling_core.call.spec import signature
from ui.calls import PER_AXIS as PER_AXIS_PARAMETERS
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.dimensions import masked
from ui.lessons.dimensions.call import batched, shown
from ui.lessons.dimensions.fields import (
    ADAPTIVE,
    BATCH,
    ENDS,
    FIELDS,
    HOLDS,
    OUTPUT,
    OVER_TIME,
    PER_AXIS,
    POWER,
    SENTENCE,
    WINDOW,
    ends,
    is_adaptive,
    over_time,
)
from ui.lessons.dimensions.glance import glance
from ui.lessons.dimensions.words_above import labels, rescoring, uneven, with_scores
from ui.page import parts, tensors, volumes
from ui.page.compose import Screen, asked, compose, picture, with_program
from ui.stage import volume
from ui.stage.controls import Control, control
from ui.state.codec import text_of
from ui.state.fields import State
from ui.state.parameters import holders
from ui.words import words


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    state = canonical(with_scores(state))
    view = state["dimensions_view"]
    if view == "batch":
        return of_batch(lesson, state)
    read, worked = shown(state), moment(lesson, state)
    problem = read.problem or (uneven(state, read.plane) if view == "1d" else None)
    box = volumes.box if view == "3d" else tensors.box
    return compose(
        lesson,
        state,
        drawn(lesson, state, worked),
        headline=headline(lesson, state, worked, problem),
        row=row(state),
        main=main(state),
        more=more(state),
        tensors=[box(HOLDS[view], state, read)],
        panels=[glance(state), *parts.code(worked), *parts.result(worked), *parts.batch(worked)],
        word=asked(lesson, worked),
        call=None if view == "3d" else worked.call,
    )


def of_batch(lesson: Lesson, state: State) -> Screen:
    """A padded batch, with and without its padding."""
    worked, batch = moment(lesson, state), batched(state)
    worked = with_program(worked, masked.program(worked, batch))
    return compose(
        lesson,
        state,
        masked.drawn(lesson, worked, batch),
        headline=headline(lesson, state, worked, masked.problem(batch)),
        row=row(state),
        main=main(state),
        panels=[*masked.notes(worked), *parts.code(worked), *parts.result(worked)],
        word=masked.asked(worked, batch),
    )


def canonical(state: State) -> dict[str, Any]:
    """The state with the texts of its tensors as the stage would write them."""
    said = {key: tensors.canonical(FIELDS, state, key) for view, key in HOLDS.items() if view != "3d"}
    return {**state, **said, HOLDS["3d"]: volumes.canonical(state, HOLDS["3d"])}


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on the tensor of its view."""
    state = with_scores(state)
    return work_out(lesson, state, shown(state).plane)


def drawn(lesson: Lesson, state: State, worked: Moment) -> Mapping[str, Any]:
    """Grids of a sentence or a plane, sheets of a volume."""
    view = state["dimensions_view"]
    if view != "3d":
        options = labels(state, worked.plane, worked.explained) if view == "1d" else {}
        return picture(lesson, worked, **options)
    text = words("stage")
    text = {**text, "labels": {**text["labels"], **words("dimensions")["space"]}}
    if worked.explained is None:
        return volume.volume_only(worked.plane, text)
    return volume.from_volume(worked.explained, text)


def headline(lesson: Lesson, state: State, worked: Moment, problem: str | None) -> parts.Part:
    """What to look at; else why not."""
    if worked.error is None and not problem and parts.shown_example(lesson, state) is None:
        return {"tone": "look", "text": lesson.words["lede"][state["dimensions_view"]]}
    return parts.headline(lesson, state, worked, None if worked.error is not None else problem)


# ---- controls ----


def row(state: State) -> list[Control]:
    """Over how many axes, by which operation; of a sequence the sentence."""
    text, view = words("dimensions"), state["dimensions_view"]
    views = [{"value": each, "label": label} for each, label in text["views"].items()]
    taken = ("max", "avg") if view == "batch" else FIELDS["dimensions_operation"].options
    operations = [{"value": each, "label": each} for each in taken]
    operation = control(FIELDS, state, "dimensions_operation", text["operation"], options=operations)
    if operation["value"] not in taken:
        operation["value"] = "avg"
    controls = [control(FIELDS, state, "dimensions_view", text["view"], options=views), operation]
    if view == "1d":
        help = text["sentence_help"]
        controls.append(control(FIELDS, state, SENTENCE, text["sentence"], help=help, changes=rescoring(state)))
    return controls


def main(state: State) -> list[Control]:
    """The window, or the size of the output: the same numbers for all axes, or a number for each."""
    text, common, view = words("dimensions"), words("common")["controls"], state["dimensions_view"]
    if view == "batch":
        return [control(FIELDS, state, BATCH, text["batch"]["sentences"], kind="lines")]
    controls = []
    if state["dimensions_operation"] == "lp":
        controls.append(control(FIELDS, state, POWER, common["norm_type"], help=common["help"]["norm_type"]))
    if view == "1d":
        controls.append(control(FIELDS, state, OVER_TIME, text["over_time"], help=text["over_time_help"]))
    if over_time(state):
        return controls
    if is_adaptive(state):
        more = {"help": text["output_help"], "empty": text["keeps"] if view != "1d" else None}
        controls += _each(state, OUTPUT, "output_size", **more)
    else:
        takes = signature(f"{state['dimensions_operation']}_pool{view}")
        controls += _windows(state, [each for each in _shown(state) if each in takes])
    return controls


def _shown(state: State) -> Sequence[str]:
    """The parameters beside the picture; of three axes with numbers of their own there is room for two."""
    return PER_AXIS_PARAMETERS[:2] if len(ends(state)) > 2 else PER_AXIS_PARAMETERS


def _windows(state: State, parameters: Sequence[str]) -> list[Control]:
    common, controls = words("common")["controls"], []
    for parameter in parameters:
        (key,) = holders(FIELDS, parameter)
        empty = common["stride_placeholder"] if parameter == "stride" else None
        controls += _each(state, key, parameter, help=common["help"].get(parameter), empty=empty)
    return controls


def more(state: State) -> list[Control]:
    """What is turned less often: the output size in place of the window, numbers for each axis."""
    text, view = words("dimensions"), state["dimensions_view"]
    if over_time(state):
        return []
    controls: list[Control] = []
    if not is_adaptive(state):
        takes = signature(f"{state['dimensions_operation']}_pool{view}")
        left = (each for each in PER_AXIS_PARAMETERS if each not in _shown(state))
        controls += _windows(state, [each for each in left if each in takes])
    if state["dimensions_operation"] != "lp":
        controls.append(control(FIELDS, state, ADAPTIVE, text["adaptive"], help=text["adaptive_help"]))
    if view != "1d":
        same = {f"{key}{end}": text_of(state[key]) for key in (*WINDOW, OUTPUT) for end in ENDS["3d"][1:]}
        controls.append(control(FIELDS, state, PER_AXIS, text["per_axis"], changes={"true": same}))
    return controls


def _each(state: State, key: str, parameter: str, **said: Any) -> list[Control]:
    """A control for all axes, or one for each."""
    text, common = words("dimensions"), words("common")["controls"]
    names = {"": "depth" if state["dimensions_view"] == "3d" else "height", "_h": "height", "_w": "width"}
    made = []
    for end in ends(state):
        label = common[parameter]
        if len(ends(state)) > 1:
            label = text["of_axis"].format(name=label, axis=text["axes"][names[end]])
        means = state[f"dimensions_kernel{end}"] if parameter == "stride" else None
        made.append(control(FIELDS, state, f"{key}{end}", label, means=means, **said))
    return made
