"""Stochastic pooling: probabilities on the cells, one draw, a thousand draws, and inference."""

from typing import Any

import numpy as np
import streamlit as st

from pooling_core.explain.draws import draw_window
from ui import controls, lesson, number_text, panels, snippets, tensor_text
from ui.charts import kept
from ui.content import words
from ui.figures.draws import draws_figure
from ui.lessons import LESSONS
from ui.states import STOCHASTIC as FIELDS
from ui.tensor_input import tensor_input

LESSON = LESSONS["stochastic"]
TEXT, COMMON = LESSON.words, words("common")["controls"]
MILESTONES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@kept
def histogram(cells: tuple[float, ...], seed: int) -> Any:
    """The draws of one window; drawn once for each."""
    window = np.array(cells, np.float32)
    labels = [number_text.exact(value) for value in window]
    return draws_figure(draw_window(window, MILESTONES, seed), labels, MILESTONES, TEXT["figure"])


def draw_again() -> None:
    """The next seed."""
    st.session_state["seed"] = (st.session_state["seed"] + 1) % 10_000


def rectify() -> None:
    """What makes a refused input fit: no number below 0."""
    plane = st.session_state["_stochastic_input_plane"]
    st.session_state["stochastic_input"] = tensor_text.format_tensor(np.maximum(plane, 0))


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    mode = controls.select("mode", FIELDS, TEXT["mode"])
    controls.number("seed", FIELDS, TEXT["seed"])
    st.button(TEXT["again"], on_click=draw_again, disabled=mode != "training", width="stretch")
    controls.number("stochastic_kernel", FIELDS, COMMON["kernel_size"])
    controls.number("stochastic_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
    plane, problem = tensor_input("stochastic_input", FIELDS)

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
lesson.headline(LESSON, moment, problem)
if moment.error is not None and moment.error.parameter == "input" and np.isfinite(plane).all():
    st.button(TEXT["relu"], on_click=rectify)
lesson.show_stage(LESSON, moment)
st.caption(TEXT["source"])

if moment.explained is not None:
    state = lesson.current_state(LESSON)
    cells = panels.chosen_window(LESSON, moment.explained, ("drawn_row", "drawn_column"), TEXT["window"])
    st.plotly_chart(histogram(cells, state["seed"]), key="draws", config={"displayModeBar": False})
panels.result(moment)
if moment.call is not None:
    st.subheader(TEXT["code"], anchor=False)
    st.code(snippets.core_code(moment.call, plane), language="python", wrap_lines=True)
