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
    window = np.broadcast_to(cells, (milestones[-1], cells.size))
    drawn = PoolSpec.of("stochastic_pool1d", kernel_size=cells.size, rng=seed, return_indices=True)
    values, taken = pool(drawn, window)
    hits = taken == np.arange(cells.size)
    at = np.asarray(milestones)
    counts = np.cumsum(hits, axis=0)[at - 1]
    means = (np.cumsum(values[:, 0], dtype=np.float64) / np.arange(1, len(values) + 1))[at - 1]
    expected = pool(PoolSpec.of("stochastic_pool1d", kernel_size=cells.size, training=False), cells[np.newaxis])
    return Draws(stochastic_probabilities(cells, cells.size)[0], counts, means, float(expected[0, 0]))
