"""The screen of the unpooling lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.unpooling import WINDOWS, UnpoolTrace, pool_with_indices, unpool_trace
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.unpooling import controls
from ui.lessons.unpooling import words as told
from ui.lessons.unpooling.call import Size, mended, own_windows, program, read, wanted_size
from ui.lessons.unpooling.fields import BACK, FIELDS, PLANE, VOLUME, rank_of
from ui.lessons.unpooling.onnx import onnx
from ui.lessons.unpooling.picture import drawn
from ui.oracle import Question, word
from ui.page import parts, tensors, volumes
from ui.page.compose import Screen, compose, with_program
from ui.predict.predicted import Predicted, of_unpooling
from ui.state.fields import State
from ui.words import words


@dataclass(frozen=True)
class Way:
    """The way back of one state: what comes back, or why it is refused; and what PyTorch is asked.

    Attributes:
        windows: kernel_size, stride and padding of the unpooling.
    """

    size: Size | None
    back: UnpoolTrace | None = None
    error: PoolingError | None = None
    questions: tuple[Question, ...] = ()
    windows: Mapping[str, Any] = field(default_factory=dict)


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    held = read(state)
    state = {**state, PLANE: tensors.canonical(FIELDS, state, PLANE), VOLUME: volumes.canonical(state, VOLUME)}
    worked = moment(lesson, state)
    way, deep = way_back(worked, state), rank_of(state) == 3
    if worked.call is not None:
        worked = with_program(worked, program(worked.call, worked.plane, way.size, state))
    call = None if worked.explained is None else worked.explained.spec
    box = volumes.box if deep else tensors.box
    return compose(
        lesson,
        state,
        drawn(lesson, worked, way.back, state["nearest"]),
        headline=headline(lesson, state, worked, way, held.problem),
        row=controls.row(state),
        main=controls.main(state, worked.explained, way.size),
        more=controls.more(state),
        tensors=[box(VOLUME if deep else PLANE, state, held)],
        panels=[*panels(way, call), *parts.code(worked)],
        # What is refused is said where the refusal is.
        word=way.questions if way.error is None else way.questions[:1],
        call=None if deep else call,
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The pooling of a state."""
    return work_out(lesson, state, read(state).plane)


def predicts(state: State) -> str | None:
    """The plane that comes back; a volume shows no grid."""
    return None if rank_of(state) == 3 else "unpooled"


def predicted(lesson: Lesson, state: State) -> Predicted | None:
    """Where each pooled value lands."""
    worked = moment(lesson, state)
    back = way_back(worked, state).back
    return None if back is None or worked.call is None or back.rank == 3 else of_unpooling(back, worked.call)


def way_back(worked: Moment, state: State) -> Way:
    """Unpooling of what was pooled; nothing where the pooling is refused."""
    size = wanted_size(state, worked.plane)
    if worked.explained is None:
        return Way(size)
    call, text = worked.explained.spec, words("unpooling")["asked"]
    rank, lead = call.rank, (() if call.rank == 1 else (np.newaxis,))
    pooled, indices = pool_with_indices(call, worked.plane)
    windows = {name: getattr(call, name) for name in WINDOWS} | own_windows(state)
    there = {**call.arguments, "return_indices": True}
    both = (pooled[lead], indices[lead])
    first = Question(call.name, (worked.plane[lead],), there, both, called=text["pool"].format(rank=rank))
    asked = (f"max_unpool{rank}d", both, {**windows, "output_size": size})
    try:
        back = unpool_trace(call, worked.plane, size, own_windows(state))
    except PoolingError as error:
        return Way(size, None, error, (first, Question(*asked, error)), windows)
    second = Question(*asked, back.unpooled[lead], called=text["unpool"].format(rank=rank))
    return Way(size, back, None, (first, second), windows)


# ---- above the picture ----


def headline(lesson: Lesson, state: State, worked: Moment, way: Way, problem: str | None) -> parts.Part:
    """What to look at; why the way back is refused; which values land on another cell, and the size that mends it."""
    if problem or worked.error is not None:
        return parts.headline(lesson, state, worked, problem)
    if way.error is not None:
        return refusal(state, worked, way)
    line, back = parts.look(lesson, state, worked), way.back
    assert back is not None
    if "title" not in line and back.rank != 2:
        line["text"] = lesson.words[f"lede_{back.rank}d"]
    if back.unpooled.shape == back.source:
        return line
    said = told.elsewhere(back)
    told_of = {"lines": [said]} if "title" in line else {"text": said}
    source = back.source[-back.rank :]
    fits = all(size in axis.legal for size, axis in zip(source, back.sizes, strict=True))
    fix = {"output_size": source}
    mending = [(fix, mended(state, fix))] if fits else []
    return {**line, **told_of, "fixes": parts.fixes([*mending, *other_windows(state, worked, fits)], FIELDS)}


def refusal(state: State, worked: Moment, way: Way) -> parts.Part:
    """Why the way back is refused, PyTorch's words, and what mends it."""
    assert way.error is not None
    error = way.error
    # Its own number may be refused, not the pooling's.
    own = {name: f"unpool_{name}" for name in own_windows(state)}
    found = [{own.get(name, name): value for name, value in fix.items()} for fix in error.fixes]
    part = parts.refusal(error, [mended(state, fix) for fix in found], FIELDS)
    fits = bool(error.fixes and error.fix.get("output_size"))
    more = parts.fixes(other_windows(state, worked, fits), FIELDS)
    return {**part, "fixes": [*part["fixes"], *more], "torch": word(way.questions[1])}


def other_windows(state: State, worked: Moment, fits: bool) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Choices that make the input's size legal: the pooling's own numbers, or a kernel as wide as the dilated one."""
    assert worked.explained is not None
    call = worked.explained.spec
    if own_windows(state):
        return [({"unpool_windows": "="}, dict.fromkeys(BACK.values()))]
    widths = {(kernel - 1) * step + 1 for kernel, step in zip(call.kernel_size, call.dilation, strict=True)}
    if fits or len(widths) != 1 or set(call.dilation) == {1}:
        return []
    (wide,) = widths
    sized = {"unpool_size_from": "input", BACK["kernel_size"]: wide}
    return [({"unpool_kernel_size": wide}, sized)]


# ---- below it ----


def panels(way: Way, call: PoolSpec | None) -> list[parts.Part]:
    """What comes back, which sizes there are, and what ONNX does with the same indices."""
    if way.back is None or call is None:
        return []
    stride = way.windows["stride"]
    strides = stride if isinstance(stride, tuple) else (stride,) * call.rank
    asked = way.size is not None
    return [*told.panels(way.back, call, strides), *onnx(way.back, way.windows, asked)]
