"""Answers as text, one form for each kind of question; and whether what somebody wrote says the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite

# Thirds of quarters at most: what can be found in the head.
FINEST = 12
SIMPLE, LARGEST = 4, 99
NEAR = 1e-5
LONGEST = 200
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,9}|/[0-9]{1,9})?")
_GAPS = re.compile(r"[^0-9]+")


def fraction(value: float) -> Fraction | None:
    """The simple fraction that a value is, but for the rounding of its dtype; ``None`` for any other number."""
    if not isfinite(value):
        return None
    found = Fraction(float(value)).limit_denominator(FINEST)
    return found if abs(float(found) - value) <= NEAR * max(1.0, abs(value)) else None


def number(value: float) -> str:
    """``3``, ``2.5``, ``1/3``; of what is no simple fraction two decimals.

    Example:
        >>> [number(each) for each in (3.0, 2.5, 1 / 3, 2**0.5)]
        ['3', '2.5', '1/3', '1.41']
    """
    found = fraction(value)
    if found is None:
        return f"{value:.2f}"
    return f"{float(found):g}" if found.denominator in (1, 2, 4, 5, 8, 10) else str(found)


def is_simple(answer: str) -> bool:
    """Whether a number can be found in the head: whole, or halves, thirds, quarters."""
    said = _read(answer)
    return said is not None and said.denominator <= SIMPLE and abs(said) <= LARGEST


def sizes(shape: Iterable[int]) -> str:
    """``3 × 4``."""
    return " × ".join(map(str, shape))


def cell(place: Sequence[int]) -> str:
    """``(0, 1)``."""
    return f"({', '.join(map(str, place))})"


def cells(places: Iterable[Sequence[int]]) -> str:
    """Each once, row by row: ``(0, 1) (0, 2)``."""
    return " ".join(cell(each) for each in sorted({tuple(place) for place in places}))


def is_same(question: str, said: str, answer: str) -> bool:
    """Whether a text says the answer of a question.

    Example:
        >>> is_same("value", " 1/2 ", "0.5"), is_same("value", "0,5", "0.5"), is_same("size", "3x4", "3 × 4")
        (True, True, True)
        >>> is_same("value", "", "0"), is_same("size", "4 x 3", "3 × 4")
        (False, False)
    """
    if len(said) > LONGEST:
        return False
    if question == "value":
        mine, true = _read(said), _read(answer)
        return mine is not None and mine == true
    mine_, true_ = ([each for each in _GAPS.split(text) if each] for text in (said, answer))
    if question == "window":  # cells in any order
        pairs = [set(zip(each[::2], each[1::2], strict=False)) for each in (mine_, true_)]
        return len(mine_) % 2 == 0 and pairs[0] == pairs[1]
    return bool(mine_) and list(map(int, mine_)) == list(map(int, true_))


def _read(said: str) -> Fraction | None:
    plain = re.sub(r"\s", "", said).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain) or plain.endswith("/0"):
        return None
    return Fraction(plain.rstrip("."))
