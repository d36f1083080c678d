"""The picture: the input, the layer in one library, and beside it in another, each with its own windows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.equal import differing
from pooling_core.explain.trace import Trace
from pooling_core.geometry.kinds import PADDING
from pooling_core.geometry.readers import readers
from ui.stage import payload
from ui.stage.record import Payload
from ui.words import words

EQUAL, OTHER, ALONE = "=", "≠", "+"


def side_by_side(left: Trace, right: Trace | None, titles: tuple[str, str], note: str) -> Payload:
    """Both results; the windows of the one that is looked at stand on the input."""
    own = words("frameworks")
    options: dict[str, Any] = {"titles": {"output": titles[0]}, "most": list(left.output.shape)}
    if right is None:
        return payload.from_trace(left, words("stage"), **options)
    signs = compared(left, right)
    rows, columns = right.output.shape
    further = payload.extra(
        titles[1],
        right.output,
        "output",
        "cells",
        cells=[[[[i, j]] if i < rows and j < columns else [] for j in _range(left, 1)] for i in _range(left, 0)],
        tells=right.arithmetic,
        heat=payload.heat_of(right.output, right.input),
        note=note,
        arrow=OTHER if (signs != EQUAL).any() or left.output.shape != right.output.shape else EQUAL,
        compared=signs.tolist(),
        compared_words=dict(zip((EQUAL, OTHER, ALONE), own["compared"].values(), strict=True)),
        taps=[payload.taps(axis) for axis in right.axes],
        spans=[payload.spans(axis) for axis in right.axes],
        winners=None if right.winners is None else right.winners.tolist(),
    )
    options["tells"] = [
        [f"{titles[1]}: {right.arithmetic[i][j]}" if i < rows and j < columns else "" for j in _range(left, 1)]
        for i in _range(left, 0)
    ]
    return _widened(payload.from_trace(left, words("stage"), extras=[further], **options), left, right)


def _range(traced: Trace, axis: int) -> range:
    return range(traced.output.shape[axis])


def compared(left: Trace, right: Trace) -> NDArray[np.str_]:
    """For each cell on the right whether the left has the same there, another, or none."""
    signs = np.full(right.output.shape, ALONE)
    both = tuple(slice(min(sizes)) for sizes in zip(left.output.shape, right.output.shape, strict=True))
    apart = differing(left.output[both], right.output[both], left.input)
    signs[both] = np.where(apart, OTHER, EQUAL)
    return signs


def _widened(made: Payload, left: Trace, right: Trace) -> Payload:
    """The same with room around the input for the windows of both."""
    frame = [(max(a, c), max(b, d)) for (a, b), (c, d) in zip(left.frame, right.frame, strict=True)]
    kinds = np.full([size + sum(sides) for size, sides in zip(left.input.shape, frame, strict=True)], PADDING)
    for traced in (right, left):
        starts = [wide[0] - own[0] for wide, own in zip(frame, traced.frame, strict=True)]
        places = [slice(at, at + size) for at, size in zip(starts, traced.kinds.shape, strict=True)]
        kinds[tuple(places)] = traced.kinds
    made["input"] |= {"frame": payload.around(frame), "kinds": ["".join(line) for line in kinds]}
    made["readers"] = [readers(axis, *sides) for axis, sides in zip(left.axes, frame, strict=True)]
    return made
