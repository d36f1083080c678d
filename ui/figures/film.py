"""The page that travels: one HTML file made of the stage's own modules and its payload. It asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rjsmin import jsmin

from pooling_core.explain.trace import Trace
from ui.figures.style import CONFIGURATION
from ui.stage.modules import FOLDER
from ui.stage.payload import from_trace, revised
from ui.text.snippets import call_text
from ui.words import words

NOTEBOOK_HEIGHT = 520

ENTRIES = {"planes": "travel.js", "volume": "volume/travel.js"}
STYLES = {
    "planes": ("stage.css", "bins.css", "compared.css", "flow.css", "everyone.css", "travel.css"),
    "volume": ("stage.css", "volume/volume.css", "everyone.css", "travel.css"),
}
# What Streamlit names of a theme for a component, as the configuration says it.
COLOURS = {
    "backgroundColor": "background-color",
    "secondaryBackgroundColor": "secondary-background-color",
    "textColor": "text-color",
    "borderColor": "border-color",
    "blueColor": "blue-color",
    "orangeColor": "orange-color",
    "redColor": "red-color",
    "greenColor": "green-color",
}
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)"\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:class|function|const|let) ([A-Za-z_$][\w$]*)", re.MULTILINE)


def bundle(entry: Path) -> str:
    """A module and all that it imports as one classic script: each in a scope of its own, those it needs before it."""
    order: list[Path] = []
    _visit(entry.resolve(), order, ())
    return "\n".join(_scoped(path, order) for path in order)


def _visit(path: Path, order: list[Path], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of others")
    if path in order:
        return
    for _, name in IMPORT.findall(path.read_text(encoding="utf-8")):
        _visit((path.parent / name).resolve(), order, (*above, path))
    order.append(path)


def _scoped(path: Path, order: list[Path]) -> str:
    text = path.read_text(encoding="utf-8")
    exported = EXPORT.findall(text)

    def taken(match: re.Match[str]) -> str:
        names = re.sub(r"(\w+) as (\w+)", r"\1: \2", match[1])
        return f"const {{{names}}} = m{order.index((path.parent / match[2]).resolve())}\n"

    inside = re.sub(r"^export ", "", IMPORT.sub(taken, text), flags=re.MULTILINE)
    return f"const m{order.index(path)} = (() => {{\n{inside}return {{ {', '.join(exported)} }}\n}})()"


@dataclass(frozen=True)
class Film:
    """A page that plays: one HTML file, which a notebook shows in place.

    Attributes:
        html: the whole file.
    """

    html: str

    def _repr_html_(self) -> str:
        """A frame of its own, so that neither page disturbs the other."""
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="{NOTEBOOK_HEIGHT}" frameborder="0"></iframe>'


def animation(explained: Trace, title: str | None = None) -> Film:
    """The stage of one call, to be kept or shown in a notebook.

    Args:
        explained: from ``pooling_core.trace.trace``, of a plane.
        title: above the picture; the call as one writes it if left out.

    Example:
        >>> from pooling_core import PoolSpec
        >>> from pooling_core.trace import trace
        >>> call = PoolSpec.of("max_pool1d", kernel_size=2)
        >>> "max_pool1d(x, kernel_size=2)" in animation(trace(call, np.array([1.0, 3.0, 2.0, 4.0]))).html
        True
    """
    text = call_text(explained.spec)
    heading = f"F.{text}" if explained.spec.operation.in_torch else text
    drawn = from_trace(explained, words("stage"), bins=explained.spec.adaptive, editable=False, autoplay=True)
    return page(drawn, heading if title is None else title)


def page(payload: Mapping[str, Any], title: str) -> Film:
    """The stage of a payload as an HTML file: hover, pin, play and keys, without a network."""
    kind = payload.get("kind", "planes")
    script = jsmin(bundle(FOLDER / ENTRIES[kind]))
    style = _closed_up("\n".join([_colours(), *((FOLDER / name).read_text(encoding="utf-8") for name in STYLES[kind])]))
    # "<" is written so that no text of the payload ends the element that holds it.
    data = json.dumps(revised(payload), separators=(",", ":"), ensure_ascii=False, allow_nan=False).replace(
        "<", "\\u003c"
    )
    policy = f"default-src 'none'; script-src 'sha256-{_hash(script)}'; style-src 'sha256-{_hash(style)}'"
    return Film(
        f'<!doctype html>\n<html lang="{words("common")["app"]["tag"]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n"
        f'<main id="stage"></main>\n<script type="application/json" id="payload">{data}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _colours() -> str:
    """The colours of both themes; the reader's system chooses."""
    themes = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["theme"]
    light, dark = themes["light"], {**themes["light"], **themes["dark"]}
    said = (f"--st-{name}: light-dark({light[key]}, {dark[key]});" for key, name in COLOURS.items())
    return f":root {{ {' '.join(said)} }}"


def _closed_up(style: str) -> str:
    """Styles without what is there for who works on them."""
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)))


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
