"""What the figures share: a few colours safe for colour-blind readers, a quiet configuration, harmless text."""

from __future__ import annotations

from html import escape
from typing import Any

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
PAPER = "#ffffff"
INK = "#1b2733"
MUTED = "#5b6875"
LINE = "#c9d1d9"
HATCH = "#8b97a3"
ORANGE = "#d95f02"
NOTHING = "rgba(0,0,0,0)"
# Readable on white and on near-black alike.
BIN, BIN_EDGE, BIN_INK = "#9cc3ea", "#3f7fbf", "#0f2238"
GREY, BAND = "#808c98", "rgba(128,140,152,0.32)"

# Hovering stays, everything that moves the axes goes; no link leaves the figure.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "plotlyServerURL": "",
    "logging": 0,
}


def harmless(text: str) -> str:
    """Text as Plotly shows it letter by letter: no tag or link in it comes to life."""
    return escape(text, quote=False)
