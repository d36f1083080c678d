"""Backward: an editable upstream gradient, and where it flows through each operation."""

import streamlit as st

from pooling_core import PoolingError
from pooling_core.explain.gradient import GradientTrace
from ui import backward_panels as show
from ui import lesson, tensor_input, tensor_text
from ui.backward_code import backward_code
from ui.content import words
from ui.lessons import LESSONS
from ui.stage import payload
from ui.stage.stage import stage
from ui.states import BACKWARD as FIELDS

LESSON = LESSONS["backward"]
TEXT, PANELS = LESSON.words, words("common")["panels"]
UP, FORWARD = "backward_stage_up", "backward_stage"

lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    show.operation_controls()
    plane, problem = tensor_input.tensor_input("backward_input", FIELDS)
    tensor_input.text_box("upstream", FIELDS, TEXT["upstream"])

state = lesson.current_state(LESSON)
kernel, unread = tensor_input.read("backward_weight", FIELDS)
if unread and state["backward_operation"] == "conv":
    problem = problem or TEXT["weight_kept"].format(message=unread)
outcome = show.work_out(state, plane, kernel)
forward = outcome.forward
back: GradientTrace | None = None
if forward is not None:
    upstream, shape_problem = show.upstream_of(forward, state["upstream"])
    problem = problem or shape_problem
    try:
        back = forward.back(upstream)
    except PoolingError as error:  # the call has a result and no gradient
        outcome = show.no_way_back(state, forward, error)
show.headline(LESSON, state, problem, outcome)

if forward is not None and back is not None:
    st.caption(show.backward_caption(forward))
    stage(show.backward_payload(forward, back), key=UP, on_edit=lambda: tensor_input.apply_edit("upstream", UP))
    show.backward_badge(forward, back, upstream)
    show.learned(forward, back, upstream)
    st.caption(TEXT["forward_unpool" if state["backward_operation"] == "max_unpool" else "forward"])
drawn = payload.input_only(plane, words("stage")) if forward is None else show.forward_payload(forward)
stage(drawn, key=FORWARD, on_edit=lambda: tensor_input.apply_edit("backward_input", FORWARD))
if forward is not None:
    show.forward_badge(forward)
if forward is not None and back is not None:
    st.subheader(TEXT["code_ours"] if forward.call.beyond_torch else PANELS["code"], anchor=False)
    st.code(backward_code(forward, plane, upstream), language="python", wrap_lines=True)
    st.code(tensor_text.format_tensor(back.grad_input), language=None)
