"""One number as text: reading a cell, and writing a value exactly or short. Nothing is evaluated."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pooling_core.explain.text import tight
from pooling_core.explain.text import value_text as exact

MAX_CELL_CHARACTERS = 24
BRIEF = 4

# One cell's text, for Python and for JavaScript's RegExp alike (case ignored). No two alternatives start alike: linear.
NUMBER = (
    r"[ \t\u00a0]*[+\-\u2212]?"
    r"(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+\-\u2212]?[0-9]+)?|inf(?:inity)?|nan|\u221e)"
    r"[ \t\u00a0]*"
)
_NUMBER = re.compile(NUMBER, re.IGNORECASE | re.ASCII)
DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]*,[0-9]+(?:e[+-]?[0-9]+)?\s*", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"\s*[+-]?[1-9][0-9]{0,2},[0-9]{3}\s*", re.ASCII)

# What word processors, phones and Chinese keyboards write for the same signs.
_PLAIN = str.maketrans(
    {"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\ufeff": None, "\u221e": "inf", "\uff0c": ",", "\uff1b": ";"}
)


class TensorTextError(ValueError):
    """Text that is no small tensor of numbers: one sentence with what was received, the rule and the nearest fix."""


def plain(text: str) -> str:
    """The text with typographic signs written plainly."""
    return text.translate(_PLAIN)


def short(value: np.floating[Any], width: int = 6) -> str:
    """At most `width` (6 or more) characters, with the digits that fit; a fraction is never shown as an integer."""
    whole = exact(value)
    if len(whole) <= width:
        return whole
    number = float(value)
    candidates = [f"{number:.{digits}f}" for digits in range(width - 2, 0, -1)]
    candidates += [tight(f"{number:.{digits}e}") for digits in range(width - 4, -1, -1)]
    fitting = [text for text in candidates if len(text) <= width]
    return min(fitting, key=lambda text: abs(float(text) - number))


def brief(value: np.floating[Any]) -> str:
    """A number for a small cell: two decimals at most, and never fewer than one where there are any."""
    whole = exact(value)
    if len(whole) <= BRIEF or not np.isfinite(value):
        return whole
    if abs(value) < 0.1:  # two decimals would leave nothing of it
        return short(value)
    rounded = [f"{value:.{digits}f}" for digits in (2, 1)]
    return next((text for text in rounded if len(text) <= BRIEF + 1), short(value))


def cell_value(text: str) -> np.float32:
    """The number one cell says, or a sentence on why it says none."""
    return read_number(plain(text), "The cell", decimal_comma=False)


def read_number(text: str, where: str, decimal_comma: bool) -> np.float32:
    """The number in a plain text; `decimal_comma` when a comma cannot be a separator there."""
    if not text.strip():
        raise TensorTextError(f"{where} is empty: write a number, such as 0.")
    said = f"{where} says {shown(text)}"
    if DECIMAL_COMMA.fullmatch(text):
        pointed = text.strip().replace(",", ".")
        if not decimal_comma:
            raise TensorTextError(f"{said}, with a decimal comma: write {shown(pointed)}, with a point.")
        if _THOUSANDS.fullmatch(text):
            whole = pointed.replace(".", "")
            raise TensorTextError(f"{said}, which could be {pointed} or {whole}: write it without a comma.")
        text = pointed
    if not _NUMBER.fullmatch(text):
        raise TensorTextError(f"{said}, which is not a number: write one such as 3, -0.5 or 1e-3, or nan, inf, -inf.")
    with np.errstate(over="ignore", under="ignore"):
        value = np.float32(float(text))
    if np.isinf(value) and "inf" not in text.lower():
        largest = exact(np.finfo(np.float32).max)
        raise TensorTextError(f"{said}, beyond the largest float32, {largest}: write a smaller number, or inf.")
    return value


def shown(text: str) -> str:
    """What was received, short enough for a sentence."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:60]).split())
    return f"'{text[:23]}…'" if len(text) > MAX_CELL_CHARACTERS else f"'{text}'"
