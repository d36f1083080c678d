"""One, two, three dimensions: a sentence, a plane and a volume under the same call."""

from dataclasses import replace

import numpy as np
import streamlit as st

from pooling_core import PoolingError
from pooling_core.explain.trace import trace
from ui import controls, lesson, oracle, panels, snippets
from ui import dimensions_panels as show
from ui.calls import dimensions_call
from ui.content import words
from ui.lessons import LESSONS
from ui.states import DIMENSIONS as FIELDS
from ui.tensor_input import read, tensor_input
from ui.volume_input import read as read_volume
from ui.volume_input import volume_input

LESSON = LESSONS["dimensions"]
TEXT, COMMON = LESSON.words, words("common")["controls"]


def window_controls() -> None:
    """The window of every view: the same numbers for all axes."""
    controls.number("dimensions_kernel", FIELDS, COMMON["kernel_size"])
    controls.number("dimensions_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
    controls.number("dimensions_padding", FIELDS, COMMON["padding"])
    if operation == "max":
        controls.number("dimensions_dilation", FIELDS, COMMON["dilation"])


def on_stage(key: str, plane: np.ndarray, problem: str | None, **options: object) -> None:
    """A sequence or a plane, on the stage."""
    state = lesson.current_state(LESSON)
    here = replace(LESSON, input_key=key, call=lambda state: dimensions_call(state, plane.shape[-1]))
    moment = lesson.work_out(here, state, plane)
    show.headline(LESSON, state, problem, moment.error, moment.question)
    if key == show.SCORES:
        options = show.sequence_options(moment.explained, plane, found, TEXT)
    lesson.show_stage(here, moment, **options)
    glance()
    if moment.call is not None:
        show.code(snippets.torch_code(moment.call, plane))
    panels.result(moment)
    panels.travel(moment)


def glance() -> None:
    """The call at hand beside those of the other views."""
    planes = {"1d": read(show.SCORES, FIELDS)[0], "2d": read("dimensions_plane", FIELDS)[0]}
    shapes = {view: plane.shape for view, plane in planes.items()}
    volume, _ = read_volume("dimensions_volume", FIELDS)
    show.glance(lesson.current_state(LESSON), {**shapes, "3d": volume.shape}, TEXT["glance"])


def in_space(volume: np.ndarray, problem: str | None) -> None:
    """A volume, as sheets that can be turned."""
    state = lesson.current_state(LESSON)
    call, error, traced = dimensions_call(state, volume.shape[-1]), None, None
    question = oracle.Question(call.name, (volume[np.newaxis],), call.arguments, volume)
    try:
        traced = trace(call, volume)
        question = replace(question, outcome=traced.output[np.newaxis])
    except PoolingError as refused:
        error = refused
        question = replace(question, outcome=refused)
    show.headline(LESSON, state, problem, error, question)
    if traced is not None:
        show.in_sheets(traced, "dimensions_volume_stage")
        oracle.badge(question)
    glance()
    show.code(snippets.volume_code(call, volume))
    if traced is not None:
        st.subheader(words("common")["panels"]["result"], anchor=False)
        st.code(snippets.volume_literal(traced.output), language="python", wrap_lines=True)
    panels.take_away(traced)


show.keep_all()
show.score_a_new_sentence(TEXT["lexicon"])
lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    view = controls.select("dimensions_view", FIELDS, TEXT["view"])
    operation = controls.select("dimensions_operation", FIELDS, TEXT["operation"])
    if view == "1d":
        rescore = {"on_change": show.rescore, "args": (TEXT["lexicon"],), "help": TEXT["sentence_help"]}
        controls.text(show.SENTENCE, FIELDS, TEXT["sentence"], **rescore)
        if not controls.toggle("dimensions_over_time", FIELDS, TEXT["over_time"], help=TEXT["over_time_help"]):
            window_controls()
        plane, problem = tensor_input(show.SCORES, FIELDS)
        found, uneven = show.read_sentence(plane, TEXT)
    elif view == "2d":
        window_controls()
        plane, problem = tensor_input("dimensions_plane", FIELDS)
    else:
        window_controls()
        volume, problem = volume_input("dimensions_volume", FIELDS)

if view == "1d":
    on_stage(show.SCORES, plane, problem or uneven)
elif view == "2d":
    on_stage("dimensions_plane", plane, problem)
else:
    in_space(volume, problem)
