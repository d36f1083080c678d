"""What each kind of layer makes of a shape, and how many numbers it learns there.

``settings`` are a layer's, defaults filled in; shapes have batch and channels first.
"""

from collections.abc import Mapping
from math import isqrt
from typing import Any

from pooling_core.call.types import Shape

Settings = Mapping[str, Any]


def nothing(settings: Settings, shape: Shape) -> int:
    """Most layers learn nothing."""
    return 0


def whole(parameter: str, value: Any) -> bool:
    """Whether a value is one int, as torch has it: True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def largest_divisor(number: int, at_most: int) -> int:
    """The largest number up to one that divides another."""
    small = [each for each in range(1, isqrt(number) + 1) if number % each == 0]
    return max(each for each in (*small, *(number // each for each in small)) if each <= at_most)
