"""Numbers and sums as text: the shortest digits that give the value back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

# A cube of 3 has so many. Beyond them a line of arithmetic is no longer read; its middle is left out.
MAX_TERMS = 27


def value_text(value: np.generic) -> str:
    """The shortest text that reads back as this very value: ``1``, ``-0``, ``0.1``, ``1e10``, ``nan``, ``-inf``."""
    return _text_of(value.dtype.char, value.tobytes())


@lru_cache(maxsize=8192)
def _text_of(dtype: str, content: bytes) -> str:
    # Keyed by bytes, because -0.0 equals 0.0 and nan equals nothing.
    value = np.frombuffer(content, dtype)[0]
    if value.dtype.kind == "b":
        return str(int(value))
    if not np.isfinite(value) or value.dtype.kind in "iu":
        return str(value)
    positional = np.format_float_positional(value, unique=True, trim="-")
    if len(positional) <= 6:
        return positional
    scientific = tight(np.format_float_scientific(value, unique=True, trim="-"))
    text = positional if len(positional) <= len(scientific) else scientific
    # Readers go through double precision, and rounding twice may miss by one step: then the double's own text is right.
    return text if value.dtype.type(float(text)) == value else tight(repr(float(value)))


def tight(text: str) -> str:
    """``1.50e+03`` as ``1.50e3``, ``1.5`` as it is."""
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa.removesuffix(".0")


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
