"""Adaptive bins: the output size is asked for, and each axis is cut into that many bins."""

import streamlit as st

from pooling_core import wrong_rules
from ui import controls, lesson, panels
from ui.calls import adaptive_call
from ui.content import words
from ui.figures.bins import ruler
from ui.figures.style import CONFIG
from ui.states import ADAPTIVE_BINS as FIELDS
from ui.tensor_input import tensor_input

LESSON = lesson.Lesson("adaptive_bins", FIELDS, "bins_input", adaptive_call, bins=True)
TEXT = words("common")["controls"]

lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    controls.select("bins_operation", FIELDS, TEXT["operation"])
    dims = controls.select("bins_dims", FIELDS, TEXT["dims"], help=TEXT["help"]["dims"])
    controls.per_axis("output_size", FIELDS, dims == "2d")
    for keep in ("keep_height", "keep_width") if dims == "2d" else ():
        controls.toggle(keep, FIELDS, LESSON.words[keep])
    ghost = controls.select("ghosts", FIELDS, LESSON.words["ghosts"], help=LESSON.words["ghosts_help"])
    plane, problem = tensor_input("bins_input", FIELDS)

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
lesson.headline(LESSON, moment, problem)
lesson.show_stage(LESSON, moment)

if moment.explained is not None:
    names = panels.AXES[moment.explained.spec.rank]
    for name, axis in zip(names, moment.explained.axes[-len(names) :], strict=True):
        ghosts = [wrong_rules.RULES[ghost](axis.size, axis.outputs)] if ghost in wrong_rules.RULES else []
        shown = ruler(axis, words("common")["panels"][name], ghosts=ghosts)
        st.plotly_chart(shown, key=f"ruler_{name}", config=CONFIG)

left, right = st.columns(2, gap="large")
with left:
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
