"""Touches: two calls or two inputs, and what changed between their traces as plain pairs."""

import numpy as np
from hypothesis import strategies as st

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.changes import changes
from pooling_core.explain.trace import trace

ROW = np.arange(6.0, dtype=np.float32)[np.newaxis]
SQUARE = np.arange(16.0, dtype=np.float32).reshape(4, 4)
CUBE = np.arange(64.0, dtype=np.float32).reshape(4, 4, 4)
MAX1, MAX2, AVG1, AVG2 = "max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d"
TWO = {"kernel_size": 2}
THREE = {"kernel_size": 3, "stride": 1}


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


def parameter(name, before, after):
    return ("parameter", {"name": name, "before": before, "after": after})


def grows(old, new):
    return ("output_grows", {"old_size": old, "new_size": new})


def shrinks(old, new):
    return ("output_shrinks", {"old_size": old, "new_size": new})


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
    """Arguments that every axis has room for: at most 3 taps, and so 5 cells where they stand two apart."""
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
