"""The input volume of a lesson: one bound text box is its single source, as for a plane."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from ui import volume_text
from ui.content import words
from ui.controls import BIND
from ui.number_text import TensorTextError
from ui.state.fields import Field
from ui.tensor_input import RANDOM_HIGH, RANDOM_LOW
from ui.volume_text import Volume

SIDES = ("depth", "rows", "columns")


def volume_input(key: str, fields: Mapping[str, Field]) -> tuple[Volume, str | None]:
    """The text box with its tools. Returns the volume, and a sentence where the text could not be read."""
    common, text = words("common")["tensor"], words("dimensions")["volume"]
    volume, problem = read(key, fields)
    for side, count in zip(SIDES, volume.shape, strict=True):
        if st.session_state.get(f"_{key}_{side}") != count:
            st.session_state[f"_{key}_{side}"] = count
    with st.expander(text["title"], expanded=problem is not None):
        st.text_area(
            text["text"],
            value=fields[key].default,
            max_chars=fields[key].longest,
            height=200,
            key=key,
            bind=BIND,
            help=text["help"],
            on_change=_tidy,
            args=(key,),
        )
        labels = (text["depth"], common["rows"], common["columns"])
        for place, label, side in zip(st.columns(3), labels, SIDES, strict=True):
            place.number_input(label, 1, volume_text.MAX_SIDE, key=f"_{key}_{side}", on_change=_resize, args=(key,))
        seed, button = st.columns([1, 2], vertical_alignment="bottom")
        seed.number_input(common["seed"], 0, 9999, 0, key=f"_{key}_seed", step=1)
        button.button(common["random"], key=f"_{key}_random", on_click=_randomise, args=(key,), width="stretch")
    return volume, text["kept"].format(message=problem) if problem else None


def read(key: str, fields: Mapping[str, Field]) -> tuple[Volume, str | None]:
    """The volume that the text says; where it says none, the last one that it did, and why."""
    said = st.session_state.get(key, st.query_params.get(key, fields[key].default))
    try:
        volume = volume_text.parse(said)
    except TensorTextError as error:
        default = volume_text.parse(fields[key].default)
        return st.session_state.get(f"_{key}_volume", default), str(error)
    st.session_state[f"_{key}_volume"] = volume
    return volume, None


def _write(key: str, volume: Volume) -> None:
    st.session_state[key] = volume_text.format_volume(volume)


def _tidy(key: str) -> None:
    try:
        _write(key, volume_text.parse(st.session_state[key]))
    except TensorTextError:
        return


def _resize(key: str) -> None:
    volume = st.session_state[f"_{key}_volume"]
    resized = np.zeros([st.session_state[f"_{key}_{side}"] for side in SIDES], np.float32)
    kept = tuple(slice(min(old, new)) for old, new in zip(volume.shape, resized.shape, strict=True))
    resized[kept] = volume[kept]
    _write(key, resized)


def _randomise(key: str) -> None:
    generator = np.random.default_rng(st.session_state[f"_{key}_seed"])
    shape = st.session_state[f"_{key}_volume"].shape
    _write(key, generator.integers(RANDOM_LOW, RANDOM_HIGH, shape, endpoint=True).astype(np.float32))
    st.session_state[f"_{key}_seed"] = (st.session_state[f"_{key}_seed"] + 1) % 10_000
