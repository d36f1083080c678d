"""Every window walked tap by tap, over all axes at once: which outputs read which cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from pooling_core.compute.sweep import Selector, numbered_passes, tap_passes
from pooling_core.geometry.axis import Axis

Selectors = tuple[Selector, ...]


def window_passes(axes: Sequence[Axis]) -> Iterator[tuple[tuple[int, ...], Selectors, Selectors]]:
    """For each tap of a window, in reading order: its place, the outputs for which it is data, the cells they read."""
    for each in product(*(list(numbered_passes(axis)) for axis in axes)):
        taps, outputs, reads = zip(*each, strict=True)
        yield taps, (slice(None), *outputs), (slice(None), *reads)


def gathered_passes(axes: Sequence[Axis]) -> Iterator[tuple[Selectors, Selectors]]:
    """For each tap: the outputs for which it is data, and the cells they read; a lone output reads all at once."""
    for each in product(*(list(_axis_passes(axis)) for axis in axes)):
        yield (slice(None), *(outputs for outputs, _ in each)), (slice(None), *(reads for _, reads in each))


def _axis_passes(axis: Axis) -> Iterator[tuple[Selector, Selector]]:
    if axis.outputs != 1:
        return tap_passes(axis)
    return iter([(slice(0, 1), slice(max(int(axis.starts[0]), 0), min(int(axis.stops[0]), axis.size)))])
