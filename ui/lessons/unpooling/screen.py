"""The screen of the unpooling lesson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling_core import PoolingError
from pooling_core.explain.unpooling import UnpoolTrace, pool_with_indices, unpool_trace
from pooling_core.geometry.unpooling import unpool_sizes
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.unpooling import words as told
from ui.lessons.unpooling.call import WINDOWS, Size, program, wanted_size
from ui.lessons.unpooling.fields import FIELDS
from ui.lessons.unpooling.picture import options
from ui.oracle import Question, word
from ui.page import parts, tensors
from ui.page.compose import Screen, compose, picture, with_program
from ui.predict.predicted import Predicted, of_unpooling
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.state.parameters import changes
from ui.words import words


@dataclass(frozen=True)
class Way:
    """The way back of one state: what comes back, or why it is refused; and what PyTorch is asked."""

    size: Size | None
    back: UnpoolTrace | None = None
    error: PoolingError | None = None
    questions: tuple[Question, ...] = ()


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    read = tensors.read(FIELDS, state, "unpool_input")
    state = {**state, "unpool_input": tensors.canonical(FIELDS, state, "unpool_input")}
    worked = moment(lesson, state)
    way = way_back(worked, wanted_size(state))
    if worked.call is not None:
        worked = with_program(worked, program(worked.call, worked.plane, way.size))
    shown = {} if worked.explained is None else options(worked.explained, way.back, state["nearest"])
    stride = () if worked.explained is None else worked.explained.spec.stride
    panels = told.panels(way.back, stride) if way.back is not None else []
    return compose(
        lesson,
        state,
        picture(lesson, worked, **shown),
        headline=headline(lesson, state, worked, way, read.problem),
        row=[control(FIELDS, state, "nearest", lesson.words["nearest"])],
        main=main(lesson, state, worked),
        tensors=[tensors.box("unpool_input", state, read)],
        panels=[*panels, *parts.code(worked)],
        # What is refused is said where the refusal is.
        word=way.questions if way.error is None else way.questions[:1],
        call=None if worked.explained is None else worked.explained.spec,
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The pooling of a state."""
    return work_out(lesson, state, tensors.read(FIELDS, state, "unpool_input").plane)


def predicts(state: State) -> str | None:
    """The plane that comes back."""
    return "unpooled"


def predicted(lesson: Lesson, state: State) -> Predicted | None:
    """Where each pooled value lands."""
    worked = moment(lesson, state)
    back = way_back(worked, wanted_size(state)).back
    return None if back is None or worked.call is None else of_unpooling(back, worked.call)


def way_back(worked: Moment, size: Size | None) -> Way:
    """Unpooling of what was pooled; nothing where the pooling is refused."""
    if worked.explained is None:
        return Way(size)
    call, text = worked.explained.spec, words("unpooling")["asked"]
    pooled, indices = pool_with_indices(call, worked.plane)
    windows = {name: getattr(call, name) for name in WINDOWS}
    there = {**call.arguments, "return_indices": True}
    batch = worked.plane[np.newaxis]
    first = Question(call.name, (batch,), there, (pooled[np.newaxis], indices[np.newaxis]), called=text["pool"])
    asked = ("max_unpool2d", (pooled[np.newaxis], indices[np.newaxis]), {**windows, "output_size": size})
    try:
        back = unpool_trace(call, worked.plane, size)
    except PoolingError as error:
        return Way(size, None, error, (first, Question(*asked, error)))
    second = Question(*asked, back.unpooled[np.newaxis], called=text["unpool"])
    return Way(size, back, None, (first, second))


# ---- above the picture ----


def headline(lesson: Lesson, state: State, worked: Moment, way: Way, problem: str | None) -> parts.Part:
    """What to look at; why the way back is refused; which values land on another cell, and the size that mends it."""
    if problem or worked.error is not None:
        return parts.headline(lesson, state, worked, problem)
    if way.error is not None:
        return {**parts.refusal(way.error, lesson.mends(state, way.error), FIELDS), "torch": word(way.questions[1])}
    line, back = parts.look(lesson, state, worked), way.back
    assert back is not None
    if back.unpooled.shape == back.source:
        return line
    said = told.elsewhere(back)
    told_of = {"lines": [said]} if "title" in line else {"text": said}
    fix = {"output_size": back.source}
    return {**line, **told_of, "fixes": parts.fixes([(fix, changes(FIELDS, state, fix))], FIELDS)}


# ---- beside it ----


def main(lesson: Lesson, state: State, worked: Moment) -> list[Control]:
    """The pooling's windows, and the size that is asked for on the way back."""
    text = words("common")["controls"]

    def of(key: str, name: str, **more: Any) -> Control:
        return control(FIELDS, state, key, text[name], help=text["help"].get(name), **more)

    return [
        of("unpool_kernel", "kernel_size"),
        of("unpool_stride", "stride", means=state["unpool_kernel"], empty=text["stride_placeholder"]),
        of("unpool_padding", "padding"),
        *sizes(lesson, state, worked),
    ]


def sizes(lesson: Lesson, state: State, worked: Moment) -> list[Control]:
    """The two sides of ``output_size``; an empty one means the default, or the other's number."""
    text, wanted = lesson.words, wanted_size(state)
    defaults: tuple[int | None, ...] = (None, None)
    if worked.explained is not None and wanted is None:
        call, pooled = worked.explained.spec, worked.explained.output.shape
        windows = zip(pooled, call.kernel_size, call.stride, call.padding, strict=True)
        defaults = tuple(max(0, unpool_sizes(*axis).default) for axis in windows)
    empty = text["empty" if wanted is None else "empty_other"]
    return [
        control(FIELDS, state, f"unpool_{axis}", text[axis], help=text["size_help"], empty=empty, means=means)
        for axis, means in zip(("rows", "columns"), wanted or defaults, strict=True)
    ]
