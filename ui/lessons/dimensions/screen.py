"""The screen of the dimensions lesson: the same call on a sentence, on a plane, in a volume."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.call.spec import signature
from ui.calls import PER_AXIS
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.dimensions.call import shown
from ui.lessons.dimensions.fields import FIELDS, HOLDS, OVER_TIME, SENTENCE, over_time
from ui.lessons.dimensions.glance import glance
from ui.lessons.dimensions.words_above import labels, rescoring, uneven, with_scores
from ui.page import parts, tensors, volumes
from ui.page.compose import Screen, asked, compose, picture
from ui.stage import volume
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.state.parameters import holders
from ui.words import words


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    state = canonical(with_scores(state))
    view = state["dimensions_view"]
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
        tensors=[box(HOLDS[view], state, read)],
        panels=[glance(state), *parts.code(worked), *parts.result(worked), *parts.batch(worked)],
        word=asked(lesson, worked),
        call=None if view == "3d" else worked.call,
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
    text = words("dimensions")
    views = [{"value": view, "label": label} for view, label in text["views"].items()]
    controls = [
        control(FIELDS, state, "dimensions_view", text["view"], options=views),
        control(FIELDS, state, "dimensions_operation", text["operation"]),
    ]
    if state["dimensions_view"] == "1d":
        help = text["sentence_help"]
        controls.append(control(FIELDS, state, SENTENCE, text["sentence"], help=help, changes=rescoring(state)))
    return controls


def main(state: State) -> list[Control]:
    """The window: the same numbers for all axes."""
    text, common = words("dimensions"), words("common")["controls"]
    controls = []
    if state["dimensions_view"] == "1d":
        controls.append(control(FIELDS, state, OVER_TIME, text["over_time"], help=text["over_time_help"]))
    if over_time(state):
        return controls
    takes = signature(f"{state['dimensions_operation']}_pool{state['dimensions_view']}")
    for parameter in (each for each in PER_AXIS if each in takes):
        more: dict[str, Any] = {"help": common["help"].get(parameter)}
        if parameter == "stride":
            more |= {"means": state["dimensions_kernel"], "empty": common["stride_placeholder"]}
        (key,) = holders(FIELDS, parameter)
        controls.append(control(FIELDS, state, key, common[parameter], **more))
    return controls
