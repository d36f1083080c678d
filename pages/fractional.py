"""Fractional windows: any output size, because random numbers place the windows."""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from pooling_core import PoolingError
from pooling_core.explain.fractional import DRAWS, placements, times_read
from pooling_core.geometry.fractional import check_layer
from ui import controls, formulas, lesson, oracle, panels
from ui.calls import fractional_fix, mends, one_plane
from ui.charts import kept
from ui.content import words
from ui.figures.reads import reads_figure
from ui.figures.style import CONFIG
from ui.lessons import LESSONS
from ui.stage import payload
from ui.states import FRACTIONAL as FIELDS
from ui.states import SAMPLES
from ui.tensor_input import tensor_input

LESSON = LESSONS["fractional"]
TEXT, COMMON = LESSON.words, words("common")["controls"]
SEED = "_fractional_seed"


@kept
def reads(size: int, kernel_size: int, outputs: int) -> Any:
    """How often many draws read each cell of an axis; built once for each."""
    return reads_figure(times_read(size, kernel_size, outputs, DRAWS), TEXT["reads"])


def place_anew() -> None:
    """Both samples from the seed, and the next seed."""
    drawn = np.random.default_rng(st.session_state[SEED]).integers(len(SAMPLES), size=2)
    st.session_state["fractional_sample"], st.session_state["fractional_sample_w"] = (SAMPLES[at] for at in drawn)
    st.session_state[SEED] = (st.session_state[SEED] + 1) % 10_000


def both_axes(key: str, name: str) -> None:
    """One field for the height beside one for the width."""
    control = controls.text if FIELDS[key].kind == "text" else controls.number
    for place, end, axis in zip(
        st.columns(2, vertical_alignment="bottom"), ("", "_w"), ("height", "width"), strict=True
    ):
        with place:
            control(f"{key}{end}", FIELDS, COMMON[axis].format(name=name))


def refused_by_layer(moment: lesson.Moment, state: dict) -> bool:
    """Whether nn.FractionalMaxPool2d refuses what the function takes; then it is said."""
    if moment.call is None or moment.explained is None:
        return False
    given = {name: moment.call.arguments[name] for name in ("kernel_size", "output_size", "output_ratio")}
    try:
        check_layer(given["output_size"], given["output_ratio"])
    except PoolingError as error:
        asked = oracle.Question("nn.FractionalMaxPool2d", (one_plane(moment.call, moment.plane),), given, error)
        lesson.refusal(error, mends(error, partial(fractional_fix, state)), asked, heading=TEXT["layer_refuses"])
        return True
    return False


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    controls.ladder("fractional_sample", FIELDS, TEXT["sample"], help=TEXT["sample_help"])
    controls.ladder("fractional_sample_w", FIELDS, TEXT["sample_w"])
    seed, button = st.columns([2, 3], vertical_alignment="bottom")
    seed.number_input(TEXT["seed"], 0, 9999, 0, key=SEED, step=1)
    button.button(TEXT["again"], on_click=place_anew, width="stretch")
    given = controls.select("fractional_given", FIELDS, TEXT["given"], help=TEXT["given_help"])
    if given != "ratio":
        both_axes("fractional_output", "output_size")
    if given != "size":
        both_axes("fractional_ratio", "output_ratio")
    both_axes("fractional_kernel", "kernel_size")
    controls.toggle("fractional_indices", FIELDS, TEXT["indices"])
    plane, problem = tensor_input("fractional_input", FIELDS)

state = lesson.current_state(LESSON)
moment = lesson.work_out(LESSON, state, plane)
if problem or not refused_by_layer(moment, state):
    lesson.headline(LESSON, moment, problem)
extras = []
if moment.explained is not None and moment.explained.winners is not None and state["fractional_indices"]:
    where = np.ravel_multi_index(tuple(np.moveaxis(moment.explained.winners, -1, 0)), plane.shape).astype(np.float32)
    extras = [payload.extra("indices", where, "output", "output", arrow=TEXT["where"])]
lesson.show_stage(LESSON, moment, extras=extras)
st.caption(TEXT["random"])

if moment.explained is not None:
    names = words("common")["panels"]
    # An axis of one cell has nothing to place.
    axes = [
        (name, placed)
        for name, placed in zip(panels.AXES[2], placements(moment.explained), strict=True)
        if placed.size > 1
    ]
    st.subheader(TEXT["starts"], anchor=False)
    for place, (name, placed) in zip(st.columns(2, gap="large"), axes, strict=False):
        with place:
            st.caption(names[name])
            st.latex(formulas.placed_starts(placed), width="content")
    st.subheader(TEXT["reads"]["heading"].format(draws=f"{DRAWS:,}"), anchor=False)
    charts = [(name, (placed.size, placed.kernel_size, placed.outputs)) for name, placed in axes]
    if len({numbers for _, numbers in charts}) < len(charts):
        charts = [("axis_both", charts[0][1])]
    for place, (name, numbers) in zip(st.columns(2, gap="large"), charts, strict=False):
        with place:
            st.caption(names[name])
            st.plotly_chart(reads(*numbers), key=f"reads_{name}", config=CONFIG)

left, right = st.columns(2, gap="large")
with left:
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
    st.caption(TEXT["source"])
