"""A drawing as text: elements of SVG 1.1, escaped, with rounded numbers; and how wide a text will be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

Attributes = dict[str, str | float | None]
# What XML cannot hold, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Widths in em, of the widest of the usual sans-serif fonts: what fits in it fits in all.
NARROW, WIDE = re.compile(r"[\s.,:;'|!()\[\]/·ijlftr\-]"), re.compile(r"[mwMW=+×−–≠∞<>%@]")
DIGIT, THIN, BROAD, BOLD, MONOSPACE = 0.64, 0.38, 0.86, 1.1, 0.61
CJK = "\u2e80"
# A sign of equality stays with what it leads to.
WORD = re.compile(rf"(?:[=≈] )?[^\s{CJK}-\U0010ffff]+\s*|[{CJK}-\U0010ffff]\s*|\s+")


def number(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said


def escaped(text: str) -> str:
    """Text that stays text, in an element and in an attribute."""
    return escape(UNWRITABLE.sub("\ufffd", text))


def element(name: str, /, *inside: str, **attributes: str | float | None) -> str:
    """``<name ...>`` around what is SVG already; ``stroke_width`` is written ``stroke-width``, None not at all."""
    said = "".join(
        f' {key.replace("_", "-")}="{escaped(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return f"<{name}{said}/>"
    lines = "\n" if len(inside) > 1 else ""
    return f"<{name}{said}>{lines}{lines.join(inside)}{lines}</{name}>"


def text(said: str, x: float, y: float, size: float, **attributes: str | float | None) -> str:
    """One line of text, its baseline at ``y``."""
    return element("text", escaped(said), x=x, y=y, font_size=size, **attributes)


def rect(x: float, y: float, width: float, height: float, **attributes: str | float | None) -> str:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def em(said: str) -> float:
    """The width of a text in em."""
    return sum(1.0 if s >= CJK else THIN if NARROW.match(s) else BROAD if WIDE.match(s) else DIGIT for s in said)


def monospace_em(said: str) -> float:
    """The same where all signs are equally wide."""
    return sum(1.0 if sign >= CJK else MONOSPACE for sign in said)


def wrapped(said: str, width: float, size: float, em: Callable[[str], float] = em) -> list[str]:
    """The lines of a text, broken where it breaks itself, between words, and in a word that is longer than a line."""
    return [line for part in said.split("\n") for line in _wrapped(part, width / size, em)]


def _wrapped(said: str, most: float, em: Callable[[str], float]) -> Iterator[str]:
    line, used = "", 0.0
    for word in WORD.findall(said):
        pieces = [word] if em(word.rstrip()) <= most else list(word)
        for piece in pieces:
            if line and used + em(piece.rstrip()) > most:
                yield line.rstrip()
                line, used = "", 0.0
            line, used = line + piece, used + em(piece)
    yield line.rstrip()
