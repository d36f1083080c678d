"""Facts: each with a link to the state of a lesson that shows it, and a field to search them."""

import streamlit as st

from ui import facts, router
from ui.stage.component import mount
from ui.words import words

mount("language.js", {}, key="language")
text = words("facts")
st.title(text["title"], anchor=False)
st.markdown(text["about"])
# Back finds the search as it was left.
wanted = st.text_input(text["search"], key="wanted", max_chars=facts.LONGEST, persist_state="session")
found = facts.found(wanted)
st.caption(text["found"].format(count=len(found)))
with st.container(key="facts", gap="small"):
    for part, title in text["parts"].items():
        here = [each for each in found if each["part"] == part]
        if here:
            st.header(title, anchor=False)
        for each in here:
            page, says = router.lesson_page(each["lesson"]), facts.plain(each["says"])
            st.page_link(page, label=says, query_params=facts.pairs(each))
