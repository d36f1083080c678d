"""The grid of cells as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from ui.stage.component import mount


def stage(payload: Mapping[str, Any], *, key: str, on_edit: Callable[[], None]) -> dict[str, Any] | None:
    """Draw `payload`; an edit calls `on_edit`, which finds it in `st.session_state[key].edit`, and is returned."""
    edit: dict[str, Any] | None = mount("stage.js", payload, key=key, on_edit_change=on_edit).edit
    return edit
