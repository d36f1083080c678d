"""The core's side of a row, through the public doors alone: it runs on any tree that has them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import pooling_core.extensions as extensions
import pooling_core.functional as core
from benchmarks.rows import Row
from benchmarks.timing import Call
from pooling_core.gradients import pullback

Array = NDArray[Any]


def example_input(row: Row) -> Array:
    """Normal numbers, or their magnitudes."""
    x = np.random.default_rng(0).standard_normal(row.shape, np.float32)
    return np.abs(x) if row.positive else x


def our_call(row: Row, x: Array) -> Call:
    """Ours, looked up before the clock runs."""
    function = getattr(core, row.call, None) or getattr(extensions, row.call)
    if not row.backward:
        return lambda: function(x, **row.arguments)
    grad = np.ones_like(function(x, **row.arguments))
    return lambda: pullback(row.call, grad, x, **row.arguments)
