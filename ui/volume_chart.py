"""The chart of a volume, with what keeps it turned while it plays and fits it to a narrow screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from pooling_core import PoolSpec
from pooling_core.volume_trace import volume_trace
from ui import volume_text
from ui.content import words
from ui.figures.space import NARROW, WIDE
from ui.figures.style import CONFIG
from ui.figures.volume import volume_figure

_keeper = st.components.v2.component(
    "poolscope_volume", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


# A figure itself is kept, not a copy: Plotly checks each of its numbers anew where it is given plain data.
@st.cache_resource(max_entries=32, show_spinner=False)
def _figure(_call: PoolSpec, call: str, volume: str, dark: bool) -> Any:
    traced = volume_trace(_call, volume_text.parse(volume))
    return volume_figure(traced, {**words("stage")["labels"], **words("dimensions")["figure"]}, dark=dark)


def volume_chart(call: PoolSpec, volume: str, key: str) -> None:
    """The window moving through a volume that is given as text."""
    dark = st.context.theme.type == "dark"
    st.plotly_chart(_figure(call, repr(call), volume, dark), key=key, config=CONFIG)
    _keeper(key=f"{key}_keeper", data={"chart": key, "wide": WIDE, "narrow": NARROW}, on_theme_change=lambda: None)
