"""The ways of a walk as links of the page: the stage follows them without loading the app anew."""

from __future__ import annotations

import streamlit as st

from ui import router, walk


def draw() -> None:
    """Links to each step and to the list of them, not to be seen: what is seen are the stage's own."""
    steps = router.lesson_page(router.WALK)
    with st.container(key="ways"):
        st.page_link(steps, label="0")
        st.page_link(steps, label="0", query_params={"card": "true"})
        for number, step in enumerate(walk.steps(), start=1):
            st.page_link(router.lesson_page(step["lesson"]), label=str(number), query_params={walk.KEY: str(number)})
