"""A run of random calls: which call a seed and a number make, and the counts of what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from pooling_core.oracle.random_calls.cases import OPERATIONS, Case, random_case
from pooling_core.oracle.random_calls.compare import judge

# What can come of a call, in the order of the counts.
OUTCOMES = ("agreed", "refused", "differed")
# A difference is told in so many letters, and so many differences are told.
LONGEST_TEXT, MOST_TOLD = 8_000, 20
GRADIENT = "pullback_"


def family_of(name: str) -> str:
    """The function without its number of axes.

    Example:
        >>> family_of("pullback_max_pool2d")
        'pullback_max_pool'
    """
    return name[:-2]


def names_of(operation: str) -> tuple[str, ...]:
    """The functions that are drawn: one by its name, a family over its ranks, all of nothing; none of what is unknown.

    Example:
        >>> names_of("max_pool"), names_of("max_pool2d"), names_of("max")
        (('max_pool1d', 'max_pool2d', 'max_pool3d'), ('max_pool2d',), ())
    """
    return tuple(name for name in OPERATIONS if operation in ("", name, family_of(name)))


def case_of(seed: int, number: int, names: tuple[str, ...]) -> Case:
    """The call of this number, each function in turn; the same wherever it is drawn.

    Example:
        >>> case_of(0, 7, ("max_pool1d",)).name
        'max_pool1d'
    """
    return random_case(np.random.default_rng([seed, number]), names[number % len(names)])


@dataclass(frozen=True)
class Difference:
    """A call that the two sides do not answer alike.

    Attributes:
        number: of the call in its run.
        says: what differs, in the judge's words.
        text: the call as code.
        plane: where on its leading axes one plane shows it alone, if one does.
    """

    number: int
    name: str
    says: str
    text: str
    plane: tuple[int, ...] | None = None


@dataclass
class Counts:
    """How often each outcome came up, in the order of ``OUTCOMES``, by function, number of axes and dtype."""

    done: int = 0
    names: dict[str, list[int]] = field(default_factory=dict)
    ranks: dict[str, list[int]] = field(default_factory=dict)
    dtypes: dict[str, list[int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, case: Case, outcome: str) -> None:
        """Count one call."""
        at = OUTCOMES.index(outcome)
        self.done += 1
        said = ((self.names, case.name), (self.ranks, case.name[-2]), (self.dtypes, str(case.array.dtype)))
        for counts, key in said:
            counts.setdefault(key, [0] * len(OUTCOMES))[at] += 1

    def as_data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"done": self.done, "names": self.names, "ranks": self.ranks, "dtypes": self.dtypes}


def run(seed: int, number: int, names: tuple[str, ...]) -> Iterator[Counts]:
    """Draw and judge so many calls; after each the counts so far, always the same object."""
    counts = Counts()
    for at in range(number):
        case = case_of(seed, at, names)
        outcome = judge(case)
        counts.add(case, "differed" if outcome.mismatch else "agreed" if outcome.accepted else "refused")
        if outcome.mismatch and len(counts.differences) < MOST_TOLD:
            text = case.call_text()[:LONGEST_TEXT]
            counts.differences.append(Difference(at, case.name, outcome.mismatch, text, lone_plane(case)))
        yield counts


def lone_plane(case: Case) -> tuple[int, ...] | None:
    """The first of its planes, along the leading axes, that differs by itself."""
    rank = int(case.name[-2])
    if case.array.ndim <= rank or case.name.startswith(GRADIENT):
        return None
    lead = case.array.shape[: case.array.ndim - rank]
    for at in np.ndindex(lead):
        if judge(replace(case, array=case.array[at][np.newaxis])).mismatch:
            return tuple(at)
    return None
