"""The input tensor of a lesson: one bound text box is its single source; every edit writes that text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui import tensor_text
from ui.content import words
from ui.controls import BIND
from ui.dtypes import DTYPES, in_dtype
from ui.number_text import TensorTextError
from ui.state.fields import Field

Plane = NDArray[Any]
ANSWERED = "_answered"
RANDOM_LOW, RANDOM_HIGH = -9, 9


def tensor_input(key: str, fields: Mapping[str, Field], dtype: str = DTYPES[0]) -> tuple[Plane, str | None]:
    """The text box with its tools. Returns the tensor, and a sentence where the text could not be read.

    Where only the dtype cannot hold it, it is read in float32. Else the last tensor that could be read stays, so bad
    text loses nothing.
    """
    text = words("common")["tensor"]
    plane, problem = read(key, fields, dtype)
    outcome = "kept"
    if problem and dtype != DTYPES[0]:
        in_float32, unread = read(key, fields)
        if not unread:
            plane, outcome = in_float32, "in_float32"
    _show_size(key, plane)
    with st.expander(text["title"], expanded=problem is not None):
        text_box(key, fields, text["text"], 160, dtype)
        rows, columns = st.columns(2)
        for place, label, side in ((rows, text["rows"], "rows"), (columns, text["columns"], "columns")):
            place.number_input(
                label, 1, tensor_text.MAX_SIDE, key=f"_{key}_{side}", on_change=_resize, args=(key,), step=1
            )
        seed, button = st.columns([1, 2], vertical_alignment="bottom")
        seed.number_input(text["seed"], 0, 9999, 0, key=f"_{key}_seed", step=1)
        button.button(text["random"], key=f"_{key}_random", on_click=_randomise, args=(key,), width="stretch")
    return plane, text[outcome].format(message=problem) if problem else None


def text_box(key: str, fields: Mapping[str, Field], label: str, height: int = 80, dtype: str = DTYPES[0]) -> None:
    """The text that a tensor is."""
    st.text_area(
        label,
        value=fields[key].default,
        max_chars=tensor_text.MAX_CHARACTERS,
        height=height,
        key=key,
        bind=BIND,
        help=words("common")["tensor"]["text_help"],
        on_change=_tidy,
        args=(key, dtype),
    )


def apply_edit(key: str, stage_key: str) -> None:
    """Write an edit of the stage into the text; what cannot be read is refused at its cell."""
    edit = st.session_state[stage_key].edit
    st.session_state[ANSWERED] = answered() + 1
    try:
        row, col, rows = int(edit["row"]), int(edit["col"]), [[str(cell) for cell in line] for line in edit["rows"]]
        if sum(len(cell) for line in rows for cell in line) > tensor_text.MAX_CHARACTERS:
            return
        plane = st.session_state[f"_{key}_plane"]
        edited = tensor_text.apply_block(plane, row, col, rows, plane.dtype)
    except TensorTextError as error:
        first = rows[0][0] if rows and rows[0] else ""
        st.session_state[f"_{key}_refused"] = {"row": row, "col": col, "text": first[:24], "message": str(error)}
    except (TypeError, KeyError, ValueError, IndexError, OverflowError):
        return  # not an edit that our stage sends
    else:
        st.session_state[key] = tensor_text.format_tensor(edited)


def answered() -> int:
    """How many edits of a stage have had an answer: a stage waits for this to move, even where nothing changed."""
    count: int = st.session_state.get(ANSWERED, 0)
    return count


def take_refusal(key: str) -> dict[str, Any] | None:
    """What the last edit was refused for, told once."""
    refused: dict[str, Any] | None = st.session_state.pop(f"_{key}_refused", None)
    return refused


def read(key: str, fields: Mapping[str, Field], dtype: str = DTYPES[0]) -> tuple[Plane, str | None]:
    """The tensor that the text says; where it says none, the last one that it did, and why."""
    said = st.session_state.get(key, st.query_params.get(key, fields[key].default))
    try:
        plane = tensor_text.parse(said, dtype).array
    except TensorTextError as error:
        default = tensor_text.parse(fields[key].default).array
        return in_dtype(st.session_state.get(f"_{key}_plane", default), dtype), str(error)
    remember(key, plane)
    return plane, None


def remember(key: str, plane: Plane) -> None:
    """The tensor that edits on the stage start from."""
    st.session_state[f"_{key}_plane"] = plane


def _show_size(key: str, plane: Plane) -> None:
    for side, count in zip(("rows", "columns"), plane.shape, strict=True):
        if st.session_state.get(f"_{key}_{side}") != count:
            st.session_state[f"_{key}_{side}"] = count


def _write(key: str, plane: Plane) -> None:
    st.session_state[key] = tensor_text.format_tensor(plane)


def _tidy(key: str, dtype: str) -> None:
    """Text that was pasted in another form becomes rows on lines; what cannot be read stays as it is."""
    try:
        _write(key, tensor_text.parse(st.session_state[key], dtype).array)
    except TensorTextError:
        return


def _resize(key: str) -> None:
    plane = st.session_state[f"_{key}_plane"]
    resized = np.zeros((st.session_state[f"_{key}_rows"], st.session_state[f"_{key}_columns"]), plane.dtype)
    kept = tuple(slice(min(old, new)) for old, new in zip(plane.shape, resized.shape, strict=True))
    resized[kept] = plane[kept]
    _write(key, resized)


def _randomise(key: str) -> None:
    shape = st.session_state[f"_{key}_plane"].shape
    generator = np.random.default_rng(st.session_state[f"_{key}_seed"])
    _write(key, generator.integers(RANDOM_LOW, RANDOM_HIGH, shape, endpoint=True))
    st.session_state[f"_{key}_seed"] = (st.session_state[f"_{key}_seed"] + 1) % 10_000
