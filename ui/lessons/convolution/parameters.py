"""A convolution's own parameters: a kernel to edit, and a pooling of the same input beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.convolution import ConvTrace, TooLargeToDrawError, conv_trace, shared_windows
from pooling_core.explain.trace import Trace
from ui import oracle
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.convolution import call, code, common
from ui.lessons.convolution.fields import FIELDS
from ui.page import parts, tensors
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.stage.convolution import from_convolution
from ui.stage.record import Payload
from ui.state.fields import State
from ui.words import words

Array = NDArray[Any]
Words = Mapping[str, Any]
KEY, WEIGHT = "conv_parameters_input", "conv_parameters_weight"
# The grid of the weights, on which they are edited.
BOARD = "weight"


@dataclass(frozen=True)
class Worked:
    """The convolution of a state, or why it is refused.

    Attributes:
        question: for PyTorch; ``None`` where the call cannot be written down, or PyTorch takes what is not drawn.
    """

    name: str
    plane: Array
    kernel: Array
    settings: Mapping[str, Any]
    weight: Array | None = None
    traced: ConvTrace | None = None
    error: PoolingError | None = None
    question: oracle.Question | None = None


def view(lesson: Lesson, state: State) -> Screen:
    """The convolution with the pooling beside it."""
    own = words("convolution")["parameters"]
    read, kernel = tensors.read(FIELDS, state, KEY), tensors.read(FIELDS, state, WEIGHT)
    state = {**state, **{key: tensors.canonical(FIELDS, state, key) for key in (KEY, WEIGHT)}}
    worked = work(state, read.plane, kernel.plane)
    pooled = pooling(lesson, state, worked)
    asked = (worked.question, pooled.question) if pooled and pooled.explained else (worked.question,)
    return compose(
        lesson,
        state,
        drawn(worked, pooled.explained if pooled else None),
        headline=common.headline(lesson, state, read.problem or kernel.problem, worked.error, worked.question),
        row=common.views(state),
        main=controls(state),
        tensors=[tensors.box(KEY, state, read), tensors.box(WEIGHT, state, kernel, board=BOARD, label=own["weight"])],
        panels=told(worked, pooled),
        word=[replace(each, called=each.name) for each in asked if each is not None]
        if worked.traced is not None
        else None,
    )


def controls(state: State) -> list[Control]:
    """What only a convolution has, and which pooling stands beside it."""
    own = words("convolution")["parameters"]
    return [
        common.dims(state, own["dims_help"]),
        common.named(state, "conv_parameters_stride", "stride", help=own["stride_help"]),
        common.named(state, "conv_parameters_padding", "padding", help=own["padding_help"]),
        common.named(state, "conv_parameters_dilation", "dilation", help=own["dilation_help"]),
        control(FIELDS, state, "conv_parameters_groups", own["groups"], help=own["groups_help"]),
        control(FIELDS, state, "conv_parameters_beside", own["beside"]),
    ]


def work(state: State, plane: Array, kernel: Array) -> Worked:
    """The convolution of a state; a refusal is an outcome."""
    worked = Worked(f"conv{state['conv_parameters_dims']}", plane, kernel, call.settings(state))
    try:
        weight = call.weight_of(state, kernel, len(plane))
    except PoolingError as refused:
        return replace(worked, error=refused)
    flat = worked.name == "conv1d"
    inputs = (plane if flat else plane[np.newaxis], weight)
    try:
        traced = conv_trace(worked.name, plane, weight, **worked.settings)
    except TooLargeToDrawError as refused:
        return replace(worked, error=refused)
    except PoolingError as refused:
        return replace(worked, error=refused, question=oracle.Question(worked.name, inputs, worked.settings, refused))
    output = traced.output if flat else traced.output[np.newaxis]
    question = oracle.Question(worked.name, inputs, worked.settings, output)
    return replace(worked, weight=weight, traced=traced, question=question)


def pooling(lesson: Lesson, state: State, worked: Worked) -> Moment | None:
    """The pooling beside a convolution that is drawn."""
    if worked.traced is None:
        return None
    beside: PoolSpec = call.beside_call(state, worked.kernel)
    return work_out(replace(lesson, call=lambda _: beside), state, worked.plane)


# ---- the picture ----


def drawn(worked: Worked, pooled: Trace | None) -> Payload:
    """Input, weights, the convolution's output, and the pooling of the same input."""
    stage, own = words("stage"), words("convolution")["parameters"]
    if worked.traced is None:
        return payload.input_only(worked.plane, stage, extras=[weights(worked, [])])
    extras = [weights(worked, taps(worked))]
    if pooled is not None:
        cells, title = shared_windows(worked.traced, pooled), own["pooled"].format(name=pooled.spec.name)
        heat = payload.heat_of(pooled.output, worked.plane)
        extras.append(payload.extra(title, pooled.output, "output", "cells", cells=cells, heat=heat))
    options = {"titles": {"output": worked.traced.name}, "arrow": own["convolved"], "extras": extras}
    options["most"] = common.most(worked.traced.axes)
    return from_convolution(worked.traced, stage_words(stage), **options)


