"""Wrong rules of the way back: who is thought to get a gradient, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pooling_core.call.types import Array
from pooling_core.explain.gradient import GradientTrace
from pooling_core.explain.reach import incidence
from pooling_core.explain.wrong.thought import Thought


def gradient_thoughts(traced: GradientTrace, output: Array | None = None) -> tuple[Thought, ...]:
    """What each wrong rule makes of a gradient, as planes of the input's shape; none that equals the truth.

    Args:
        output: ``(out_rows, out_columns)`` of a call whose outputs are each one cell, such as a maximum; else ``None``.

    Example:
        >>> from pooling_core import PoolSpec
        >>> from pooling_core.explain.gradient import gradient_trace
        >>> x, up = np.array([[3.0, 3.0]]), np.array([[2.0]])
        >>> traced = gradient_trace(PoolSpec.of("max_pool1d", kernel_size=2), x, up)
        >>> [(each.name, each.values.tolist()) for each in gradient_thoughts(traced, np.array([[3.0]]))][:2]
        [('to_all_equals', [[2.0, 2.0]]), ('to_last_equal', [[0.0, 2.0]])]
    """
    truth = traced.grad_input
    with np.errstate(all="ignore"):
        found = [Thought(name, values.reshape(truth.shape)) for name, values in _all(traced, output)]
    return tuple(each for each in found if not np.array_equal(each.values, truth, equal_nan=True))


def _all(traced: GradientTrace, output: Array | None) -> Iterator[tuple[str, Array]]:
    cells, upstream = traced.input.ravel(), traced.grad_output.ravel().astype(np.float64)
    holds = incidence(traced.reach, traced.input, traced.grad_output)
    shares = _shares(traced)
    if output is not None:
        equal = holds & (cells[np.newaxis] == output.ravel()[:, np.newaxis])
        yield "to_all_equals", upstream @ equal
        yield "to_last_equal", upstream @ _last(equal)
    yield "to_whole_window", upstream @ holds
    yield "shared_by_window", (upstream / np.maximum(holds.sum(1), 1)) @ holds
    flows = shares != 0
    yield "not_added", _overwritten(upstream[:, np.newaxis] * shares, flows)
    yield "as_if_one", shares.sum(0)
    yield "value_comes_back", np.where(flows.any(0), cells, 0)


def _shares(traced: GradientTrace) -> Array:
    """The derivative of each output by each cell, ``(outputs, cells)``."""
    columns = traced.grad_output.shape[1]
    shares = np.zeros((traced.grad_output.size, traced.input.size))
    for at, cell in enumerate(flows for line in traced.flows for flows in line):
        for flow in cell:
            shares[flow.output[0] * columns + flow.output[1], at] = flow.share
    return shares


def _last(marked: Array) -> Array:
    """Of the marks of each row the last alone."""
    from_behind = marked[:, ::-1]
    first = from_behind & (np.cumsum(from_behind, axis=1) == 1)
    return np.asarray(first[:, ::-1])


def _overwritten(parts: Array, flows: Array) -> Array:
    """What the last of the flows into each cell brings, the others forgotten."""
    return np.asarray(np.where(_last(flows.T).T, parts, 0).sum(0))
