"""Volumes as sheets of cells, a component beside the grid: Python hands over a payload, the browser draws it."""

from pathlib import Path
from typing import Any

from ui.stage.component import Component

_HERE = Path(__file__).parent
_STAGE = _HERE.parent
# Of the stage it takes the helpers, the playback and the look.
_PARTS = (
    *(_STAGE / "js" / f"{name}.js" for name in ("dom", "board", "player")),
    *(_HERE / f"{name}.js" for name in ("camera", "sheets", "view", "volume")),
)
_STYLES = (_STAGE / "stage.css", _HERE / "volume.css")

_component = Component("volume", _PARTS, _STYLES)


def volume_stage(payload: dict[str, Any], *, key: str) -> None:
    """Draw `payload`."""
    _component(payload, key=key)
