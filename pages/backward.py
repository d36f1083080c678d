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
layer = outcome.layer
back: GradientTrace | None = None
if layer is not None:
    upstream, shape_problem = show.upstream_of(layer, state["upstream"])
    problem = problem or shape_problem
    try:
        back = layer.back(upstream)
    except PoolingError as error:  # the call has a result and no gradient
        outcome = show.no_way_back(state, layer, error)
show.headline(LESSON, state, problem, outcome)

if layer is not None and back is not None:
    st.caption(show.backward_caption(layer))
    stage(show.backward_payload(layer, back), key=UP, on_edit=lambda: tensor_input.apply_edit("upstream", UP))
    show.backward_badge(layer, back, upstream)
    show.learned(layer, back, upstream)
    st.caption(TEXT["forward_unpool" if state["backward_operation"] == "max_unpool" else "forward"])
drawn = payload.input_only(plane, words("stage")) if layer is None else show.forward_payload(layer)
stage(drawn, key=FORWARD, on_edit=lambda: tensor_input.apply_edit("backward_input", FORWARD))
if layer is not None:
    show.forward_badge(layer)
if layer is not None and back is not None:
    st.subheader(TEXT["code_ours"] if layer.call.beyond_torch else PANELS["code"], anchor=False)
    st.code(backward_code(layer, plane, upstream), language="python", wrap_lines=True)
    st.code(tensor_text.format_tensor(back.grad_input), language=None)
