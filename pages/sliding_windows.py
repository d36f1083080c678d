"""Sliding windows: kernel, stride, padding, dilation and ceil_mode under max, average and LP pooling."""

import streamlit as st

from pooling_core.params import signature
from ui import controls, lesson, panels
from ui.calls import PER_AXIS, window_call
from ui.content import words
from ui.states import SLIDING_WINDOWS as FIELDS
from ui.tensor_input import tensor_input

LESSON = lesson.Lesson("sliding_windows", FIELDS, "input", window_call)
TEXT = words("common")["controls"]


def copy_to_width() -> None:
    """Both axes start from the same numbers when they are taken apart."""
    for key in PER_AXIS:
        st.session_state[f"{key}_w"] = st.session_state.get(key, FIELDS[key].default)


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    operation = controls.select("operation", FIELDS, TEXT["operation"])
    dims = controls.select("dims", FIELDS, TEXT["dims"], help=TEXT["help"]["dims"])
    takes = signature(f"{operation}_pool{dims}")
    if "norm_type" in takes:
        controls.text("norm_type", FIELDS, TEXT["norm_type"], help=TEXT["help"]["norm_type"])
    apart = dims == "2d" and controls.toggle("per_axis", FIELDS, TEXT["per_axis"], on_change=copy_to_width)
    for parameter in PER_AXIS:
        if parameter in takes:
            placeholder = TEXT["stride_placeholder"] if parameter == "stride" else None
            controls.per_axis(parameter, FIELDS, apart, placeholder)
    for switch in ("ceil_mode", "count_include_pad"):
        if switch in takes:
            controls.toggle(switch, FIELDS, TEXT[switch], help=TEXT["help"][switch])
    if "divisor_override" in takes:
        controls.number(
            "divisor_override",
            FIELDS,
            TEXT["divisor_override"],
            placeholder=TEXT["divisor_placeholder"],
            help=TEXT["help"]["divisor_override"],
        )
    plane, problem = tensor_input("input", FIELDS)

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
lesson.headline(LESSON, moment, problem)
lesson.show_stage(LESSON, moment)

left, right = st.columns(2, gap="large")
with left:
    panels.output_size(LESSON, moment)
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
