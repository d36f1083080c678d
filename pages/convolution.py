"""Pooling beside convolution: the average as a convolution, a convolution's own parameters, and what a shift does."""

import streamlit as st

from ui import controls, lesson
from ui.convolution_average import average
from ui.convolution_parameters import parameters
from ui.convolution_shift import shift
from ui.lessons import LESSONS
from ui.states import CONVOLUTION as FIELDS

LESSON = LESSONS["convolution"]

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
