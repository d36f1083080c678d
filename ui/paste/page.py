"""The page on which a text is pasted: a box, what was read of it, and where it leads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui.server import READ
from ui.stage.component import address, mount
from ui.words import words

# What of paste.toml the browser says.
SAID = ("title", "label", "read", "clear", "try", "waiting", "failed", "samples", "layers")
# What can be tried, the same in every language.
SAMPLES: Mapping[str, str] = tomllib.loads((Path(__file__).parent / "samples.toml").read_text(encoding="utf-8"))


def data() -> dict[str, Any]:
    """What the browser is told once."""
    text = words("paste")
    return {
        "words": {**{name: text[name] for name in SAID}, "lede": text["page"]["lede"]},
        "samples": [{"label": text["samples"][name], "text": sample} for name, sample in SAMPLES.items()],
        "route": address(READ),
    }


def show() -> None:
    """Mount the page."""
    mount("paste/mount.js", data(), key="paste")
