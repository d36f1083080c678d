"""Start: a picture pooled under the reader's hand, one way to begin, and a numbered way to each lesson."""

import streamlit as st

from ui import router
from ui.start import screen
from ui.words import words

TEXT = words("start")

screen.show(begin=router.lesson_page(router.WALK))

st.header(TEXT["path"], anchor=False)
names = words("common")["app"]["sections"]
for column, (section, lessons) in zip(st.columns(len(router.SECTIONS)), router.SECTIONS.items(), strict=True):
    with column:
        st.caption(names[section])
        for lesson in lessons:
            number = router.LESSONS.index(lesson) + 1
            st.page_link(router.lesson_page(lesson), label=TEXT["numbered"].format(number=number, **words(lesson)))
            st.caption(TEXT["ways_on"][lesson])
