"""How large a tensor of a lesson may be."""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

MAX_CHARACTERS = 8_000
MAX_SIDE = 16


class Limits(NamedTuple):
    """How large a tensor may be: its text, and its plane."""

    characters: int
    rows: int
    columns: int
    numbers: int

    @property
    def side(self) -> int:
        """Of the largest square."""
        return isqrt(self.numbers)

    def hold(self, rows: int, columns: int) -> bool:
        """Whether a plane of this size may be."""
        return rows <= self.rows and columns <= self.columns and rows * columns <= self.numbers


SMALL = Limits(MAX_CHARACTERS, MAX_SIDE, MAX_SIDE, MAX_SIDE**2)
# A plane of 32 x 32, a row of 64 and what lies between; every float32 of it fits into the text.
LARGE = Limits(2 * MAX_CHARACTERS, 32, 64, 32**2)
