"""The way through the lessons as the browser draws it, and as the first page lists it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ui import course, router
from ui.stage.component import address, mount
from ui.words import words
from ui.words.choice import KEY

# What of way.toml the browser says.
SAID = ("label", "hint", "marks", "count", "kept", "clear", "search", "paste")


def line(current: str | None = None) -> dict[str, Any]:
    """Every lesson with its address and its name; of the open one its place."""
    chosen = st.session_state.get(KEY)
    query = f"?{urlencode({KEY: chosen})}" if chosen else ""
    text = words("way")
    return {
        "words": {name: text[name] for name in SAID},
        "steps": [
            {"lesson": step.lesson, "label": step.label, "href": address(f"/{step.lesson}{query}")}
            for step in course.STEPS
        ],
        "place": course.step(current).place if current else "",
    }


def listed() -> None:
    """What was done, then each lesson under its heading, with a line on what it is about."""
    text, names = words("start"), words("common")["app"]["sections"]
    st.header(text["path"], anchor=False)
    mount("course.js", line(), key="course")
    parts = list(course.sections())
    for column, (section, steps) in zip(st.columns(len(parts)), parts, strict=True):
        with column:
            st.caption(names[section])
            for step in steps:
                st.page_link(router.lesson_page(step.lesson))
                st.caption(text["ways_on"][step.lesson])
