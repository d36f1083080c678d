"""What the figures share: the app's colours as plain values, and a quiet configuration."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIGURATION = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def rgb(colour: str) -> tuple[int, int, int]:
    """The three parts of ``#1f5fa8``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def mix(colour: str, ground: str, share: float) -> str:
    """So much of a colour on a ground, as ``color-mix(in srgb, ...)`` does it."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(rgb(colour), rgb(ground), strict=True))
    return "#" + bytes(parts).hex()


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, and those that the stage mixes from them."""

    text: str
    paper: str
    blue: str
    orange: str

    def ink(self, share: float) -> str:
        """Fainter text."""
        return mix(self.text, self.paper, share)

    def heat(self, place: float | None, strength: float = 1.0) -> str:
        """The ground of a value that stands at ``place`` from 0 to 1; text stays legible on the strongest."""
        return self.paper if place is None else mix(self.blue, self.paper, (0.05 + 0.4 * place) * strength)

    @property
    def muted(self) -> str:
        """Of numbers and words beside the data."""
        return self.ink(0.72)

    @property
    def line(self) -> str:
        """Between cells."""
        return self.ink(0.18)

    @property
    def hatch(self) -> str:
        """Of what is no data."""
        return self.ink(0.24)


def _themes() -> dict[str, Theme]:
    """What the app hands to the browser is read here too, so that no colour is written twice."""
    said = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["theme"]
    keys = ("textColor", "backgroundColor", "blueColor", "orangeColor")
    return {name: Theme(*(said[name][key] for key in keys)) for name in ("light", "dark")}


THEMES = _themes()
# Of figures that stand on either theme's ground.
NOTHING = "rgba(0,0,0,0)"
# Readable on white and on near-black alike.
BIN, BIN_EDGE = "#9cc3ea", "#3f7fbf"
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
