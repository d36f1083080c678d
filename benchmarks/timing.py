"""A clock for engines that take turns in one process, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

Call = Callable[[], Any]
SAMPLE_SECONDS = 1e-3


@dataclass(frozen=True)
class Times:
    """Seconds per call, one number a round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return median(self.rounds)

    @property
    def spread(self) -> float:
        """The middle half of the rounds, as a share of the median."""
        low, _, high = quantiles(self.rounds, n=4)
        return (high - low) / self.median

    def ratio_to(self, other: Times) -> float:
        """How many times as long as ``other`` this took, in the median round."""
        return median(mine / its for mine, its in zip(self.rounds, other.rounds, strict=True))


def take_turns(calls: Mapping[str, Call], before: Callable[[str], None], most: int, seconds: float) -> dict[str, Times]:
    """Time every call once a round, in the order given; fewer rounds where they would take longer than ``seconds``.

    Args:
        before: told the name of the engine whose turn it is.
        most: rounds, where time allows.
    """

    def timed(name: str, repeats: int) -> float:
        before(name)
        return sample(calls[name], repeats)

    first = {name: timed(name, 1) for name in calls}
    # A call much shorter than the clock's noise is repeated within its turn.
    repeats = {name: max(1, round(SAMPLE_SECONDS / once)) for name, once in first.items()}
    cost = sum(first[name] * (repeats[name] + 1) for name in calls)
    kept: dict[str, list[float]] = {name: [] for name in calls}
    gc.disable()
    try:
        for _ in range(max(5, min(most, int(seconds / cost)))):
            for name in calls:
                kept[name].append(timed(name, repeats[name]))
    finally:
        gc.enable()
    return {name: Times(tuple(rounds)) for name, rounds in kept.items()}


def sample(call: Call, repeats: int, clock: Callable[[], float] = perf_counter) -> float:
    """Seconds per call, after one that is not counted."""
    call()
    started = clock()
    for _ in range(repeats):
        call()
    return (clock() - started) / repeats


def rounded(value: float) -> float:
    """Three digits, which is more than the noise leaves."""
    return float(f"{value:.3g}")


def extra_bytes(call: Call) -> int:
    """The most memory a call held at once, beyond what it returned."""
    call()
    tracemalloc.start()
    try:
        result = call()
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del result
    return peak - kept
