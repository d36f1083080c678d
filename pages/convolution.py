"""Pooling beside convolution: the average as a convolution, a convolution's own parameters, and what a shift does."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from pooling_core import PoolingError, PoolSpec
from pooling_core.compared import depthwise, shifts
from pooling_core.conv_trace import TooLargeToDrawError, conv_trace
from ui import calls, controls, convolution_code, lesson, oracle, tensor_input
from ui import convolution_panels as show
from ui.content import words
from ui.stage import payload
from ui.stage.convolution import from_convolution
from ui.stage.stage import stage
from ui.states import CONVOLUTION as FIELDS

# The badges stand below the grids, one for each call.
LESSON = lesson.Lesson("convolution", FIELDS, "conv_average_input", calls.conv_average_call, in_torch=False)
TEXT, COMMON, STAGE = LESSON.words, words("common")["controls"], words("stage")
KEY = "convolution_stage"
SHIFTS = [int(step) for step in FIELDS["conv_shift_by"].options]


def average() -> None:
    """An average, its windows with the weights of the convolution on their taps, and both results."""
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
    state = lesson.current_state(LESSON)
    moment, first, error = lesson.work_out(LESSON, state, plane), None, None
    try:
        first = calls.number(state["conv_average_weight"], "weight") if state["conv_average_weight"].strip() else None
    except PoolingError as refused:
        error = refused
    if moment.call is None or moment.explained is None:
        show.headline(LESSON, state, problem, moment.error, moment.question)
        return lesson.show_stage(LESSON, moment)
    batch = calls.one_plane(moment.call, plane)
    beside = depthwise(moment.call, batch, first)
    found = show.comparison(moment.explained.output, beside, TEXT)
    show.headline(LESSON, state, problem, error, found=found)
    lesson.show_stage(LESSON, moment, **show.average_options(moment.explained, beside, first is not None))
    show.badges(moment.question, oracle.Question(beside.name, (batch, beside.weight), beside.arguments, beside.output))
    shape = ", ".join(map(str, beside.weight.shape))
    st.markdown(said["channels"].format(channels=len(beside.weight), shape=shape))
    if not moment.call.arguments["count_include_pad"] and max(moment.call.padding):
        st.markdown(said["uncounted"])
    show.code(convolution_code.average_code(moment.call, plane, beside, first is not None))


def parameters() -> None:
    """A convolution with weights to edit, and a pooling of the same input."""
    said, key = TEXT["parameters"], "conv_parameters_input"
    with st.sidebar:
        dims = controls.select("conv_parameters_dims", FIELDS, COMMON["dims"], help=said["dims_help"])
        tensor_input.text_box("conv_parameters_weight", FIELDS, said["weight"])
        st.caption(said["weight_help"])
        controls.number("conv_parameters_groups", FIELDS, said["groups"], help=said["groups_help"])
        controls.number("conv_parameters_stride", FIELDS, COMMON["stride"])
        controls.text("conv_parameters_padding", FIELDS, COMMON["padding"], help=said["padding_help"])
        controls.number("conv_parameters_dilation", FIELDS, COMMON["dilation"])
        operation = controls.select("conv_parameters_beside", FIELDS, said["beside"])
        plane, problem = tensor_input.tensor_input(key, FIELDS)
    state = lesson.current_state(LESSON)
    kernel, unread = tensor_input.read("conv_parameters_weight", FIELDS)
    problem = problem or (said["kept"].format(message=unread) if unread else None)
    name, settings, question, traced = f"conv{dims}", calls.conv_settings(state), None, None
    error: PoolingError | None = None
    try:
        weight = calls.conv_weight(state, kernel, len(plane))
        inputs = (plane if dims == "1d" else plane[np.newaxis], weight)
        question = oracle.Question(name, inputs, settings, plane)
        traced = conv_trace(name, plane, weight, **settings)
    except TooLargeToDrawError as refused:
        error, question = refused, None
    except PoolingError as refused:
        error, question = refused, question and replace(question, outcome=refused)
    show.headline(LESSON, state, problem, error, question)
    options: dict[str, Any] = {"refused": tensor_input.take_refusal(key), "answered": tensor_input.answered()}
    drawn = payload.input_only(plane, STAGE, **options)
    if traced is not None:
        size = kernel.shape[-1] if dims == "1d" else kernel.shape
        call = PoolSpec.of(f"{operation}_pool{dims}", kernel_size=size)
        beside = lesson.work_out(replace(LESSON, call=lambda _: call), state, plane)
        options |= show.pooling_beside(traced, beside.explained)
        drawn = from_convolution(traced, show.stage_words(STAGE, said), **options)
    stage(drawn, key=KEY, on_edit=lambda: tensor_input.apply_edit(key, KEY))
    if traced is not None and question is not None:
        output = traced.output if dims == "1d" else traced.output[np.newaxis]
        show.badges(replace(question, outcome=output), beside.question)
        st.markdown(said["strides"].format(stride=settings["stride"], name=call.name, pooled=size))
        st.markdown(show.channels(traced, settings["groups"], said))
        show.code(convolution_code.layer_code(name, plane, weight, settings, call if beside.explained else None))


def shift() -> None:
    """A maximum over a signal that is moved, and the outputs of all its shifts."""
    said = TEXT["shift"]
    with top:
        by = int(controls.ladder("conv_shift_by", FIELDS, said["by"]))
    with st.sidebar:
        controls.number("conv_shift_kernel", FIELDS, COMMON["kernel_size"])
        controls.number("conv_shift_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
        signal, problem = tensor_input.tensor_input(show.SIGNAL, FIELDS)
    state = lesson.current_state(LESSON)
    moment = lesson.work_out(replace(LESSON, call=calls.conv_shift_call), state, np.roll(signal, by, axis=-1))
    show.headline(LESSON, state, problem, moment.error, moment.question)
    options: dict[str, Any] = {"refused": tensor_input.take_refusal(show.SIGNAL), "answered": tensor_input.answered()}
    options["titles"] = {"input": said["input"].format(by=by)}
    drawn = payload.input_only(moment.plane, STAGE, **options)
    if moment.explained is not None:
        drawn = payload.from_trace(moment.explained, STAGE, **options)
    picture, table = st.columns([5, 4], gap="medium")
    with picture:
        stage(drawn, key=KEY, on_edit=lambda: show.edit_shifted(by, KEY))
    if moment.call is not None and moment.explained is not None:
        table.markdown(show.shift_table(shifts(moment.call, signal, SHIFTS), by, said))
        st.markdown(said["holds"].format(stride=moment.call.stride[0]))
        show.badges(moment.question)
        show.code(convolution_code.shift_code(moment.call, signal, len(SHIFTS)))


lesson.begin(LESSON)
# The slider of the shifts stands beside the choice of the view.
with (top := st.container(horizontal=True, gap="medium")):
    chosen = controls.select("conv_view", FIELDS, TEXT["lede"])
with st.sidebar:
    lesson.examples(LESSON)
{"average": average, "parameters": parameters, "shift": shift}[chosen]()
