"""All wrong rules of a call, and what each makes of its input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Array
from pooling_core.compute.record import Reduced
from pooling_core.compute.run import rule_of
from pooling_core.explain.trace import Trace
from pooling_core.explain.wrong.reductions import wrong_reductions
from pooling_core.explain.wrong.thought import Thought, differs, planes_of, pooled_axes, thought_of
from pooling_core.explain.wrong.windows import MOVED, wrong_windows
from pooling_core.geometry.axis import Axis


def thoughts(trace: Trace) -> tuple[Thought, ...]:
    """What each wrong rule makes of a call, those that are named first coming first; none that equals the truth.

    Example:
        >>> from pooling_core import PoolSpec
        >>> from pooling_core.explain.trace import trace
        >>> x = np.array([[4.0, 2.0, 6.0, 1.0]])
        >>> truth = trace(PoolSpec.of("max_pool1d", kernel_size=2), x)
        >>> [(each.name, each.values.tolist()) for each in thoughts(truth)][:2]
        [('mean_for_max', [[3.0, 3.5]]), ('stride_one', [[4.0, 6.0, 6.0]])]
    """
    with np.errstate(all="ignore"):
        return tuple(each for each in _all(trace) if differs(each, trace))


def _all(trace: Trace) -> Iterator[Thought]:
    yield from wrong_reductions(trace)
    spec, planes = trace.spec, planes_of(trace)
    reduces = rule_of(spec.operation.rule)
    for name, axes in wrong_windows(trace):
        if spec.arguments.get("training"):  # what would be drawn there nobody can say
            nothing = Reduced(np.empty((len(planes), *(axis.outputs for axis in axes))))
            yield replace(thought_of(name, trace, axes, nothing), sizes_only=True)
            continue
        try:
            made = thought_of(name, trace, axes, reduces(spec, planes, axes, spec.operation.picks))
            yield _within(made, axes) if name in MOVED else made
        except PoolingError:
            continue
    # The rows of a 1-D call are channels, which nobody takes for outputs; but their number may be said last.
    yield Thought("transposed", trace.output.T, sizes_only=trace.spec.rank == 1)
    yield from _neighbours(trace.output)
    yield from _sizes(trace)


def _within(thought: Thought, axes: Sequence[Axis]) -> Thought:
    """A moved window that leaves the padded input has no value: nobody who moved it there would find cells."""
    outside = [(axis.starts < -axis.padding) | (axis.stops > axis.size + axis.padding_after) for axis in axes]
    gone = reduce(np.logical_or.outer, outside)
    return replace(thought, values=np.ma.masked_array(thought.values, np.broadcast_to(gone, thought.values.shape)))


def _neighbours(output: Array) -> Iterator[Thought]:
    """The value of the output beside: masked where there is none."""
    for axis in range(output.ndim):
        for by in (-1, 1):
            if output.shape[axis] > 1:
                moved = np.ma.masked_array(np.roll(output, by, axis))
                moved[(slice(None),) * axis + (0 if by > 0 else -1,)] = np.ma.masked
                yield Thought("neighbour", moved)


def _sizes(trace: Trace) -> Iterator[Thought]:
    """Rules that are about the number of outputs alone."""
    axes, lead = pooled_axes(trace), trace.output.shape[: trace.output.ndim - trace.spec.rank]

    def size(name: str, outputs: list[int]) -> Thought:
        return Thought(name, np.empty((*lead, *outputs), trace.output.dtype), sizes_only=True)

    yield size("one_forgotten", [max(axis.outputs - 1, 0) for axis in axes])
    yield size("same_size", [axis.size for axis in axes])
    if trace.spec.operation.windows == "strided" and not trace.spec.takes_everything:
        yield size("over_kernel", [axis.size // taps for axis, taps in zip(axes, trace.spec.kernel_size, strict=True)])
