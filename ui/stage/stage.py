"""A picture alone on a page, as a Streamlit component: the browser draws a payload, and nothing comes back."""

from collections.abc import Mapping
from typing import Any

from ui.stage.component import mount
from ui.stage.payload import revised


def stage(payload: Mapping[str, Any], *, key: str) -> None:
    """Draw `payload`; its cells are not written on."""
    mount("mount.js", revised(payload), key=key)