def weights(worked: Worked, cells: list[Any]) -> dict[str, Any]:
    """The weights as a grid to edit; below it how many kernels they are."""
    own, note = words("convolution")["parameters"], ""
    if worked.weight is not None and worked.name == "conv1d":
        kernels, rows = worked.weight.shape[:2]
        many = "one" if kernels == 1 else "many"
        note = own["kernels"][many].format(
            kernels=kernels, rows=own["rows"]["one" if rows == 1 else "many"].format(rows=rows)
        )
    return payload.extra(
        own["weight"],
        worked.kernel,
        "input",
        "kernel",
        arrow=own["times"],
        cells=cells,
        note=note,
        id=BOARD,
        editable=True,
        edit=own["edit"],
    )


def taps(worked: Worked) -> list[list[list[list[int]]]]:
    """For each output the weights that made it, in reading order."""
    assert worked.traced is not None and worked.weight is not None
    rows, columns = worked.traced.output.shape
    height, width = worked.kernel.shape
    per_kernel = worked.weight.shape[1] if worked.name == "conv1d" else height
    firsts = [i * per_kernel if worked.name == "conv1d" else 0 for i in range(rows)]
    return [[[[first + r, c] for r in range(per_kernel) for c in range(width)]] * columns for first in firsts]


def stage_words(stage: Words) -> Words:
    """The stage's words, where a further grid's cells are not written by the outputs but share their windows."""
    own = words("convolution")["parameters"]
    names = {"written_by_one": "same_window_one", "written_by_many": "same_window_many", "unwritten": "no_window"}
    return {**stage, "labels": {**stage["labels"], **{name: own[said] for name, said in names.items()}}}


# ---- below the picture ----


def told(worked: Worked, pooled: Moment | None) -> list[parts.Part]:
    """How far each of the two moves, what becomes of the channels, and both calls to copy."""
    if worked.traced is None or worked.weight is None or pooled is None or pooled.call is None:
        return []
    own = words("convolution")["parameters"]
    sizes = pooled.call.kernel_size
    size = sizes[0] if len(sizes) == 1 else sizes
    strides = own["strides"].format(stride=worked.settings["stride"], name=pooled.call.name, pooled=size)
    beside = pooled.call if pooled.explained else None
    program = code.layer_code(worked.name, worked.plane, worked.weight, worked.settings, beside)
    return [
        common.code(program),
        parts.said("strides", strides, title=own["stride_title"]),
        parts.said(
            "channels", channels(worked.traced, worked.settings["groups"]), title=words("convolution")["channels"]
        ),
    ]


def channels(traced: ConvTrace, groups: int) -> str:
    """What happens to the channels."""
    own = words("convolution")["parameters"]
    if traced.rank == 2:
        return str(own["plane"])
    rows = len(traced.input)
    return str(own["mixed"].format(channels=rows, out=len(traced.output), per_group=rows // groups, groups=groups))
