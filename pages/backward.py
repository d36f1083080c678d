"""Backward: an editable upstream gradient, and where it flows."""

import numpy as np
import streamlit as st

from pooling_core import PoolingError
from pooling_core.gradient_trace import GradientTrace, gradient_trace
from ui import controls, lesson, oracle, snippets, tensor_input, tensor_text
from ui.calls import applied, backward_call, one_plane
from ui.content import words
from ui.stage import payload
from ui.stage.stage import stage
from ui.states import BACKWARD as FIELDS

LESSON = lesson.Lesson("backward", FIELDS, "backward_input", backward_call)
TEXT, COMMON = LESSON.words, words("common")["controls"]


def upstream_for(shape: tuple[int, ...]) -> tuple[np.ndarray, str | None]:
    """The upstream gradient as the link says it, or ones where it says another shape."""
    plane, problem = tensor_input.read("upstream", FIELDS)
    if problem is None and plane.shape == shape:
        return plane, None
    ones = np.ones(shape, np.float32)
    tensor_input.remember("upstream", ones)
    said = lesson.current_state(LESSON)["upstream"]
    if said == FIELDS["upstream"].default:
        return ones, problem
    received, wanted = (" × ".join(map(str, each)) for each in (plane.shape, shape))
    unread = TEXT["upstream_unread"].format(message=problem)
    return ones, unread if problem else TEXT["upstream_kept"].format(received=received, wanted=wanted)


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    operation = controls.select("backward_operation", FIELDS, TEXT["operation"])
    controls.select("backward_dims", FIELDS, COMMON["dims"], help=COMMON["help"]["dims"])
    if operation.startswith("adaptive"):
        controls.number("backward_output", FIELDS, TEXT["output_size"])
    else:
        if operation == "lp":
            controls.text("backward_p", FIELDS, COMMON["norm_type"])
        controls.number("backward_kernel", FIELDS, COMMON["kernel_size"])
        controls.number("backward_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
        if operation != "lp":
            controls.number("backward_padding", FIELDS, COMMON["padding"])
    plane, problem = tensor_input.tensor_input("backward_input", FIELDS)
    tensor_input.text_box("upstream", FIELDS, TEXT["upstream"])

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
way_back: GradientTrace | None = None
refused: PoolingError | None = None
if moment.explained is not None:
    spec = moment.explained.spec
    upstream, shape_problem = upstream_for(moment.explained.output.shape)
    problem = problem or shape_problem
    try:
        way_back = gradient_trace(spec, plane, upstream)
    except PoolingError as error:  # nothing flows back from a result without cells
        refused = PoolingError(error.parameter, error.received, error.rule, {"output_size": 1} if spec.adaptive else {})
if refused is None or problem:
    lesson.headline(LESSON, moment, problem)
if refused is not None:
    question = oracle.Question(spec.name, (one_plane(spec, plane),), spec.arguments, refused, one_plane(spec, upstream))
    lesson.refusal(refused, applied(lesson.current_state(LESSON), refused), question)

if way_back is not None and moment.explained is not None:
    st.caption(TEXT["backward"])
    titles = {"input": TEXT["upstream"], "output": TEXT["gradient"]}
    told = {"refused": tensor_input.take_refusal("upstream"), "answered": tensor_input.answered()}
    shown = payload.from_gradient(moment.explained, way_back, words("stage"), TEXT, titles=titles, **told)
    stage(shown, key="backward_stage_up", on_edit=lambda: tensor_input.apply_edit("upstream", "backward_stage_up"))
    batch = one_plane(spec, plane)
    down, ours = (
        each.reshape(*batch.shape[: -spec.rank], *each.shape[-spec.rank :]) for each in (upstream, way_back.grad_input)
    )
    oracle.badge(oracle.Question(spec.name, (batch,), spec.arguments, ours, upstream=down))
    zero = int((way_back.grad_input == 0).sum())
    st.markdown(TEXT["lost"].format(zero=zero, total=plane.size))
    st.caption(TEXT["forward"])
lesson.show_stage(LESSON, moment)
if way_back is not None:
    st.subheader(words("common")["panels"]["code"], anchor=False)
    st.code(snippets.backward_code(spec, plane, upstream), language="python", wrap_lines=True)
    st.code(tensor_text.format_tensor(way_back.grad_input), language=None)
