"""Fractional windows: any output size, because random numbers place the windows."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pooling_core.explain.fractional import DRAWS, times_read
from ui.charts import kept
from ui.figures.reads import reads_figure
from ui.figures.style import CONFIG
from ui.lessons import LESSONS
from ui.lessons.fractional.screen import moment
from ui.lessons.fractional.starts import placed
from ui.page.show import show
from ui.words import words

LESSON = LESSONS["fractional"]
TEXT = LESSON.words["reads"]


@kept
def reads(text: Mapping[str, str], size: int, kernel_size: int, outputs: int) -> Any:
    """How often many draws read each cell of an axis; built once for each, and for each language."""
    return reads_figure(times_read(size, kernel_size, outputs, DRAWS), text)


axes = placed(moment(LESSON, show(LESSON)))
charts = [(name, (one.size, one.kernel_size, one.outputs)) for name, one in axes]
if len({numbers for _, numbers in charts}) < len(charts):
    charts = [("axis_both", charts[0][1])]
if charts:
    st.subheader(TEXT["heading"].format(draws=f"{DRAWS:,}"), anchor=False)
    for place, (name, numbers) in zip(st.columns(2, gap="large"), charts, strict=False):
        with place:
            st.caption(words("common")["panels"][name])
            st.plotly_chart(reads(TEXT, *numbers), key=f"reads_{name}", config=CONFIG)
