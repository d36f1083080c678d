"""A thousand draws of each window: what the stage draws of them, as data."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.call.types import Array
from pooling_core.explain.draws import Draws, draw_windows
from ui.lesson import Moment
from ui.state.fields import State
from ui.text import number_text
from ui.words import words

MILESTONES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def draws(moment: Moment, state: State) -> dict[str, Any]:
    """The draws of every window; of none where there is no result.

    Returns:
        ``counts``, the numbers of draws at which to look; the words; and for each output a window: ``cells``, the texts
        of its cells, ``share``, their probabilities from 0 to 1, ``hits``, at each count how often each was drawn,
        ``means``, the mean of the draws, and ``expected``, what it runs to.
    """
    return {**words("stochastic")["draws"], "counts": MILESTONES, "windows": _windows(moment, state["seed"])}


def _windows(moment: Moment, seed: int) -> list[list[dict[str, Any]]]:
    if moment.explained is None:
        return []
    rows, columns = moment.explained.output.shape
    cells = np.array([moment.explained.cells(place) for place in np.ndindex(rows, columns)])
    windows = [_window(*each) for each in zip(cells, draw_windows(cells, MILESTONES, seed), strict=True)]
    return [windows[at : at + columns] for at in range(0, len(windows), columns)]


def _window(cells: Array, drawn: Draws) -> dict[str, Any]:
    return {
        "cells": [number_text.short(value) for value in cells],
        "share": drawn.probabilities.round(3).tolist(),
        "hits": drawn.counts.tolist(),
        "means": [f"{mean:.4g}" for mean in drawn.means],
        "expected": number_text.short(np.float32(drawn.expected)),
    }
