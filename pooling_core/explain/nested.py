"""Lists in reading order, nested by a shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def nested(flat: Sequence[Any], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """A list in reading order as tuples in tuples of a shape.

    Example:
        >>> nested("abcdef", (3, 2))
        (('a', 'b'), ('c', 'd'), ('e', 'f'))
    """
    if len(shape) <= 1:
        return tuple(flat)
    step = len(flat) // shape[0] if shape[0] else 0
    return tuple(nested(flat[at * step : (at + 1) * step], shape[1:]) for at in range(shape[0]))
