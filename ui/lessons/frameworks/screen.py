"""The screen of the frameworks lesson."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.explain.equal import Equal, equal_program
from pooling_core.geometry.asked import torch_arguments
from pooling_core.geometry.frameworks import FRAMEWORKS
from ui import oracle
from ui.calls import one_plane
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.frameworks import told
from ui.lessons.frameworks.call import Side, layer_of, side
from ui.lessons.frameworks.code import program
from ui.lessons.frameworks.fields import FIELDS
from ui.lessons.frameworks.picture import side_by_side
from ui.page import parts, tensors
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.words import words

Array = NDArray[Any]


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    read = _finite(lesson, tensors.read(FIELDS, state, "input"))
    state = {**state, "input": tensors.canonical(FIELDS, state, "input")}
    plane = read.plane
    left, right = side(state["left"], state, plane), side(state["right"], state, plane)
    shown: dict[str, Any] | payload.Payload = payload.input_only(plane, words("stage"))
    panels: list[parts.Part] = []
    asked: list[oracle.Question] = []
    note = ""
    if left.traced is not None and left.call is not None:
        batch = one_plane(left.call, plane)
        pair = _programs(left, right, batch)
        note = told.verdict(left, right)
        shown = side_by_side(left.traced, right.traced, (told.name(left), told.name(right)), note)
        panels = [
            told.why(left, right, pair[1], plane),
            *_code(plane, left, right, pair),
            told.table(left, [side(name, state, plane) for name in FRAMEWORKS], state["right"]),
            parts.said("sources", lesson.words["table"]["about"], title=""),
            *told.indices(state, plane),
        ]
        asked = _questions(left, right, pair, batch)
    return compose(
        lesson,
        state,
        shown,
        headline=headline(lesson, state, left, right, plane, read.problem),
        row=row(state),
        main=main(state),
        tensors=[tensors.box("input", state, read)],
        panels=panels,
        word=asked,
        call=left.call if state["left"] == "pytorch" else None,
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The layer on the left, where PyTorch stands there: what a touch changed is told of its parameters."""
    plane = _finite(lesson, tensors.read(FIELDS, state, "input")).plane
    if state["left"] != "pytorch":
        return Moment(None, plane, None, None)
    return work_out(lesson, state, plane)


def _finite(lesson: Lesson, read: tensors.Read) -> tensors.Read:
    """What no document says of any of these libraries is what it makes of nan and infinities."""
    if np.isfinite(read.plane).all():
        return read
    said = lesson.words["finite"]
    return tensors.Read(np.nan_to_num(read.plane, nan=0, posinf=9, neginf=-9), said, said)


# ---- the line above the picture ----


def headline(lesson: Lesson, state: State, left: Side, right: Side, plane: Array, problem: str | None) -> parts.Part:
    """What to look at, or the cause; or why there is nothing on the left."""
    if problem:
        return {"tone": "problem", "text": problem}
    if left.traced is None:
        return _without_left(lesson, state, left, plane)
    example = parts.shown_example(lesson, state)
    if example is not None:
        return {"tone": "look", "title": example["title"], "text": example["look"]}
    return {"tone": "look", "text": told.cause(left, right)}


def _without_left(lesson: Lesson, state: State, left: Side, plane: Array) -> parts.Part:
    if left.error is None:
        fixes = parts.fixes([({"left": "PyTorch"}, {"left": "pytorch"})], FIELDS)
        return {"tone": "refusal", "title": told.title(left), "text": told.refusal(left), "fixes": fixes}
    in_torch = state["left"] == "pytorch"
    part = parts.refusal(left.error, lesson.mends(state, left.error), FIELDS, in_torch=in_torch)
    try:
        name, given = torch_arguments(layer_of(state))
    except PoolingError:  # it cannot even be written down
        return part
    batch = plane if name.endswith("1d") else plane[np.newaxis]
    question = oracle.Question(name, (batch,), given, left.error)
    return part | {"torch": oracle.word(question)} if in_torch else part


# ---- controls ----


def row(state: State) -> list[Control]:
    """Which layer, and which two libraries."""
    own, text = words("frameworks"), words("common")["controls"]
    options = [{"value": name, "label": own["columns"][name]} for name in FRAMEWORKS]
    return [
        control(FIELDS, state, "operation", text["operation"], kind="list"),
        *(control(FIELDS, state, key, own[key], kind="list", options=options) for key in ("left", "right")),
    ]


def main(state: State) -> list[Control]:
    """The layer's own numbers, as all libraries are asked for them."""
    own, text = words("frameworks"), words("common")["controls"]

    def named(key: str, **more: Any) -> Control:
        return control(FIELDS, state, key, text[key], **{"help": text["help"].get(key), **more})

    controls = [named("norm_type")] if state["operation"] == "lp" else []
    controls += [
        named("kernel_size"),
        named("stride", empty=own["stride_default"], help=own["stride_help"]),
        named("padding"),
    ]
    if state["operation"] == "max":
        controls.append(named("dilation"))
    controls.append(named("ceil_mode", help=own["ceil_help"]))
    if state["operation"] == "avg":
        options = [{"value": each, "label": own["counted"][each]} for each in FIELDS["counted"].options]
        controls.append(
            control(
                FIELDS,
                state,
                "counted",
                text["count_include_pad"],
                kind="list",
                options=options,
                help=own["counted"]["help"],
            )
        )
    return controls


# ---- the code, and PyTorch's word ----


def _programs(left: Side, right: Side, batch: Array) -> tuple[Equal | None, Equal | None]:
    assert left.call is not None
    beside = left.call if left.call.operation.in_torch else None
    first = equal_program(left.call, batch, beside)
    return first, None if right.call is None else equal_program(right.call, batch, beside)


def _code(plane: Array, left: Side, right: Side, pair: tuple[Equal | None, Equal | None]) -> list[parts.Part]:
    if pair[0] is None or not pair[0].agrees or left.call is None:
        return []
    second = pair[1] if pair[1] is not None and pair[1].agrees else None
    names = told.title(left), told.title(right)
    text = program(plane, left.call.rank, pair[0], second, names)
    return [parts.copied("code", text, title=words("frameworks")["code"])]


def _questions(left: Side, right: Side, pair: tuple[Equal | None, Equal | None], batch: Array) -> list[oracle.Question]:
    """The same programs, for PyTorch to run."""
    named = words("frameworks")["by_code"]
    asked: list[oracle.Question] = []
    for each, made in ((left, pair[0]), (right, pair[1])):
        if made is None or not made.agrees or each.call is None or each.traced is None:
            continue
        call = made.call or each.call
        output = each.traced.output.reshape(*batch.shape[: -call.rank], *each.traced.output.shape[-call.rank :])
        name = told.name(each)
        called = name if each.name == "pytorch" else named.format(name=name)
        asked.append(oracle.Question(call.name, (batch,), call.arguments, output, called=called))
    return asked
