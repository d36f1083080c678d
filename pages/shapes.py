"""Shapes: a stack of layers, the size of each map, the field of each output, the parameters; and four conventions."""

import streamlit as st

from pooling_core import PoolSpec
from ui import controls, lesson, stack_code, stack_editor, stack_panels
from ui.convention_panels import conventions_panel
from ui.states import SHAPES as FIELDS

LESSON = lesson.Lesson("shapes", FIELDS, "shapes_input", lambda state: PoolSpec.of("max_pool1d", kernel_size=1))
TEXT = LESSON.words

lesson.begin(LESSON)
worked, problem = stack_panels.read()
with st.sidebar:
    lesson.examples(LESSON)
    controls.text("shapes_input", FIELDS, TEXT["input"], help=TEXT["input_help"])
    stack_editor.editor()

stack_panels.headline(worked, problem, LESSON)
line, place, which = st.columns([5, 1.6, 2.7], vertical_alignment="bottom")
with line:
    stack_panels.totals(worked)
with place:
    chosen = min(controls.number("shapes_layer", FIELDS, TEXT["layer"]) or 1, len(worked.rows))
with which:
    axis = stack_panels.axis_control(len(worked.input_shape) - 2)
stack_panels.picture(worked, axis, chosen)

if worked.rows:
    stack_panels.formulas(worked, chosen, axis)
    stack_panels.table(worked)

conventions_panel()
st.subheader(TEXT["code"], anchor=False)
st.code(stack_code.torch_code(worked), language="python", wrap_lines=True)
