"""The screen of the fractional windows lesson: the columns first, the height behind a fold."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core import PoolingError
from pooling_core.geometry.fractional import check_layer
from ui import oracle
from ui.calls import one_plane
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.fractional.fields import FIELDS
from ui.lessons.fractional.starts import starts
from ui.page import parts, tensors
from ui.page.compose import Screen, asked, compose, picture
from ui.stage import payload
from ui.stage.controls import Control, action, control
from ui.state.fields import State
from ui.words import words

# The axis whose ruler speaks softly: its place among rows and columns.
ROWS = 0


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, state, "fractional_input")
    state = {**state, "fractional_input": tensors.canonical(FIELDS, state, "fractional_input")}
    worked, text = moment(lesson, state), words("fractional")
    composed = compose(
        lesson,
        state,
        picture(lesson, worked, extras=indices(state, worked), ruler={"quiet": _quiet(worked)}),
        headline=headline(lesson, state, worked, read.problem),
        row=row(state),
        main=main(state),
        more=more(state),
        tensors=[tensors.box("fractional_input", state, read)],
        panels=[
            *starts(worked),
            *parts.code(worked),
            *parts.result(worked),
            parts.said("random", text["random"], title=text["random_title"]),
            parts.said("source", text["source"], title=""),
        ],
        word=asked(lesson, worked),
        charts=True,
    )
    return {**composed, "ui": {**composed["ui"], "fold": text["fold"]}}


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on its tensor."""
    return work_out(lesson, state, tensors.read(FIELDS, state, "fractional_input").plane)


def _quiet(moment: Moment) -> list[int]:
    return [ROWS] if moment.plane.shape[1] > 1 else []


def headline(lesson: Lesson, state: State, moment: Moment, problem: str | None) -> parts.Part:
    """As in every lesson; or what ``nn.FractionalMaxPool2d`` refuses of what the function takes."""
    refused = None if problem else refused_by_layer(lesson, state, moment)
    return refused or parts.headline(lesson, state, moment, problem)


def refused_by_layer(lesson: Lesson, state: State, moment: Moment) -> parts.Part | None:
    """The layer's rule, PyTorch's words and the ways on, beside the function's result."""
    if moment.call is None or moment.explained is None:
        return None
    given = {name: moment.call.arguments[name] for name in ("kernel_size", "output_size", "output_ratio")}
    try:
        check_layer(given["output_size"], given["output_ratio"])
    except PoolingError as error:
        part = parts.refusal(error, lesson.mends(state, error), FIELDS, heading=words("fractional")["layer_refuses"])
        question = oracle.Question("nn.FractionalMaxPool2d", (one_plane(moment.call, moment.plane),), given, error)
        return {**part, "torch": oracle.word(question)}
    return None


def indices(state: State, moment: Moment) -> list[dict[str, Any]]:
    """Where each maximum stood, as the layer returns it."""
    if moment.explained is None or moment.explained.winners is None or not state["fractional_indices"]:
        return []
    places = tuple(np.moveaxis(moment.explained.winners, -1, 0))
    where = np.ravel_multi_index(places, moment.plane.shape).astype(np.float32)
    text = words("fractional")
    return [payload.extra("indices", where, "output", "output", arrow=text["where"], id="indices")]


# ---- controls ----


def row(state: State) -> list[Control]:
    """How the number of windows is asked for."""
    text = words("fractional")
    options = [{"value": each, "label": text["given_options"][each]} for each in FIELDS["fractional_given"].options]
    return [control(FIELDS, state, "fractional_given", text["given"], options=options, help=text["given_help"])]


def main(state: State) -> list[Control]:
    """The columns: the number that places their windows, and how many and how wide these are."""
    text = words("fractional")
    draws = {key: FIELDS[key].options for key in ("fractional_sample_w", "fractional_sample")}
    return [
        _sample(state, "fractional_sample_w", text["sample_w"]),
        action("again", text["again"], draws=draws),
        *_sizes(state, "_w", "width"),
    ]


def more(state: State) -> list[Control]:
    """The same of the rows, and where each maximum stood."""
    text = words("fractional")
    return [
        _sample(state, "fractional_sample", text["sample"]),
        *_sizes(state, "", "height"),
        control(FIELDS, state, "fractional_indices", text["indices"], help=text["indices_help"]),
    ]


def _sample(state: State, key: str, label: str) -> Control:
    return control(FIELDS, state, key, label, kind="ladder", help=words("fractional")["sample_help"])


def _sizes(state: State, end: str, axis: str) -> list[Control]:
    text, given = words("common")["controls"], state["fractional_given"]
    asked = [
        *([("fractional_output", "output_size")] if given != "ratio" else []),
        *([("fractional_ratio", "output_ratio")] if given != "size" else []),
        ("fractional_kernel", "kernel_size"),
    ]
    return [
        control(FIELDS, state, f"{key}{end}", text[axis].format(name=name), help=text["help"].get(name))
        for key, name in asked
    ]
