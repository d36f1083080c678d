"""Numbers and sums as text: the shortest digits that give the value back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

# Beyond this many terms a line of arithmetic is no longer read; its middle is left out.
MAX_TERMS = 25


def value_text(value: Any) -> str:
    """The shortest text that reads back as the same number of the same dtype: ``4.75``, ``-0``, ``inf``, ``nan``."""
    return _text_of(value.dtype.char, value.tobytes()) if isinstance(value, np.generic) else f"{value:g}"


@lru_cache(maxsize=8192)
def _text_of(dtype: str, content: bytes) -> str:
    # Keyed by bytes, because -0.0 equals 0.0 and nan equals nothing.
    value = np.frombuffer(content, dtype)[0]
    if not np.isfinite(value) or value.dtype.kind in "iu":
        return str(value)
    magnitude = abs(float(value))
    if magnitude != 0 and not 1e-4 <= magnitude < 1e7:
        return np.format_float_scientific(value, trim="-", exp_digits=1).replace("e+", "e")
    return np.format_float_positional(value, trim="-")


def parameter_text(value: float) -> str:
    """A parameter such as p: ``2``, ``1.5``, ``∞``."""
    return f"{value:.12g}".replace("inf", "∞")


def listed(terms: Sequence[str]) -> str:
    """``8, 6, 0, 5``."""
    return ", ".join(_shortened(terms))


def added(terms: Sequence[str]) -> str:
    """``8 + 6 − 3``."""
    first, *others = _shortened(terms)
    return first + "".join(f" − {term[1:]}" if term[0] == "-" else f" + {term}" for term in others)


def powered(term: str, power: str) -> str:
    """``8^2``, ``(-3)^2``."""
    return f"({term})^{power}" if term[0] == "-" or "e" in term else f"{term}^{power}"


def _shortened(terms: Sequence[str]) -> Sequence[str]:
    side = MAX_TERMS // 2
    return terms if len(terms) <= MAX_TERMS else [*terms[:side], "…", *terms[-side:]]
