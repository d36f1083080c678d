"""What the figures share: a few colours safe for colour-blind readers, a quiet configuration, harmless text."""

from __future__ import annotations

from collections.abc import Sequence
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


def player(
    names: Sequence[str], active: int, milliseconds: int, play: str, prefix: str, *, redraw: bool = False
) -> dict[str, Any]:
    """A play button above the chart and a slider below it, for frames of these names.

    Args:
        redraw: needed by what stands in space; on a plane things glide without it.
    """
    jump = {"mode": "immediate", "frame": {"duration": 0, "redraw": redraw}, "transition": {"duration": 0}}
    move = {
        "mode": "immediate",
        "frame": {"duration": milliseconds, "redraw": redraw},
        "transition": {"duration": milliseconds * 2 // 3},
    }
    button = {
        "type": "buttons",
        "showactive": False,
        "buttons": [{"label": play, "method": "animate", "args": [None, move]}],
        "x": 1,
        "xanchor": "right",
        "y": 1.02,
        "yanchor": "bottom",
        "bgcolor": BIN,
        "bordercolor": BIN_EDGE,
        "font": {"color": BIN_INK},
    }
    slider = {
        "steps": [{"label": name, "method": "animate", "args": [[name], jump]} for name in names],
        "active": active,
        "y": -0.16,
        "pad": {"t": 18},
        "currentvalue": {"prefix": prefix},
        "bgcolor": BAND,
        "activebgcolor": BIN,
        "bordercolor": BIN_EDGE,
        "tickcolor": GREY,
        "font": {"color": GREY},
    }
    return {"updatemenus": [button], "sliders": [slider]}
