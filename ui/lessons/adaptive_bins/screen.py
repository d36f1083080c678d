"""The screen of the adaptive bins lesson."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pooling_core.geometry.axis import Axis
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.adaptive_bins import rules
from ui.lessons.adaptive_bins.area import by_area
from ui.lessons.adaptive_bins.chart import chart
from ui.lessons.adaptive_bins.fields import FIELDS
from ui.lessons.adaptive_bins.pyramid import program, pyramid
from ui.page import parts, tensors
from ui.page.compose import Screen, asked, compose, picture
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.words import words
from ui.words.joined import joined

AXES = {1: ("axis_length",), 2: ("axis_height", "axis_width")}


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, state, "bins_input")
    state = {**state, "bins_input": tensors.canonical(FIELDS, state, "bins_input")}
    worked = moment(lesson, state)
    worked = by_area(worked) if _is_area(state) else worked
    worked = replace(worked, program=program(worked)) if state["pyramid"] else worked
    return compose(
        lesson,
        state,
        picture(lesson, worked, ruler=rules.marks(rules.claimed(state, worked))),
        headline=headline(lesson, state, worked, read.problem),
        row=row(state),
        main=main(state),
        more=more(state),
        tensors=[tensors.box("bins_input", state, read)],
        panels=[
            *bins(worked),
            *(pyramid(worked) if state["pyramid"] else []),
            *chart(state, worked),
            *parts.code(worked),
            *parts.result(worked),
            *parts.batch(worked),
        ],
        word=asked(lesson, worked),
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on its tensor."""
    return work_out(lesson, state, tensors.read(FIELDS, state, "bins_input").plane)


def headline(lesson: Lesson, state: State, moment: Moment, problem: str | None) -> parts.Part:
    """As in every lesson; with a wrong rule laid on the bins its verdict, instead of what the lesson is about."""
    usual = parts.headline(lesson, state, moment, problem)
    verdict = rules.judged(state, moment)
    if verdict and usual["tone"] == "look" and "title" not in usual:
        usual["text"] = ""
    return {**usual, **verdict}


def _is_area(state: State) -> bool:
    """Only the average has another name."""
    return bool(state["area"] and state["bins_operation"] == "avg")


# ---- controls ----


def row(state: State) -> list[Control]:
    """What is pooled, and over how many axes."""
    text = words("common")["controls"]
    return [
        control(FIELDS, state, "bins_operation", text["operation"]),
        control(FIELDS, state, "bins_dims", text["dims"], help=text["help"]["dims"]),
    ]


def main(state: State) -> list[Control]:
    """How many bins each axis is cut into, and the explanation to lay on them."""
    text, own = words("common")["controls"], words("adaptive_bins")
    name, help = text["output_size"], text["help"]["output_size"]
    controls: list[Control] = []
    if state["bins_dims"] == "1d":
        controls.append(control(FIELDS, state, "output_size", name, help=help))
    else:
        for key, axis, keep in (("output_size", "height", "keep_height"), ("output_size_w", "width", "keep_width")):
            if not state[keep]:
                controls.append(control(FIELDS, state, key, text[axis].format(name=name), help=help))
            controls.append(control(FIELDS, state, keep, own[keep], help=own["keep_help"]))
    options = [{"value": each, "label": own["ghosts_options"][each]} for each in FIELDS["ghosts"].options]
    ghosts = control(FIELDS, state, "ghosts", own["ghosts"], kind="list", options=options, help=own["ghosts_help"])
    return [*controls, ghosts]


def more(state: State) -> list[Control]:
    """The average by its other name, and the levels of a pyramid."""
    text = words("adaptive_bins")
    levels = control(FIELDS, state, "pyramid", text["levels"], help=text["levels_help"])
    if state["bins_operation"] != "avg":
        return [levels]
    return [control(FIELDS, state, "area", text["area"], help=text["area_help"]), levels]


# ---- below the picture ----


def bins(moment: Moment) -> list[parts.Part]:
    """How many neighbours share a cell, along each axis."""
    if moment.explained is None:
        return []
    names, text = words("common")["panels"], words("adaptive_bins")["bins"]
    rank = moment.explained.spec.rank
    axes = list(zip(AXES[rank], moment.explained.axes[-rank:], strict=True))
    lines = [
        text["axis"].format(name=names[name], n=axis.size, o=axis.outputs, shared=_shared(axis, text))
        for name, axis in axes
    ]
    return [parts.said("bins", joined(*lines), title=text["title"])]


def _shared(axis: Axis, text: dict[str, str]) -> str:
    spans = list(zip(axis.starts, axis.stops, strict=True))
    count = sum(later[0] < earlier[1] for earlier, later in pairwise(spans))
    return text[f"shared_{count}" if f"shared_{count}" in text else "shared_n"].format(count=count)
