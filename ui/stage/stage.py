"""The grid of cells, as a Streamlit component: Python hands over a payload, the browser draws it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
# An inline component is one module text, so the parts share one scope; stage.js comes last because it uses the others.
_NAMES = ("dom", "board", "overlays", "extras", "player", "editor", "layout", "view", "gestures")
_PARTS = (*(f"js/{name}.js" for name in _NAMES), "stage.js")

_component = st.components.v2.component(
    "poolscope_stage",
    js="\n".join((_HERE / part).read_text(encoding="utf-8") for part in _PARTS),
    css=(_HERE / "stage.css").read_text(encoding="utf-8"),
)


def stage(payload: dict[str, Any], *, key: str, on_edit: Callable[[], None]) -> dict[str, Any] | None:
    """Draw `payload`; an edit calls `on_edit`, which finds it in `st.session_state[key].edit`, and is returned."""
    return _component(key=key, data=payload, on_edit_change=on_edit).edit
