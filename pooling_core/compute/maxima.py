"""The maximum of every window: a cell of the input, or minus infinity where a window holds none."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import sweep
from pooling_core.compute.winners import sweep_winners
from pooling_core.geometry.axis import Axis


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Maxima, with their positions where they are wanted."""
    check_dtype(spec, x.dtype)
    if keep or spec.arguments.get("return_indices"):
        return Reduced(*sweep_winners(lowest(x), x, axes))
    return Reduced(largest(x, axes))


def largest(x: Array, axes: Sequence[Axis]) -> Array:
    """Maxima alone, shape ``(planes, *outputs)``."""
    return sweep(np.maximum, lowest(x), x, axes)


def lowest(x: Array) -> float | int:
    """What every number of a dtype is at least."""
    return -inf if x.dtype.kind == "f" else int(np.iinfo(x.dtype).min)
