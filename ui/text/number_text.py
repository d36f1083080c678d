"""One number as text: reading a cell, and writing a value exactly or short. Nothing is evaluated."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, Context
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from pooling_core.explain.text import tight
from pooling_core.explain.text import value_text as exact
from ui.text.reading import ReadingError

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
# More digits than any text has, so that a whole number is read without rounding; what is beyond all bounds is infinite.
_DECIMAL = Context(prec=10_000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
# Where a number stands in a text, from 0; None for a cell of its own.
Place = tuple[int, int] | None


class TensorTextError(ReadingError):
    """Text that is no small tensor of numbers: one sentence with what was received, the rule and the nearest fix."""


def plain(text: str) -> str:
    """The text with typographic signs written plainly."""
    return text.translate(_PLAIN)


def short(value: np.generic, width: int = 6) -> str:
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


def cell_value(text: str, dtype: DTypeLike = np.float32) -> np.number[Any]:
    """The number one cell says, or a sentence on why it says none."""
    return read_number(plain(text), None, decimal_comma=False, dtype=dtype)


def read_number(text: str, place: Place, decimal_comma: bool, dtype: DTypeLike = np.float32) -> np.number[Any]:
    """The number in a plain text; `decimal_comma` when a comma cannot be a separator there."""
    if not text.strip():
        raise _refusal("empty", text, place, {"number": "0"})
    said = text
    if DECIMAL_COMMA.fullmatch(text):
        pointed = text.strip().replace(",", ".")
        if not decimal_comma:
            raise _refusal("decimal-comma", said, place, {"number": pointed}, pointed=shown(pointed))
        if _THOUSANDS.fullmatch(text):
            whole = pointed.replace(".", "")
            fixes = {"number": pointed}, {"number": whole}
            raise _refusal("two-ways", said, place, *fixes, pointed=pointed, whole=whole)
        text = pointed
    if not _NUMBER.fullmatch(text):
        raise _refusal("unread", said, place)
    kind = np.dtype(dtype)
    if kind.kind in "iub":
        return _whole(text.strip(), said, place, kind)
    with np.errstate(over="ignore", under="ignore"):
        value: Any = np.float64(float(text)).astype(kind)
    if np.isinf(value) and "inf" not in text.lower():
        # In float32 at least: the shortest text of float16's largest, 65504, is 65500.
        largest = np.finfo(kind).max.astype(np.promote_types(kind, np.float32))
        raise _refusal("too-large", said, place, {"number": exact(value)}, dtype=kind.name, largest=exact(largest))
    return value


def _whole(text: str, said: str, place: Place, kind: np.dtype[Any]) -> np.number[Any]:
    """A whole number, digit by digit: a float would lose the last ones."""
    low, high = (0, 1) if kind.kind == "b" else (int(np.iinfo(kind).min), int(np.iinfo(kind).max))
    number = _DECIMAL.create_decimal(text)
    if "n" in text.lower():  # nan, inf
        raise _refusal("not-whole", said, place, {"dtype": "float32"}, dtype=kind.name)
    for rule, beyond, limit in (("above", number > high, high), ("below", number < low, low)):
        if beyond:
            raise _refusal(rule, said, place, {"number": str(limit)}, dtype=kind.name, limit=limit)
    nearest = int(number.to_integral_value())
    if number != nearest:
        raise _refusal("not-whole", said, place, {"number": str(nearest)}, {"dtype": "float32"}, dtype=kind.name)
    value: Any = kind.type(nearest)
    return value


def _refusal(rule: str, text: str, place: Place, *fixes: dict[str, Any], **values: object) -> TensorTextError:
    """What is wrong with a number, said of its place in a text or of its cell."""
    subject, where = ("cell", {}) if place is None else ("number", {"row": place[0] + 1, "column": place[1] + 1})
    return TensorTextError(f"{subject}-{rule}", "number", text, *fixes, said=shown(text), **where, **values)


def shown(text: str) -> str:
    """What was received, short enough for a sentence."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:60]).split())
    return f"{text[:23]}…" if len(text) > MAX_CELL_CHARACTERS else text
