"""The end of a lesson: what was seen in it, and where the way leads next."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui import course, router, walk
from ui.words import words


def show(lesson: str) -> None:
    """Below everything else on a lesson's page; a walk over the lessons has a next step of its own."""
    if walk.KEY in st.query_params:
        return
    text, said = words("way")["end"], words(lesson)["end"]
    following = course.after(lesson)
    with st.container(key="end", gap="small"):
        st.header(text["saw"], anchor=False)
        st.html(f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in said['saw'])}</ul>")
        st.header(text["next"], anchor=False)
        st.page_link(router.lesson_page(following))
        st.caption(said["next"][following])
