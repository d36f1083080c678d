"""Touches: two calls or two inputs, and what changed between their traces as plain pairs."""

import numpy as np
from hypothesis import strategies as st

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.changes import changes
from pooling_core.explain.trace import trace


def edited(plane, *edits):
    """A copy with other numbers at some places."""
    plane = plane.copy()
    for cell, value in edits:
        plane[cell] = value
    return plane


def told(before, after):
    """The changes from one call on its input to another, as (key, values)."""
    traces = (trace(PoolSpec.of(name, **arguments), plane) for name, arguments, plane in (before, after))
    return [(change.key, dict(change.values)) for change in changes(*traces)]


def turned(name, arguments, plane, **others):
    """The same call on the same input, with other values of some parameters."""
    return told((name, arguments, plane), (name, {**arguments, **others}, plane))


def edit(name, arguments, plane, *edits):
    return told((name, arguments, plane), (name, arguments, edited(plane, *edits)))


@st.composite
def touches(draw):
    """A plane, and two calls on it: of the same operation with other settings."""
    family, rank = draw(st.sampled_from(("max_pool", "avg_pool", "adaptive_max_pool"))), draw(st.integers(1, 2))
    sizes = [draw(st.integers(4, 8)) for _ in range(rank)]
    shape = (draw(st.integers(1, 2)), *sizes) if rank == 1 else tuple(sizes)
    cells = st.lists(st.sampled_from([-2.0, 0.0, 1.0, 3.0, float("nan")]), min_size=64, max_size=64)
    plane = np.resize(np.array(draw(cells), np.float32), shape)
    return plane, *(PoolSpec.of(f"{family}{rank}d", **draw(settings(family, sizes))) for _ in range(2))


@st.composite
def settings(draw, family, sizes):
    """Arguments that every axis has room for: a window of 3 taps two cells apart spans 5, and 4 with padding."""
    if family.startswith("adaptive"):
        return {"output_size": tuple(draw(st.integers(1, size + 1)) for size in sizes)}
    kernels = [draw(st.integers(1, 3)) for _ in sizes]
    chosen = {
        "kernel_size": tuple(kernels),
        "stride": draw(st.none() | st.integers(1, 4)),
        "padding": tuple(draw(st.integers(0, kernel // 2)) for kernel in kernels),
        "ceil_mode": draw(st.booleans()),
    }
    if family == "max_pool" and min(sizes) > 4:
        chosen["dilation"] = draw(st.integers(1, 2))
    return chosen
