"""A lesson on a Streamlit page: the stage with its first picture, and what it tells of a settled state."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import walk
from ui.lesson import Lesson
from ui.page import pictures, way, ways
from ui.server import ANSWERS, PICTURE, SHEET, STILL
from ui.stage.component import address, mount
from ui.state import codec
from ui.words import words
from ui.words.choice import KEY, others

ROUTES = {"picture": PICTURE, "still": STILL, "answers": ANSWERS}
# What the signs of the legend are called among the words.
SIGNS = {
    "p": "border",
    "o": "overhang",
    "t": "tail",
    "g": "gap",
    "h": "hole",
    "window": "window",
    "winner": "winner",
    "index": "index",
}


def show(lesson: Lesson) -> dict[str, Any]:
    """Mount the stage; returns the state that it shows, as far as it has told it.

    The script reads the query once, when the page is opened. From then on the stage's state counts: a later run of the
    script on the same page still sees the query of the opening.
    """
    said = opened()
    pairs = codec.pairs_of(said)
    payload = pictures.answer(lesson.name, walk.opened(lesson, pairs) or said)
    told = mount(
        "mount.js",
        {
            **payload,
            "said": said,
            "chosen": st.session_state.get(KEY),
            "meanings": {**meanings(), **lesson.words.get("meanings", {})},
            "languages": others(),
            "way": way.line(lesson.name),
            "routes": {
                **{name: address(f"{path}/{lesson.name}") for name, path in ROUTES.items()},
                "sheet": address(SHEET),
            },
            **_walked(pairs),
        },
        key=f"{lesson.name}_stage",
        on_settled_change=lambda: None,
    ).settled
    if walk.is_walked(pairs):
        ways.draw()
    query = told["query"] if told and told.get("opened") == said else said
    return codec.read(lesson.fields, codec.pairs_of(query)).state


def meanings() -> dict[str, str]:
    """What is said of each sign of the legend."""
    terms = words("glossary")["terms"]
    return {sign: terms[term]["says"] for sign, term in SIGNS.items()}


def _walked(pairs: walk.Pairs) -> dict[str, Any]:
    """What the stage needs of a walk over the lessons, where its link names a step of one."""
    return {"walk": walk.brought(address)} if walk.is_walked(pairs) else {}


def opened() -> str:
    """The query that the page was opened with."""
    pairs = [(key, said) for key in st.query_params for said in st.query_params.get_all(key)]
    return codec.query_of(pairs)
