"""Explains where samples place windows: the formula of each start with its numbers, and what many draws read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from pooling_core.call.types import Array
from pooling_core.explain.text import parameter_text
from pooling_core.explain.trace import Trace
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.fractional import fractional_kernel_size, fractional_places, fractional_starts

# Enough that a share is right within about three hundredths.
DRAWS = 1000


@dataclass(frozen=True)
class Placement:
    """How the windows of one axis were placed: at ``floor(places[i]) - floor(first)``, and the last at the end.

    Attributes:
        size, kernel_size, outputs: ``n``, ``k`` and ``o``.
        sample: ``u``, the number that placed them.
        step: ``(n - k) / (o - 1)``; ``None`` where there is one window or none.
        first: ``u * step`` in the arithmetic of the input's dtype.
        places: ``(i + u) * step`` in the same, for all windows but the last.
        starts: first cell of each window.
        rounded: whether exact numbers would place a window elsewhere.
    """

    size: int
    kernel_size: int
    outputs: int
    sample: float
    step: Fraction | None
    first: np.floating[Any]
    places: Array
    starts: tuple[int, ...]
    rounded: bool


def placements(explained: Trace) -> tuple[Placement, Placement]:
    """How the windows of a traced call were placed, along rows and along columns."""
    width, height = explained.spec.arguments["_random_samples"][0][0]
    number = explained.input.dtype.type
    kernels = fractional_kernel_size(2, explained.spec.arguments["kernel_size"])
    rows, columns = zip(explained.axes, kernels, (height, width), strict=True)
    return _placement(*rows, number), _placement(*columns, number)


def _placement(axis: Axis, kernel_size: int, sample: float, number: Any) -> Placement:
    size, outputs, starts = axis.size, axis.outputs, tuple(axis.starts.tolist())
    step, places, rounded = None, np.empty((1, 0), number), False
    first = np.zeros((1, 1), number)
    if outputs > 1:
        first, places = fractional_places(size, kernel_size, outputs, np.array([sample], number))
        step, written = Fraction(size - kernel_size, outputs - 1), Fraction(parameter_text(sample))
        rounded = starts[:-1] != tuple(int((i + written) * step) - int(written * step) for i in range(outputs - 1))
    return Placement(size, kernel_size, outputs, sample, step, first[0, 0], places[0], starts, rounded)


def times_read(size: int, kernel_size: int, outputs: int, draws: int, seed: int = 0) -> Array:
    """In what share of draws each cell is read by no window, by one, by two and so on, ``(counts, size)``.

    Args:
        size, kernel_size, outputs: of one axis.
        draws: how often its windows are placed.
        seed: of the samples.
    """
    samples = np.random.default_rng(seed).random(draws, np.float32)
    starts = fractional_starts(size, kernel_size, outputs, samples)
    # A window begins to be counted at its start and stops behind its end.
    changes = np.zeros((draws, size + 1), np.int64)
    rows = np.arange(draws)[:, np.newaxis]
    np.add.at(changes, (rows, starts), 1)
    np.add.at(changes, (rows, starts + kernel_size), -1)
    counts = np.cumsum(changes, axis=1)[:, :-1]
    return np.stack([(counts == times).mean(axis=0) for times in range(int(counts.max(initial=0)) + 1)])
