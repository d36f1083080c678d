"""Adaptive bins: the output size is asked for, and each axis is cut into that many bins."""

from typing import Any

import streamlit as st

from pooling_core.explain import wrong_rules
from pooling_core.geometry.axis import adaptive_axis
from ui import controls, lesson, panels
from ui.area import by_area
from ui.charts import kept
from ui.content import words
from ui.figures.bins import ruler
from ui.figures.style import CONFIG
from ui.lessons import LESSONS
from ui.states import ADAPTIVE_BINS as FIELDS
from ui.tensor_input import tensor_input

LESSON = LESSONS["adaptive_bins"]
TEXT = words("common")["controls"]


@kept
def bins(size: int, outputs: int, name: str, rule: str) -> Any:
    """The bins of one axis over its cells; built once for each."""
    wrong = [wrong_rules.RULES[rule](size, outputs)] if rule in wrong_rules.RULES else []
    return ruler(
        adaptive_axis(size, outputs), words("common")["panels"][name], LESSON.words["ruler"], explanations=wrong
    )


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    operation = controls.select("bins_operation", FIELDS, TEXT["operation"])
    dims = controls.select("bins_dims", FIELDS, TEXT["dims"], help=TEXT["help"]["dims"])
    controls.per_axis("output_size", FIELDS, dims == "2d")
    for keep in ("keep_height", "keep_width") if dims == "2d" else ():
        controls.toggle(keep, FIELDS, LESSON.words[keep])
    area = operation == "avg" and controls.toggle("area", FIELDS, LESSON.words["area"], help=LESSON.words["area_help"])
    rule = controls.select("ghosts", FIELDS, LESSON.words["ghosts"], help=LESSON.words["ghosts_help"])
    plane, problem = tensor_input("bins_input", FIELDS)

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
moment = by_area(moment) if area else moment
lesson.headline(LESSON, moment, problem)
lesson.show_stage(LESSON, moment)

if moment.explained is not None:
    names = panels.AXES[moment.explained.spec.rank]
    for name, axis in zip(names, moment.explained.axes[-len(names) :], strict=True):
        st.plotly_chart(bins(axis.size, axis.outputs, name, rule), key=f"ruler_{name}", config=CONFIG)

left, right = st.columns(2, gap="large")
with left:
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
    panels.batch(moment)
