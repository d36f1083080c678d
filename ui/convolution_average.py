"""The average as a convolution: its windows with the weights on their taps, both sums, both results."""

from __future__ import annotations

from typing import Any

import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.explain import text
from pooling_core.explain.compared import Depthwise, depthwise
from pooling_core.explain.convolution import sums_of_products
from pooling_core.explain.trace import Trace
from pooling_core.oracle import calls as torch_check
from ui import calls, controls, convolution_code, lesson, number_text, oracle, tensor_input
from ui import convolution_panels as show
from ui.content import words
from ui.stage import payload
from ui.states import CONVOLUTION as FIELDS

Array = NDArray[Any]
TEXT, COMMON = words("convolution"), words("common")["controls"]


def average(of: lesson.Lesson) -> None:
    """The view: controls, the stage with both results, what is the same and what is not."""
    said = TEXT["average"]
    with st.sidebar:
        hints = {"placeholder": said["equal_weights"], "help": said["weight_help"]}
        controls.text("conv_average_weight", FIELDS, said["weight"], **hints)
        controls.select("conv_average_dims", FIELDS, COMMON["dims"], help=COMMON["help"]["dims"])
        controls.number("conv_average_kernel", FIELDS, COMMON["kernel_size"])
        controls.number("conv_average_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
        controls.number("conv_average_padding", FIELDS, COMMON["padding"])
        controls.toggle("conv_average_counted", FIELDS, COMMON["count_include_pad"])
        plane, problem = tensor_input.tensor_input("conv_average_input", FIELDS)
    state = lesson.current_state(of)
    moment, first, error = lesson.work_out(of, state, plane), None, None
    try:
        first = calls.number(state["conv_average_weight"], "weight") if state["conv_average_weight"].strip() else None
    except PoolingError as refused:
        error = refused
    if moment.call is None or moment.explained is None:
        show.headline(of, state, problem, moment.error, moment.question)
        return lesson.show_stage(of, moment)
    batch = calls.one_plane(moment.call, plane)
    beside = depthwise(moment.call, batch, first)
    found = comparison(moment.explained.output, beside)
    show.headline(of, state, problem, error, found=found)
    lesson.show_stage(of, moment, **stage_options(moment.explained, beside, first is not None))
    show.badges(moment.question, oracle.Question(beside.name, (batch, beside.weight), beside.arguments, beside.output))
    shape = ", ".join(map(str, beside.weight.shape))
    st.markdown(said["channels"].format(channels=len(beside.weight), shape=shape))
    if not moment.call.arguments["count_include_pad"] and max(moment.call.padding):
        st.markdown(said["uncounted"])
    show.code(convolution_code.average_code(moment.call, plane, beside, first is not None))


def stage_options(explained: Trace, beside: Depthwise, changed: bool) -> dict[str, Any]:
    """The convolution beside the average: its output as a further grid, its weights on the taps, its own sums."""
    rows, columns = explained.output.shape
    count = beside.weight[0].size
    taps = [f"1/{count}"] * count
    kernel = list(taps)
    if changed:
        taps[0], kernel[0] = number_text.short(beside.weight.flat[0]), text.value_text(beside.weight.flat[0])
    output = beside.output.reshape(rows, columns)
    sums = sums_of_products(explained.input, output, explained.axes, [kernel] * rows)
    arrow = "≠" if beside.apart.any() else "="
    return {
        "titles": {"output": explained.spec.name},
        "weights": [[taps] * columns] * rows,
        "equations": [
            [f"{average}\n{product}" for average, product in zip(*lines, strict=True)]
            for lines in zip(explained.arithmetic, sums, strict=True)
        ],
        "extras": [payload.extra(beside.name, output, "output", "output", arrow=arrow)],
        "steady": True,
    }


def comparison(average: Array, beside: Depthwise) -> str:
    """Whether the two are the same, and how far apart they are."""
    far = torch_check.largest_difference(beside.output.reshape(average.shape), average)
    told = {"apart": int(beside.apart.sum()), "count": average.size, "difference": f"{far:.2g}"}
    return str(TEXT["differ" if beside.apart.any() else "rounded" if far > 0 else "equal"].format(**told))
