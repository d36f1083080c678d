"""The maximum of every window as TensorFlow finds it: NaN never wins, and nothing is below the lowest finite number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array, Ints
from pooling_core.compute.maxima import lowest
from pooling_core.compute.record import Reduced
from pooling_core.compute.winners import sweep_winners
from pooling_core.geometry.axis import Axis


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Maxima and their positions; of zeros of both signs the first one."""
    check_dtype(spec, x.dtype)
    values, positions = numbers(x, axes)
    if x.dtype.kind == "f":
        np.maximum(values, np.finfo(x.dtype).min, out=values)
    return Reduced(values, positions)


def numbers(x: Array, axes: Sequence[Axis]) -> tuple[Array, Ints]:
    """The first largest number of each window and its position; NaN counts as the least there is."""
    return sweep_winners(lowest(x), np.fmax(x, lowest(x)), axes)
