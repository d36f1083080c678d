"""A convolution's own parameters: a kernel to edit, and a pooling of the same input beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.convolution import ConvTrace, TooLargeToDrawError, conv_trace, shared_windows
from pooling_core.explain.trace import Trace
from ui import calls, controls, convolution_code, lesson, oracle, tensor_input
from ui import convolution_panels as show
from ui.content import words
from ui.stage import payload
from ui.stage.convolution import from_convolution
from ui.stage.stage import stage
from ui.states import CONVOLUTION as FIELDS

Words = Mapping[str, Any]
TEXT, COMMON, STAGE = words("convolution")["parameters"], words("common")["controls"], words("stage")
KEY = "conv_parameters_input"


def parameters(of: lesson.Lesson) -> None:
    """The view: controls, the stage, and what the parameters mean to each of the two."""
    with st.sidebar:
        dims = controls.select("conv_parameters_dims", FIELDS, COMMON["dims"], help=TEXT["dims_help"])
        tensor_input.text_box("conv_parameters_weight", FIELDS, TEXT["weight"])
        st.caption(TEXT["weight_help"])
        controls.number("conv_parameters_groups", FIELDS, TEXT["groups"], help=TEXT["groups_help"])
        controls.number("conv_parameters_stride", FIELDS, COMMON["stride"])
        controls.text("conv_parameters_padding", FIELDS, COMMON["padding"], help=TEXT["padding_help"])
        controls.number("conv_parameters_dilation", FIELDS, COMMON["dilation"])
        operation = controls.select("conv_parameters_beside", FIELDS, TEXT["beside"])
        plane, problem = tensor_input.tensor_input(KEY, FIELDS)
    state = lesson.current_state(of)
    kernel, unread = tensor_input.read("conv_parameters_weight", FIELDS)
    problem = problem or (TEXT["kept"].format(message=unread) if unread else None)
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
    show.headline(of, state, problem, error, question)
    options: dict[str, Any] = {"refused": tensor_input.take_refusal(KEY), "answered": tensor_input.answered()}
    drawn = payload.input_only(plane, STAGE, **options)
    if traced is not None:
        size = kernel.shape[-1] if dims == "1d" else kernel.shape
        call = PoolSpec.of(f"{operation}_pool{dims}", kernel_size=size)
        beside = lesson.work_out(replace(of, call=lambda _: call), state, plane)
        options |= stage_options(traced, beside.explained)
        drawn = from_convolution(traced, stage_words(STAGE), **options)
    stage(drawn, key=show.STAGE_KEY, on_edit=lambda: tensor_input.apply_edit(KEY, show.STAGE_KEY))
    if traced is not None and question is not None:
        output = traced.output if dims == "1d" else traced.output[np.newaxis]
        show.badges(replace(question, outcome=output), beside.question)
        st.markdown(TEXT["strides"].format(stride=settings["stride"], name=call.name, pooled=size))
        st.markdown(channels(traced, settings["groups"]))
        show.code(convolution_code.layer_code(name, plane, weight, settings, call if beside.explained else None))


def stage_options(traced: ConvTrace, pooled: Trace | None) -> dict[str, Any]:
    """The pooling of the same input as a further grid; a cell lights up where the windows are the same."""
    options: dict[str, Any] = {"titles": {"output": traced.name}, "steady": True}
    if pooled is not None:
        cells = shared_windows(traced, pooled)
        options["extras"] = [payload.extra(pooled.spec.name, pooled.output, "output", "cells", cells=cells)]
    return options


def stage_words(stage: Words) -> Words:
    """The stage's words, where a further grid's cells are not written by the outputs but share their windows."""
    names = {"written_by_one": "same_window_one", "written_by_many": "same_window_many", "unwritten": "no_window"}
    return {**stage, "labels": {**stage["labels"], **{name: TEXT[own] for name, own in names.items()}}}


def channels(traced: ConvTrace, groups: int) -> str:
    """What happens to the channels."""
    if traced.rank == 2:
        return str(TEXT["plane"])
    rows = len(traced.input)
    return str(TEXT["mixed"].format(channels=rows, out=len(traced.output), per_group=rows // groups, groups=groups))
