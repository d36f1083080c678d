"""Rules that make the wrong number of the right windows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import isinf, prod
from typing import Any

import numpy as np

from pooling_core.call.types import Array
from pooling_core.compute.maxima import largest
from pooling_core.compute.run import rule_of
from pooling_core.compute.sweep import sweep
from pooling_core.explain.trace import Trace
from pooling_core.explain.wrong.thought import Thought, placed, planes_of, pooled_axes


def wrong_reductions(trace: Trace) -> Iterator[Thought]:
    """Each rule that applies, with what it makes; those that everybody names first come first."""
    for name, values in {
        "max": _of_maxima,
        "mean": _of_means,
        "lp": _of_powers,
        "gem": _of_generalised_means,
        "draw": _of_draws,
        "weighted": _of_weighted,
    }[trace.spec.operation.reading](trace):
        yield Thought(name, placed(trace, values))
    yield Thought("first_cell", _first_cells(trace))
    if trace.winners is not None:
        yield Thought("last_of_equals", trace.output, winners=_last_winners(trace))


def _of_maxima(trace: Trace) -> Iterator[tuple[str, Array]]:
    padded = np.asarray(trace.padding + trace.overhang > 0)
    if padded.any():
        yield "zero_padding", _unplaced(trace, np.where(padded, np.maximum(trace.output, 0), trace.output))
    yield "mean_for_max", _total(trace) / _count(trace)


def _of_means(trace: Trace) -> Iterator[tuple[str, Array]]:
    spec, total = trace.spec, _total(trace)
    given = spec.arguments
    if given.get("divisor_override") is not None:
        yield "divisor_ignored", _again(trace, divisor_override=None)
    elif "count_include_pad" in given:
        counts = bool(given["count_include_pad"])
        yield "padding_left_out" if counts else "padding_counted", _again(trace, count_include_pad=not counts)
        yield "full_divisor", total / prod(spec.kernel_size)
    yield "sum_for_mean", total
    if spec.rank > 1 and spec.operation.windows == "strided":
        yield "divided_by_side", total / spec.kernel_size[0]
    yield "max_for_mean", largest(planes_of(trace), pooled_axes(trace))
    if "temperature" in given:
        yield "temperature_ignored", _again(trace, temperature=1.0)


def _of_powers(trace: Trace) -> Iterator[tuple[str, Array]]:
    spec, power = trace.spec, float(trace.spec.arguments["norm_type"])
    made = _unplaced(trace, trace.output).astype(np.float64)
    if not spec.infinite_power:
        yield "no_root", made**power
        yield "root_of_mean", made / float(prod(spec.kernel_size)) ** (1 / power)
        yield "plain_mean", _total(trace) / _count(trace)
        yield "plain_sum", _total(trace)
    yield "max_for_power", largest(np.abs(planes_of(trace)), pooled_axes(trace))


def _of_generalised_means(trace: Trace) -> Iterator[tuple[str, Array]]:
    power = np.ravel(trace.spec.arguments["p"])
    made = _unplaced(trace, trace.output).astype(np.float64)
    if len(power) == 1 and not isinf(power[0]):
        yield "no_root", made ** float(power[0])
        yield "root_of_sum", made * np.asarray(_count(trace), np.float64) ** (1 / float(power[0]))
    yield "plain_mean", _total(trace) / _count(trace)
    yield "max_for_power", largest(planes_of(trace), pooled_axes(trace))


def _of_draws(trace: Trace) -> Iterator[tuple[str, Array]]:
    yield "max_for_draw", largest(planes_of(trace), pooled_axes(trace))
    yield "plain_mean", _total(trace) / _count(trace)


def _of_weighted(trace: Trace) -> Iterator[tuple[str, Array]]:
    yield "plain_mean", _total(trace) / _count(trace)
    yield "max_for_mean", largest(planes_of(trace), pooled_axes(trace))


# ---- what they are made of ----


def _again(trace: Trace, **changed: Any) -> Array:
    """The same windows under another argument."""
    spec = trace.spec.with_arguments(**changed)
    values, _, _, _ = rule_of(spec.operation.rule)(spec, planes_of(trace), pooled_axes(trace), False)
    return values


def _total(trace: Trace) -> Array:
    return sweep(np.add, 0, planes_of(trace).astype(np.float64), pooled_axes(trace))


def _count(trace: Trace) -> Array:
    counts = (axis.real_counts() for axis in pooled_axes(trace))
    return np.asarray(reduce(np.multiply.outer, counts, np.ones((), np.int64)))


def _unplaced(trace: Trace, values: Array) -> Array:
    return values if trace.spec.rank == 1 else values[np.newaxis]


def _first_cells(trace: Trace) -> Array:
    """The first cell of each window, masked where it holds none."""
    first = [np.minimum(axis.first_inside(), axis.size - 1) for axis in trace.axes]
    return np.ma.masked_array(trace.input[np.ix_(*first)], trace.real == 0)


def _last_winners(trace: Trace) -> Array:
    """Of several equal cells of a window the last in reading order."""
    assert trace.winners is not None
    found = trace.winners.copy()
    for place in np.ndindex(*trace.output.shape):
        value = trace.output[place]
        inside = [
            cell
            for cell in trace.taps(place)
            if all(0 <= at < size for at, size in zip(cell, trace.input.shape, strict=True))
        ]
        equal = [cell for cell in inside if trace.input[cell] == value]
        if equal:
            found[place] = equal[-1]
    return found
