"""One difference between two traces, and what two arrays do not have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import copysign
from typing import Any

import numpy as np

from pooling_core.call.types import Array
from pooling_core.explain.trace import Cell


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as it was. The key says what, the values say how much; no words.

    Attributes:
        key: what kind of change, such as ``windows_share``.
        values: its numbers. ``cell``, ``output``, ``old_cell`` and ``new_cell`` are places, ``old_size`` and
            ``new_size`` are shapes, and ``axes`` count from the last: -1 are columns, -2 rows, -3 planes.

    Example:
        >>> Change("windows_share", {"axes": (-2, -1), "count": 1})
        Change(key='windows_share', values={'axes': (-2, -1), 'count': 1})
    """

    key: str
    values: Mapping[str, Any]


def same_value(one: Any, other: Any) -> bool:
    """Whether two numbers are the same one: nan is nan, and 0 is not -0.

    Example:
        >>> same_value(float("nan"), float("nan")), same_value(0.0, -0.0), same_value(2, 2.0)
        (True, False, True)
    """
    if one != one or other != other:
        return bool(one != one and other != other)
    return bool(one == other and copysign(1, one) == copysign(1, other))


def differing(before: Array, after: Array) -> list[Cell]:
    """Where two arrays of one shape hold other values, in reading order.

    Example:
        >>> differing(np.array([[1, 2], [3, 4]]), np.array([[1, 2], [3.5, 4]]))
        [(1, 0)]
    """
    # Python compares an int with a float exactly; numpy would round the int first.
    pairs = zip(np.ndindex(before.shape), before.ravel().tolist(), after.ravel().tolist(), strict=True)
    return [place for place, one, other in pairs if not same_value(one, other)]
