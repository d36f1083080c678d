"""Who reads a cell: the outputs whose windows hold it, along one axis."""

from __future__ import annotations

import numpy as np

from pooling_core.call.kept import kept
from pooling_core.geometry.axis import KEPT_BYTES, Axis, axis_bytes


def readers(axis: Axis, before: int = 0, after: int = 0) -> list[list[int]]:
    """For each cell of an axis, the outputs that read it.

    Args:
        before, after: cells beyond the input's edges that are asked for too.
    """
    found: list[list[int]] = [[] for _ in range(before + axis.size + after)]
    for output in range(axis.outputs):
        for position in axis.taps(output).tolist():
            if -before <= position < axis.size + after:
                found[position + before].append(output)
    return found


@kept(lambda of, axis: axis_bytes(*of, axis), KEPT_BYTES)
def transposed(axis: Axis) -> Axis:
    """The transpose of an axis: window ``c`` of the result holds the outputs that read cell ``c``.

    Windows start and stop in order, so the readers of a cell are neighbours (under dilation equally far
    apart) and the transpose of a sum over windows is again a sum over windows.

    Args:
        axis: one without dilation, or of stride 1.
    """
    cells = np.arange(axis.size, dtype=np.int64)
    if axis.stride == 1 and axis.outputs:
        kernel_size = int(axis.kernel_sizes[0])
        before = axis.dilation * (kernel_size - 1) - axis.padding
        return Axis(axis.outputs, cells - before, np.full(axis.size, kernel_size), axis.dilation, before, 1)
    assert axis.dilation == 1
    first = np.searchsorted(axis.stops, cells, side="right")
    stop = np.searchsorted(axis.starts, cells, side="right")
    return Axis(axis.outputs, first, stop - first)
