"""Start: what pooling is, shown by a stage that already plays, and a way on to each lesson."""

import streamlit as st

from pooling_core import PoolSpec
from pooling_core.trace import trace
from ui import router, tensor_text
from ui.content import words
from ui.stage import payload
from ui.stage.stage import stage

TEXT = words("start")
CALL = PoolSpec.of("max_pool2d", kernel_size=2)
PLANE = tensor_text.parse(TEXT["input"]).array

st.header(TEXT["title"], anchor=False)
st.markdown(TEXT["lede"])
shown = payload.from_trace(trace(CALL, PLANE), words("stage"), autoplay=True, editable=False)
stage(shown, key="start_stage", on_edit=lambda: None)

for column, lesson in zip(st.columns(len(router.LESSONS)), router.LESSONS, strict=True):
    with column.container(border=True):
        st.page_link(router.lesson_page(lesson), label=f"**{words(lesson)['title']}**", icon=":material/arrow_forward:")
        st.markdown(TEXT["ways_on"][lesson])
