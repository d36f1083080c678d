"""What a link asks for: the seed, how many calls, of which functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FEWEST, MOST, USUAL = 100, 20_000, 2_000
LARGEST_SEED = 999_999
NAME = re.compile(r"[a-z_]{1,40}(?:[123]d)?")


@dataclass(frozen=True)
class Asked:
    """A run; ``operation`` is a function, a family of them over all ranks, or nothing for all."""

    seed: int = 0
    number: int = USUAL
    operation: str = ""


def asked(pairs: Mapping[str, str]) -> Asked:
    """What a link means; what it does not say, or says beyond all bounds, is as near as there is.

    Example:
        >>> asked({"number": "70", "operation": "max_pool2d"})
        Asked(seed=0, number=100, operation='max_pool2d')
    """
    operation = pairs.get("operation", "")
    return Asked(
        seed=_number(pairs.get("seed", ""), 0, 0, LARGEST_SEED),
        number=_number(pairs.get("number", ""), USUAL, FEWEST, MOST),
        operation=operation if NAME.fullmatch(operation) and known(operation) else "",
    )


def _number(said: str, usual: int, low: int, high: int) -> int:
    return max(low, min(int(said), high)) if re.fullmatch(r"[0-9]{1,9}", said) else usual


def known(operation: str) -> bool:
    """Whether random calls of it are drawn."""
    from pooling_core.oracle.random_calls.run import names_of  # most pages draw without what it brings along

    return bool(names_of(operation))


def families() -> list[str]:
    """What can be chosen, functions before their gradients."""
    from pooling_core.oracle.random_calls.run import GRADIENT, family_of, names_of

    found = dict.fromkeys(family_of(name) for name in names_of(""))
    return sorted(found, key=lambda family: family.startswith(GRADIENT))
