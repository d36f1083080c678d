"""What a shift does: a maximum over a signal that is moved, and the outputs of all its shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from pooling_core.explain.compared import Shift, shifts
from ui import calls, controls, convolution_code, lesson, number_text, tensor_input, tensor_text
from ui import convolution_panels as show
from ui.content import words
from ui.stage import payload
from ui.stage.stage import stage
from ui.states import CONVOLUTION as FIELDS

Array = NDArray[Any]
TEXT, COMMON, STAGE = words("convolution")["shift"], words("common")["controls"], words("stage")
SIGNAL = "conv_shift_input"
SHIFTS = [int(step) for step in FIELDS["conv_shift_by"].options]
# A longer output may break into lines.
SHORT = 8


def shift(of: lesson.Lesson, top: DeltaGenerator) -> None:
    """The view: the slider in ``top``, the moved signal on the stage, a table of all shifts beside it."""
    with top:
        by = int(controls.ladder("conv_shift_by", FIELDS, TEXT["by"]))
    with st.sidebar:
        controls.number("conv_shift_kernel", FIELDS, COMMON["kernel_size"])
        controls.number("conv_shift_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
        signal, problem = tensor_input.tensor_input(SIGNAL, FIELDS)
    state = lesson.current_state(of)
    moment = lesson.work_out(replace(of, call=calls.conv_shift_call), state, np.roll(signal, by, axis=-1))
    show.headline(of, state, problem, moment.error, moment.question)
    options: dict[str, Any] = {"refused": tensor_input.take_refusal(SIGNAL), "answered": tensor_input.answered()}
    options["titles"] = {"input": TEXT["input"].format(by=by)}
    drawn = payload.input_only(moment.plane, STAGE, **options)
    if moment.explained is not None:
        drawn = payload.from_trace(moment.explained, STAGE, **options)
    picture, table = st.columns([5, 4], gap="medium")
    with picture:
        stage(drawn, key=show.STAGE_KEY, on_edit=lambda: edit_shifted(by))
    if moment.call is not None and moment.explained is not None:
        table.markdown(shift_table(shifts(moment.call, signal, SHIFTS), by, TEXT))
        st.markdown(TEXT["holds"].format(stride=moment.call.stride[0]))
        show.badges(moment.question)
        show.code(convolution_code.shift_code(moment.call, signal, len(SHIFTS)))


def edit_shifted(by: int) -> None:
    """An edit of the moved signal, written into the signal itself."""
    signal, before = st.session_state[f"_{SIGNAL}_plane"], st.session_state[SIGNAL]
    tensor_input.remember(SIGNAL, np.roll(signal, by, axis=-1))
    tensor_input.apply_edit(SIGNAL, show.STAGE_KEY)
    tensor_input.remember(SIGNAL, signal)
    if st.session_state[SIGNAL] != before:
        edited = tensor_text.parse(st.session_state[SIGNAL]).array
        st.session_state[SIGNAL] = tensor_text.format_tensor(np.roll(edited, -by, axis=-1))


def shift_table(found: list[Shift], current: int, said: Mapping[str, Any]) -> str:
    """The output of each shift, the current one in bold, as a Markdown table."""

    def cells(values: Array) -> str:
        # A short output stays on one line; a long one breaks rather than widen the table.
        space = "\u00a0" if values.size <= SHORT else " "
        return "; ".join(space.join(number_text.short(value) for value in row) for row in np.atleast_2d(values))

    def told(shift: Shift) -> str:
        if shift.moved is None:
            return str(said["other"])
        word = "moved_later" if not shift.whole else "moved" if shift.moved else "unmoved"
        return str(said[word].format(moved=shift.moved))

    lines = [said["columns"], ["---"] * len(said["columns"])]
    for shift in found:
        row = [str(shift.by), f"`{cells(shift.output)}`", told(shift)]
        lines.append([f"**{cell}**" for cell in row] if shift.by == current else row)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
