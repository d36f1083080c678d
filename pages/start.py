"""Start: what pooling is, shown by a stage that already plays, and a numbered way to each lesson."""

import streamlit as st

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from ui import router
from ui.stage import payload
from ui.stage.stage import stage
from ui.text import tensor_text
from ui.words import words

TEXT = words("start")
CALL = PoolSpec.of("max_pool2d", kernel_size=2)
PLANE = tensor_text.parse(TEXT["input"]).array

st.title(TEXT["title"], anchor=False)
st.markdown(TEXT["lede"])
shown = payload.from_trace(trace(CALL, PLANE), words("stage"), autoplay=True, editable=False)
stage({**shown, "fills": True}, key="start_stage")

st.header(TEXT["path"], anchor=False)
names = words("common")["app"]["sections"]
for column, (section, lessons) in zip(st.columns(len(router.SECTIONS)), router.SECTIONS.items(), strict=True):
    with column:
        st.caption(names[section])
        for lesson in lessons:
            number = router.LESSONS.index(lesson) + 1
            st.page_link(router.lesson_page(lesson), label=TEXT["numbered"].format(number=number, **words(lesson)))
            st.caption(TEXT["ways_on"][lesson])
