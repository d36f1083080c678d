"""Numbers from a seed, the same on every machine and for every version of Python and NumPy."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from numpy.random import PCG64

One = TypeVar("One")


class Draw:
    """What is drawn for a name.

    Only the generator's raw bits are used: NumPy promises these for good, but not how it makes numbers of them.

    Example:
        >>> [Draw("a", 1).integer(0, 9) for _ in range(2)] == [Draw("a", 1).integer(0, 9) for _ in range(2)]
        True
    """

    def __init__(self, *name: object) -> None:
        digest = hashlib.blake2b("|".join(map(str, name)).encode(), digest_size=16).digest()
        self._bits = PCG64(int.from_bytes(digest, "big"))

    def integer(self, low: int, high: int) -> int:
        """From ``low`` to ``high``, both among them."""
        return low + int(self._bits.random_raw()) % (high - low + 1)

    def one(self, choices: Sequence[One]) -> One:
        """One of several."""
        return choices[self.integer(0, len(choices) - 1)]

    def shuffled(self, values: Sequence[One]) -> list[One]:
        """The same values in another order."""
        left, found = list(values), []
        while left:
            found.append(left.pop(self.integer(0, len(left) - 1)))
        return found

    def numbers(self, count: int, low: int, high: int, *, apart: bool = False) -> list[int]:
        """So many; ``apart``: no two alike."""
        if apart:
            return self.shuffled(range(low, high + 1))[:count]
        return [self.integer(low, high) for _ in range(count)]

    def plane(self, rows: int, columns: int, low: int, high: int, *, apart: bool = False) -> str:
        """A tensor as text, a line for each row."""
        return lines(self.numbers(rows * columns, low, high, apart=apart), columns)


def lines(numbers: Sequence[int], columns: int) -> str:
    """Numbers as rows of text."""
    rows = (numbers[at : at + columns] for at in range(0, len(numbers), columns))
    return "\n".join(" ".join(map(str, row)) for row in rows)
