"""Keyed, URL-bound widgets for the fields of a lesson. What is chosen comes back as a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import streamlit as st

from ui.content import words
from ui.reading import ReadingError
from ui.state.fields import Field, complaint

BIND: Literal["query-params"] = "query-params"


def drop_broken_link(fields: Mapping[str, Field]) -> list[ReadingError]:
    """Take out of the address what no field can hold, before a widget sees it; other names are left alone."""
    problems = []
    for key, said in list(st.query_params.items()):
        if key in fields and (problem := complaint(key, fields[key], said)):
            problems.append(problem)
            del st.query_params[key]
    return problems


def select(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> str:
    """One of a few words, side by side. Links carry the word itself, so it is not translated."""
    field = fields[key]
    chosen: Any = st.segmented_control(
        label, field.options, default=field.default, key=key, bind=BIND, required=True, **options
    )
    return str(chosen)


def toggle(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> bool:
    """A switch."""
    return st.toggle(label, value=fields[key].default, key=key, bind=BIND, **options)


def text(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> str:
    """A short text."""
    field = fields[key]
    return st.text_input(label, value=field.default, max_chars=field.longest, key=key, bind=BIND, **options)


def number(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> int | None:
    """A small whole number, or nothing where the field may be empty."""
    field = fields[key]
    return st.number_input(
        label, min_value=field.low, max_value=field.high, value=field.default, step=1, key=key, bind=BIND, **options
    )


def one_of(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> str:
    """One of a few words, in a list that unfolds."""
    field = fields[key]
    chosen: Any = st.selectbox(label, field.options, field.options.index(field.default), key=key, bind=BIND, **options)
    return str(chosen)


def axes_apart(key: str, fields: Mapping[str, Field], linked: Iterable[str]) -> bool:
    """A switch that takes height and width apart; both start from the same numbers, those of the fields ``linked``."""

    def copy_to_width() -> None:
        for each in linked:
            st.session_state[f"{each}_w"] = st.session_state.get(each, fields[each].default)

    return toggle(key, fields, words("common")["controls"]["per_axis"], on_change=copy_to_width)


def per_axis(key: str, fields: Mapping[str, Field], both: bool, parameter: str | None = None) -> dict[str, int | None]:
    """One number for all axes, or one for the height and one for the width.

    Args:
        parameter: that the field holds, where its key is another.
    """
    text = words("common")["controls"]
    name = text[parameter or key]
    options = {"placeholder": text["stride_placeholder"]} if (parameter or key) == "stride" else {}
    if not both:
        return {key: number(key, fields, name, help=text["help"].get(parameter or key), **options)}
    # Too narrow for a name with a help sign, and some names take two lines.
    height, width = st.columns(2, vertical_alignment="bottom")
    with height:
        first = number(key, fields, text["height"].format(name=name), **options)
    with width:
        second = number(f"{key}_w", fields, text["width"].format(name=name), **options)
    return {key: first, f"{key}_w": second}


def listed(key: str, fields: Mapping[str, Field], label: str, names: Mapping[str, str], afresh: str) -> str:
    """One of a list with long names; choosing another sets the field ``afresh`` back.

    A bound widget would put the long name into the link, so the link is written here.
    """
    options = list(names)
    widget = f"_{key}"
    if widget not in st.session_state:
        st.session_state[widget] = st.query_params.get(key, fields[key].default)

    def write_link() -> None:
        st.query_params[key] = st.session_state[widget]
        st.session_state[afresh] = fields[afresh].default

    return str(st.radio(label, options, format_func=lambda option: names[option], key=widget, on_change=write_link))


def ladder(key: str, fields: Mapping[str, Field], label: str, **options: Any) -> str:
    """One rung of a ladder of numbers, as a slider."""
    field = fields[key]
    chosen: Any = st.select_slider(label, field.options, value=field.default, key=key, bind=BIND, **options)
    return str(chosen)
