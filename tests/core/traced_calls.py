"""Valid calls on one plane, and their windows as the loop oracle walks them: what the tests of a trace share."""

from math import inf, prod
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pooling_core.call.spec import PoolSpec
from pooling_core.oracle.textbook import pooling as oracle

FAMILIES = ("max_pool", "avg_pool", "lp_pool", "adaptive_max_pool", "adaptive_avg_pool")
WHOLE = [-9, -3, -2, -1, 0, 1, 2, 3, 7, 8]
ANYTHING = [*WHOLE, 0.1, 2.5, -0.0, 1e-7, -3e-5, 123456.7, 1e9, float("nan"), inf, -inf]
quick = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def axis_settings(draw, padded, dilated):
    """Size, kernel_size, stride, padding and dilation of an axis that has room for a window."""
    kernel = draw(st.integers(1, 4))
    padding = draw(st.integers(0, kernel // 2)) if padded else 0
    dilation = draw(st.integers(1, 3)) if dilated else 1
    smallest = max(1, dilation * (kernel - 1) + 1 - 2 * padding)
    return draw(st.integers(smallest, smallest + 4)), kernel, draw(st.integers(1, 5)), padding, dilation


@st.composite
def calls(draw, families=FAMILIES):
    """A valid call and a plane for it."""
    family, rank = draw(st.sampled_from(families)), draw(st.integers(1, 2))
    if family.startswith("adaptive"):
        largest = 8 if rank == 1 else 5  # no window of more than 25 cells: longer lines leave out their middle
        sizes = draw(st.lists(st.integers(1, largest), min_size=rank, max_size=rank))
        arguments = {"output_size": tuple(draw(st.integers(0, size + 2)) for size in sizes)}
    else:
        axis = axis_settings(family != "lp_pool", family == "max_pool")
        sizes, *windows = zip(*(draw(axis) for _ in range(rank)), strict=True)
        arguments = dict(zip(("kernel_size", "stride", "padding", "dilation"), windows, strict=True))
        arguments["ceil_mode"] = draw(st.sampled_from([True, True, False]))
        if family != "max_pool":
            del arguments["dilation"]
        if family == "lp_pool":
            del arguments["padding"]
            if rank == 1:
                arguments["kernel_size"] = arguments["kernel_size"][0]
            arguments["norm_type"] = norm_type = draw(st.sampled_from([1, 2, 3, 2, 0.5, 1.5, -1, inf, -inf]))
    values: list[float] = [*ANYTHING]
    if family == "avg_pool":
        arguments["count_include_pad"] = draw(st.booleans())
        if rank == 2:
            arguments["divisor_override"] = draw(st.sampled_from([None, None, 3, -2]))
    if family == "lp_pool":  # whole numbers, and positive ones under a power that is none: their sums are exact
        values = [*WHOLE] if norm_type in (1, 2, 3, inf, -inf) else [1, 2, 3, 7.5, 0.25]
    dtype = draw(st.sampled_from(["float32", "float64", "float32", "int64" if family == "avg_pool" else "float64"]))
    values = [*WHOLE] if dtype == "int64" else values
    plane_shape = tuple(sizes) if rank == 2 else (draw(st.integers(1, 3)), *sizes)
    cells = draw(st.lists(st.sampled_from(values), min_size=prod(plane_shape), max_size=prod(plane_shape)))
    plane = np.array(cells, dtype).reshape(plane_shape)
    plane.setflags(write=False)
    return PoolSpec.of(f"{family}{rank}d", **arguments), plane


def windows(spec: PoolSpec, plane: np.ndarray) -> list[list[list[int]]]:
    """The oracle's taps along rows and along columns; every channel of a 1-D call is a window of its own."""
    sizes = plane.shape[-spec.rank :]
    if spec.adaptive:
        axes = [oracle.walk_bins(n, n if o is None else o) for n, o in zip(sizes, spec.output_size, strict=True)]
    else:
        per_axis = zip(sizes, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
        axes = [oracle.walk_windows(*axis, spec.arguments["ceil_mode"]) for axis in per_axis]
    return axes if spec.rank == 2 else [[[row] for row in range(len(plane))], *axes]


def cells_of(spec: PoolSpec, plane: np.ndarray) -> list[tuple[Any, list[oracle.Tap]]]:
    padding = [0, 0] if spec.adaptive else [*(0 for _ in range(2 - spec.rank)), *spec.padding]
    return list(oracle.output_cells(windows(spec, plane), plane.shape, padding))


def same(a, b) -> bool:
    return bool(a == b or (a != a and b != b))


def assert_quotient(output, values, divisor) -> None:
    """Sum over divisor, within the rounding of a float sum; whole numbers are cut toward zero."""
    if output.dtype.kind == "i":
        assert output == int(sum(int(value) for value in values) / int(divisor))
        return
    with np.errstate(invalid="ignore"):
        total = np.sum(np.array(values, np.float64))
    slack = (len(values) + 3) * np.finfo(output.dtype).eps * np.sum(np.abs(np.array(values, np.float64)))
    wanted = total / divisor
    assert same(output, wanted) or abs(output - wanted) <= slack
