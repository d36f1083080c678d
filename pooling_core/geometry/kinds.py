"""What kind each cell around a layer's windows is: data that is read or not, padding, overhang."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from pooling_core.geometry.axis import Axis

# Kinds of cell, as they are kept in Trace.kinds.
REAL, PADDING, OVERHANG, TAIL, GAP, HOLE = "rpotgh"


def frame_of(axis: Axis) -> tuple[int, int]:
    """Cells of padding or overhang before and after the input."""
    furthest = int(axis.stops.max(initial=0)) - axis.size
    return axis.padding, max(axis.padding_after, furthest)


def _axis_kinds(axis: Axis) -> list[str]:
    before, after = frame_of(axis)
    read = {position for i in range(axis.outputs) for position in axis.taps(i).tolist()}
    spans = list(zip(axis.starts.tolist(), axis.stops.tolist(), strict=True))

    def kind(position: int) -> str:
        if position >= axis.size + axis.padding_after:
            return OVERHANG
        if position < 0 or position >= axis.size:
            return PADDING
        if position in read:
            return REAL
        if all(position >= stop for _, stop in spans):
            return TAIL
        return HOLE if any(start <= position < stop for start, stop in spans) else GAP

    return [kind(position) for position in range(-before, axis.size + after)]


def cell_kinds(*axes: Axis) -> NDArray[np.str_]:
    """A cell is as far from being read as the farthest of its axes says."""
    order = OVERHANG + PADDING + TAIL + GAP + HOLE + REAL
    ranks = (np.array([order.index(kind) for kind in _axis_kinds(axis)], np.int64) for axis in axes)
    return np.asarray(np.array(list(order))[reduce(np.minimum.outer, ranks)])
