"""The numbers over which a ladder and its curve run: the lesson's own, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, isnan

from pooling_core import PoolingError
from ui.lessons.power_means.call import turns_beta
from ui.lessons.power_means.fields import EXPONENTS, FIELDS
from ui.state.fields import State
from ui.state.parameters import number


def key_of(state: State) -> str:
    """The field that the ladder turns."""
    return "beta" if turns_beta(state) else "p"


def rungs(state: State) -> list[str]:
    """The texts of the rungs, the smallest number first; a text that is no number is none of them."""
    if turns_beta(state):
        return list(FIELDS["beta"].options)
    said = state["p"]
    chosen = value_of(said)
    if chosen is None:
        return list(EXPONENTS)
    others = [each for each in EXPONENTS if float(each) != chosen]
    return sorted([*others, said], key=lambda each: value_of(each) or 0.0)


def at(state: State, texts: Sequence[str]) -> int:
    """The rung that is chosen; where what is typed is no number the lesson's own."""
    said = state[key_of(state)]
    return texts.index(said if said in texts else FIELDS[key_of(state)].default)


def value_of(text: str) -> float | None:
    """The number that a text says, ``None`` for none."""
    try:
        value = float(number(text, "p"))
    except PoolingError:
        return None
    return None if isnan(value) else value


def is_infinite(state: State) -> bool:
    """Whether p is without end, up or down."""
    value = value_of(state["p"])
    return value is not None and isinf(value)
