"""The text of a stack in the sidebar, and a way to write it without knowing the grammar."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import stack_text
from ui.content import words
from ui.controls import BIND
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")
STACK, LAYER = "shapes_stack", "shapes_layer"
# What the numbers beside "Add" start from.
ADDED = {
    "out_channels": 16,
    "out_features": 10,
    "output_size": 1,
    "scale_factor": 2,
    "norm_type": 2,
    "kernel_size": 3,
    "stride": 1,
    "padding": 0,
}
POOLED = {**ADDED, "kernel_size": 2, "stride": 2}
LETTERS = {"kernel_size": "k", "stride": "s", "padding": "p"}


def editor() -> None:
    """The stack as text, and a way to build it without knowing the grammar."""
    st.text_area(
        TEXT["stack"],
        value=FIELDS[STACK].default,
        max_chars=stack_text.MAX_CHARACTERS,
        height=150,
        key=STACK,
        bind=BIND,
        help=TEXT["stack_help"],
    )
    kinds = TEXT["kinds"]
    kind = st.selectbox(TEXT["adding"]["kind"], list(kinds), format_func=lambda key: kinds[key], key="_shapes_kind")
    rule = stack_text.GRAMMAR[kind]
    asked = [rule.first] * bool(rule.first) + [key for key in LETTERS if key in rule.settings.values()]
    # In a place of their own, so that the buttons keep theirs whatever the kind asks for.
    with st.container():
        for start in range(0, len(asked), 2):
            for place, parameter in zip(st.columns(2), asked[start : start + 2], strict=False):
                _number(place, kind, str(parameter))
    add, remove = st.columns([2, 3])
    add.button(TEXT["add"], on_click=_add, args=(kind, asked), key="_shapes_add", width="stretch")
    remove.button(TEXT["remove"], on_click=_remove, key="_shapes_remove", width="stretch")


def _number(place: Any, kind: str, parameter: str) -> None:
    rule = stack_text.GRAMMAR[kind]
    start = (POOLED if rule.kind.group == "pool" else ADDED)[parameter]
    high = stack_text.MOST_CHANNELS if parameter in ("out_channels", "out_features") else rule.largest
    low = 0 if parameter == "padding" else 1
    label = TEXT["adding"][parameter]
    place.number_input(label, low, high, start, key=f"_shapes_{kind}_{parameter}", step=1)


def _add(kind: str, asked: list[str]) -> None:
    parts, defaults = [kind], stack_text.GRAMMAR[kind].kind.parameters
    for parameter in asked:
        value = int(st.session_state[f"_shapes_{kind}_{parameter}"])
        if value != defaults[parameter]:
            parts.append(f"{LETTERS.get(parameter, '')}{value}")
    lines = _lines()
    text = "\n".join([*lines, " ".join(parts)])
    if len(lines) < stack_text.MAX_LINES and len(text) <= stack_text.MAX_CHARACTERS:
        st.session_state[STACK] = text
        st.session_state[LAYER] = len(lines) + 1


def _remove() -> None:
    st.session_state[STACK] = "\n".join(_lines()[:-1])


def _lines() -> list[str]:
    return [line for line in st.session_state[STACK].splitlines() if line.strip()]
