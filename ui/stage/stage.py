"""The grid of cells, as a Streamlit component: Python hands over a payload, the browser draws it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ui.stage.component import Component

_HERE = Path(__file__).parent
# stage.js comes last because it uses the others.
_NAMES = ("dom", "board", "overlays", "extras", "player", "editor", "layout", "view", "gestures")
_PARTS = (*(f"js/{name}.js" for name in _NAMES), "stage.js")

_component = Component("stage", [_HERE / part for part in _PARTS], [_HERE / "stage.css"])


def stage(payload: Mapping[str, Any], *, key: str, on_edit: Callable[[], None]) -> dict[str, Any] | None:
    """Draw `payload`; an edit calls `on_edit`, which finds it in `st.session_state[key].edit`, and is returned."""
    edit: dict[str, Any] | None = _component(payload, key=key, on_edit_change=on_edit).edit
    return edit
