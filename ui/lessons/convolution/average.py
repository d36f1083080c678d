"""The average as a convolution: its windows with the weights on their cells, the kernel, both results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.explain import text
from pooling_core.explain.compared import Depthwise, depthwise
from pooling_core.explain.convolution import LARGEST_SIDE, sums_of_products
from pooling_core.explain.trace import Trace
from pooling_core.oracle import calls as torch_check
from ui import oracle
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.convolution import code, common
from ui.lessons.convolution.fields import AVERAGE, FIELDS
from ui.page import parts, tensors
from ui.page.compose import Screen, compose, picture
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.state.parameters import arguments
from ui.text import number_text
from ui.words import words

Array = NDArray[Any]
KEY = "conv_average_input"


def view(lesson: Lesson, state: State) -> Screen:
    """The average with the convolution beside it."""
    read = tensors.read(FIELDS, state, KEY)
    state = {**state, KEY: tensors.canonical(FIELDS, state, KEY)}
    worked = work_out(lesson, state, read.plane)
    asked: oracle.Question | tuple[oracle.Question, ...] | None = None
    options: dict[str, Any] = {}
    panels: list[parts.Part] = []
    first, error = first_weight(state)
    if worked.call is None or worked.explained is None:
        error, question = worked.error, worked.question
    else:
        question = None
        assert worked.question is not None
        batch = worked.question.inputs[0]
        beside = depthwise(worked.call, batch, first)
        options = boards(worked.explained, beside, first is not None)
        product = oracle.Question(beside.name, (batch, beside.weight), beside.arguments, beside.output)
        asked = tuple(replace(each, called=each.name) for each in (worked.question, product))
        panels = told(worked, beside, first is not None)
    return compose(
        lesson,
        state,
        picture(lesson, worked, **options),
        headline=common.headline(lesson, state, read.problem, error, question),
        row=common.views(state),
        main=controls(state),
        tensors=[tensors.box(KEY, state, read)],
        panels=panels,
        word=asked,
        call=worked.call if worked.explained else None,
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The average on its tensor."""
    return work_out(lesson, state, tensors.read(FIELDS, state, KEY).plane)


def first_weight(state: State) -> tuple[float | None, PoolingError | None]:
    """The weight that is not 1/k, where one is said; or why it is no number."""
    if not state["conv_average_weight"].strip():
        return None, None
    try:
        return arguments(AVERAGE, state, ["weight"])["weight"], None
    except PoolingError as refused:
        return None, refused


def controls(state: State) -> list[Control]:
    """What an average and a convolution both have, the average's divisor, and the one weight that is free."""
    own, text = words("convolution")["average"], words("common")["controls"]
    return [
        common.dims(state),
        control(
            FIELDS, state, "conv_average_weight", own["weight"], empty=own["equal_weights"], help=own["weight_help"]
        ),
        common.named(state, "conv_average_kernel", "kernel_size"),
        common.stride(state, "conv_average_stride", state["conv_average_kernel"]),
        common.named(state, "conv_average_padding", "padding", help=own["padding_help"]),
        common.named(state, "conv_average_counted", "count_include_pad", help=text["help"]["count_include_pad"]),
    ]


# ---- the picture ----


def boards(explained: Trace, beside: Depthwise, changed: bool) -> dict[str, Any]:
    """Input, kernel, the convolution's output, and the average's; the weights on the taps; both sums."""
    own = words("convolution")["average"]
    rows, columns = explained.output.shape
    count = beside.weight[0].size
    short, exact = [f"1/{count}"] * count, [f"1/{count}"] * count
    if changed:
        short[0], exact[0] = number_text.short(beside.weight.flat[0]), text.value_text(beside.weight.flat[0])
    output = beside.output.reshape(rows, columns)
    sums = sums_of_products(explained.input, output, explained.axes, [exact] * rows)
    apart = beside.apart.reshape(rows, columns)
    result = payload.extra(
        beside.name,
        output,
        "input",
        "output",
        arrow=own["convolved"],
        note=comparison(explained.output, beside),
        heat=payload.heat_of(output, explained.input),
        **common.compared(apart),
    )
    return {
        "titles": {"output": explained.spec.name},
        "arrow": common.SIGNS[bool(apart.any())],
        "weights": [[short] * columns] * rows,
        "equations": [
            [f"{product}\n{average}" for average, product in zip(*lines, strict=True)]
            for lines in zip(explained.arithmetic, sums, strict=True)
        ],
        "most": common.most(explained.axes),
        "extras": [*kernel(beside, short, (rows, columns)), result],
    }


def kernel(beside: Depthwise, short: list[str], outputs: tuple[int, int]) -> list[dict[str, Any]]:
    """The weights as a grid of their own, one for all channels; nothing where it is larger than can be read."""
    own, grid = words("convolution")["average"], beside.weight[0, 0]
    if max(grid.shape) > LARGEST_SIDE:
        return []
    plane = grid.reshape(-1, grid.shape[-1])
    _, width = plane.shape
    taps = [[at // width, at % width] for at in range(plane.size)]
    rows = [short[at : at + width] for at in range(0, plane.size, width)]
    note = own["shared"].format(channels=len(beside.weight)) if len(beside.weight) > 1 else ""
    cells = [[taps] * outputs[1]] * outputs[0]
    more: dict[str, Any] = {"cells": cells, "note": note, "short": rows}
    return [payload.extra(own["kernel"], plane, "input", "kernel", arrow=own["times"], **more)]


def comparison(average: Array, beside: Depthwise) -> str:
    """Whether the two are the same, and how far apart they are."""
    own = words("convolution")
    far = torch_check.largest_difference(beside.output.reshape(average.shape), average)
    told = {"apart": int(beside.apart.sum()), "count": average.size, "difference": f"{far:.2g}"}
    return str(own["differ" if beside.apart.any() else "rounded" if far > 0 else "equal"].format(**told))


def told(worked: Moment, beside: Depthwise, changed: bool) -> list[parts.Part]:
    """What becomes of the channels, where no kernel is the average, and both calls to copy."""
    assert worked.call is not None
    own = words("convolution")["average"]
    shape = ", ".join(map(str, beside.weight.shape))
    channels = own["channels"].format(channels=len(beside.weight), shape=shape)
    panels = [common.code(code.average_code(worked.call, worked.plane, beside, changed))]
    if not worked.call.arguments["count_include_pad"] and max(worked.call.padding):
        panels.append(parts.said("uncounted", own["uncounted"], title=own["uncounted_title"]))
    return [*panels, parts.said("channels", channels, title=words("convolution")["channels"])]
