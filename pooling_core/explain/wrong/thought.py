"""What somebody thinks who follows a wrong rule: where its windows look, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pooling_core.call.types import Array, Ints
from pooling_core.compute.record import Reduced
from pooling_core.explain.trace import Trace
from pooling_core.geometry.axis import Axis, separate_axis


@dataclass(frozen=True)
class Thought:
    """The result of a call by a wrong rule.

    Attributes:
        name: of the rule.
        values: what comes out, with as many axes as ``Trace.output``; masked where the rule says nothing.
        axes: its windows along each axis of the input; ``None`` where they are those of the call.
        winners: the cell that each maximum comes from, as in ``Trace.winners``; ``None`` where the rule has none.
        sizes_only: whether it is about the number of outputs alone.
    """

    name: str
    values: Array
    axes: tuple[Axis, ...] | None = None
    winners: Ints | None = None
    sizes_only: bool = False


def differs(thought: Thought, truth: Trace) -> bool:
    """Whether an answer by the rule, be it a size, a value, a winner or a window, could be told from the truth."""
    if thought.values.shape != truth.output.shape:
        return True
    if not thought.sizes_only and not same_values(thought.values, truth.output):
        return True
    if thought.axes is not None and any(
        not (np.array_equal(one.starts, other.starts) and np.array_equal(one.stops, other.stops))
        for one, other in zip(thought.axes, truth.axes, strict=True)
    ):
        return True
    if thought.winners is None or truth.winners is None:
        return False
    return not np.array_equal(thought.winners, truth.winners)


def same_values(values: Array, truth: Array) -> bool:
    """Whether all values that a rule gives are those of the truth."""
    said = np.where(np.ma.getmaskarray(values), truth, np.ma.getdata(values))
    return bool(((said == truth) | (np.isnan(said) & np.isnan(truth))).all())


def pooled_axes(trace: Trace) -> tuple[Axis, ...]:
    """The axes that a call pools; in a 1-D call the rows are channels."""
    return trace.axes[-trace.spec.rank :]


def planes_of(trace: Trace) -> Array:
    """The input as a rule of ``compute`` takes it, ``(planes, *spatial)``."""
    return trace.input if trace.spec.rank == 1 else trace.input[np.newaxis]


def placed(trace: Trace, values: Array) -> Array:
    """The values of some planes, ``(planes, *outputs)``, with the axes of the picture."""
    return values if trace.spec.rank == 1 else values[0]


def thought_of(name: str, trace: Trace, axes: Sequence[Axis], reduced: Reduced) -> Thought:
    """What a reduction over other windows makes."""
    values, positions, _, _ = reduced
    rows = (separate_axis(len(trace.input)),) if trace.spec.rank == 1 else ()
    return Thought(name, placed(trace, values), (*rows, *axes), _winners(trace, axes, positions))


def _winners(trace: Trace, axes: Sequence[Axis], positions: Ints | None) -> Ints | None:
    if positions is None:
        return None
    counts = np.ones((), np.int64)
    for axis in axes:
        counts = np.multiply.outer(counts, axis.real_counts())
    spatial = planes_of(trace).shape[1:]
    cells = np.stack(np.unravel_index(np.where(counts > 0, positions, 0), spatial), axis=-1)
    cells = np.where((counts > 0)[..., np.newaxis], cells, -1)
    if trace.spec.rank > 1:
        return np.asarray(cells[0])
    rows = np.where(cells >= 0, np.arange(len(cells))[:, np.newaxis, np.newaxis], -1)
    return np.concatenate([rows, cells], axis=-1)
