"""Pooling beside convolution: the average as a convolution, a convolution's own parameters, and what a shift does."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from pooling_core import PoolingError, PoolSpec, torch_check
from pooling_core.compared import depthwise, shifts
from pooling_core.conv_trace import conv_trace, shared_windows
from ui import calls, controls, convolution_code, lesson, number_text, oracle, panels, tensor_input, tensor_text
from ui.content import words
from ui.fields import CONVOLUTION as FIELDS
from ui.stage import payload
from ui.stage.convolution import from_convolution
from ui.stage.stage import stage

LESSON = lesson.Lesson("convolution", FIELDS, "conv_average_input", calls.conv_average_call)
TEXT, COMMON, STAGE = LESSON.words, words("common")["controls"], words("stage")
KEY = "convolution_stage"
SHIFTS = [int(step) for step in FIELDS["conv_shift_by"].options]


def headline(view, state, problem, error=None, question=None):
    """What to look at: the example's words or the view's; or why the call is refused."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif error is not None:
            shown, changes = calls.conv_fix(view, error)
            lesson.refusal(shown, changes, question, in_torch=question is not None)
        else:
            st.markdown(next((f"**{example['title']}.** {example['look']}" for example in TEXT["examples"]
                              if says(example, view, state)), TEXT[view]["lede"]))  # fmt: skip


def says(example, view, state):
    """Whether a state is this example's, in all that its view shows."""
    wanted = LESSON.example_state(example)
    shown = ["conv_view", *(key for key in FIELDS if key.startswith(f"conv_{view}_"))]
    return all(wanted[key] == state[key] for key in shown)
