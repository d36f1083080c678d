"""Many draws from one stochastic window: how often each cell is taken, and what the mean of the draws runs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.run import pool
from pooling_core.compute.stochastic import stochastic_probabilities


@dataclass(frozen=True)
class Draws:
    """What came of drawing again and again from one window.

    Attributes:
        probabilities: of each cell, shape ``(taps,)``.
        counts: after each milestone how often each cell was taken, shape ``(milestones, taps)``.
        means: after each milestone the mean of the drawn values, shape ``(milestones,)``.
        expected: the probability-weighted mean, which inference takes.
    """

    probabilities: Array
    counts: Array
    means: Array
    expected: float


def draw_window(cells: Array, milestones: Sequence[int], seed: int) -> Draws:
    """Draw from one window ``milestones[-1]`` times.

    Args:
        cells: the window's values, shape ``(taps,)``, finite and not negative.
        milestones: ascending numbers of draws at which to look.
        seed: of the generator; the same seed gives the same draws.
    """
    return draw_windows(cells[np.newaxis], milestones, seed)[0]


def draw_windows(cells: Array, milestones: Sequence[int], seed: int) -> list[Draws]:
    """Draw from each of several windows, as :func:`draw_window` does from one.

    Args:
        cells: the values of each window, shape ``(windows, taps)``.
    """
    count, taps = cells.shape
    windows = np.broadcast_to(cells.reshape(-1), (milestones[-1], cells.size))
    drawn = PoolSpec.of("stochastic_pool1d", kernel_size=taps, rng=seed, return_indices=True)
    values, taken = pool(drawn, windows)
    at = np.asarray(milestones) - 1
    hits = taken[..., np.newaxis] - taps * np.arange(count)[:, np.newaxis] == np.arange(taps)
    counts = np.cumsum(hits, axis=0, dtype=np.int32)[at]
    means = np.cumsum(values, axis=0, dtype=np.float64)[at] / (at + 1)[:, np.newaxis]
    inferred = PoolSpec.of("stochastic_pool1d", kernel_size=taps, training=False)
    expected = pool(inferred, windows[:1])[0]
    shares = stochastic_probabilities(cells.reshape(-1), taps)
    return [Draws(shares[k], counts[:, k], means[:, k], float(expected[k])) for k in range(count)]
