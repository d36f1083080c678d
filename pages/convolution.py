"""Pooling beside convolution: the average as a convolution, a convolution's own parameters, and what a shift does."""

import streamlit as st

from ui import calls, controls, lesson
from ui.convolution_average import average
from ui.convolution_parameters import parameters
from ui.convolution_shift import shift
from ui.states import CONVOLUTION as FIELDS

# The badges stand below the grids, one for each call.
LESSON = lesson.Lesson("convolution", FIELDS, "conv_average_input", calls.conv_average_call, in_torch=False)

lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
with (top := st.container(horizontal=True, gap="medium")):
    chosen = controls.select("conv_view", FIELDS, LESSON.words["lede"])
if chosen == "average":
    average(LESSON)
elif chosen == "parameters":
    parameters(LESSON)
else:
    shift(LESSON, top)
