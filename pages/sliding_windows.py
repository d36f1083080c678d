"""Sliding windows: kernel, stride, padding, dilation and ceil_mode under max, average and LP pooling."""

import streamlit as st

from pooling_core.call.spec import signature
from ui import controls, lesson, panels
from ui.calls import PER_AXIS, takes_temperature
from ui.content import words
from ui.lessons import LESSONS
from ui.states import SLIDING_WINDOWS as FIELDS
from ui.tensor_input import tensor_input
from ui.windows_oracle import asked_anyway, show_temperature

LESSON = LESSONS["sliding_windows"]
TEXT = words("common")["controls"]

lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    operation = controls.select("operation", FIELDS, TEXT["operation"])
    left, right = st.columns(2)
    with left:
        dims = controls.select("dims", FIELDS, TEXT["dims"], help=TEXT["help"]["dims"])
    with right:
        dtype = controls.one_of("dtype", FIELDS, TEXT["dtype"], help=TEXT["help"]["dtype"])
    takes = signature(f"{operation}_pool{dims}")
    if "norm_type" in takes:
        controls.text("norm_type", FIELDS, TEXT["norm_type"], help=TEXT["help"]["norm_type"])
    apart = dims == "2d" and controls.axes_apart("per_axis", FIELDS, PER_AXIS)
    for parameter in PER_AXIS:
        if parameter in takes:
            controls.per_axis(parameter, FIELDS, apart)
    for switch in ("ceil_mode", "count_include_pad"):
        if switch in takes:
            controls.toggle(switch, FIELDS, TEXT[switch], help=TEXT["help"][switch])
    heated = takes_temperature(lesson.current_state(LESSON))
    side_by_side = st.columns(2) if heated and "divisor_override" in takes else [st.sidebar]
    if "divisor_override" in takes:
        with side_by_side[0]:
            controls.number(
                "divisor_override",
                FIELDS,
                TEXT["divisor_override"],
                placeholder=TEXT["divisor_placeholder"],
                help=TEXT["help"]["divisor_override"],
            )
    if heated:
        with side_by_side[-1]:
            controls.text(
                "temperature",
                FIELDS,
                TEXT["temperature"],
                placeholder=TEXT["temperature_placeholder"],
                help=TEXT["help"]["temperature"],
            )
    plane, problem = tensor_input("input", FIELDS, dtype)

state = lesson.current_state(LESSON)
moment = asked_anyway(lesson.work_out(LESSON, state, plane), state)
lesson.headline(LESSON, moment, problem)
lesson.show_stage(LESSON, moment)
show_temperature(moment)

left, right = st.columns(2, gap="large")
with left:
    panels.output_size(LESSON, moment)
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
    panels.batch(moment)
