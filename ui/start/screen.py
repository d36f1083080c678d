"""The first screen: its numbers, choices and words as data, and the page around them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import Page

from ui.stage.component import mount
from ui.stage.controls import Control
from ui.stage.payload import revised
from ui.start import smaller
from ui.start.pooled import KERNELS, OPERATIONS, numbers
from ui.words import words

STYLES = Path(__file__).with_name("page.css")
OPENED = {"operation": "max", "kernel": str(KERNELS[0])}
# The place on the page that the quiet link leads to.
LIST = "lessons"


def show(begin: Page) -> None:
    """The whole screen.

    Args:
        begin: where its button leads.
    """
    text = words("start")
    st.html(STYLES)
    with st.container(key="start"):
        with st.container(key="start_words"):
            st.title(text["title"], anchor=False)
            st.markdown(text["lede"])
            st.html(_why(text["why"]))
        mount("start/mount.js", revised(payload()), key="start_stage")
        with st.container(key="start_ways"):
            st.page_link(begin, label=text["begin"])
            st.html(f'<a class="all" href="#{LIST}">{escape(text["all"])}</a>')
    st.html(f'<div id="{LIST}"></div>')


def _why(said: Mapping[str, str]) -> str:
    """The drawing pooled and pooled again, and what for."""
    counts = dict(zip(("first", "second", "third"), smaller.COUNTS, strict=True))
    told = {key: escape(sentence.format(**counts)) for key, sentence in said.items()}
    picture = f'<img src="{smaller.picture()}" alt="{told["picture"]}">'
    return f"<figure>{picture}<figcaption><strong>{told['numbers']}</strong> {told['says']}</figcaption></figure>"


def payload() -> dict[str, Any]:
    """Everything that the browser needs; nothing is asked for later."""
    text = words("start")["screen"]
    faces = {
        "operation": {name: text["operations"][name] for name in OPERATIONS},
        "kernel": {str(kernel): f"{kernel} × {kernel}" for kernel in KERNELS},
    }
    choices: list[Control] = [
        {
            "key": key,
            "kind": "choice",
            "label": text[key],
            "value": value,
            "options": [{"value": name, "label": face} for name, face in faces[key].items()],
        }
        for key, value in OPENED.items()
    ]
    return {**numbers(), "choices": choices, "words": text}
