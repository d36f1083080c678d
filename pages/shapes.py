"""Shapes: a stack of layers, the size of each map, the field of each output, the parameters; and four conventions."""

import streamlit as st

from pooling_core import PoolSpec
from ui import controls, lesson, stack_code, stack_panels
from ui.content import words
from ui.convention_panels import conventions_panel
from ui.fields import SHAPES as FIELDS

LESSON = lesson.Lesson("shapes", FIELDS, "shapes_input", lambda state: PoolSpec.of("max_pool1d", kernel_size=1))
TEXT = LESSON.words

lesson.begin(LESSON)
worked, problem = stack_panels.read()
with st.sidebar:
    lesson.examples(LESSON)
    controls.text("shapes_input", FIELDS, TEXT["input"], help=TEXT["input_help"])
    axis = stack_panels.axis_control(len(worked.input_shape) - 2)
    stack_panels.editor()

state = lesson.current_state(LESSON)
stack_panels.headline(worked, state, problem, LESSON)
chosen = min(state["shapes_layer"], len(worked.rows))
stack_panels.totals(worked)
stack_panels.picture(worked, axis, chosen)

if worked.rows:
    left, right = st.columns([3, 2], gap="large")
    with left:
        stack_panels.table(worked)
    with right:
        controls.number("shapes_layer", FIELDS, TEXT["layer"])
        stack_panels.formulas(worked, chosen, axis)

conventions_panel()
st.subheader(words("common")["panels"]["code"], anchor=False)
st.code(stack_code.torch_code(worked), language="python", wrap_lines=True)
