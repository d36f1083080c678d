"""Random small calls of every pooling family on small integers, explained; those that PyTorch refuses are left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.catalogue import OPERATIONS
from pooling_core.explain.trace import Trace, trace

FAMILIES = [
    family
    for family, operation in OPERATIONS.items()
    if operation.pools and operation.windows in ("strided", "adaptive", "tensorflow")
]


@st.composite
def traced_calls(draw: Any, families: list[str] = FAMILIES, rank: int | None = None) -> Trace:
    """A call of one plane, worked out."""
    rank = rank or draw(st.integers(1, 2))
    family = draw(st.sampled_from(families))
    accepted = OPERATIONS[family].signature(rank)
    numbers = {
        "kernel_size": st.integers(1, 3),
        "stride": st.one_of(st.none(), st.integers(1, 3)),
        "padding": st.just("SAME") if OPERATIONS[family].windows == "tensorflow" else st.integers(0, 1),
        "dilation": st.integers(1, 2),
        "output_size": st.integers(1, 4),
    }
    given: dict[str, Any] = {
        name: draw(
            numbers[name]
            if rank == 1 or name == "padding"
            else st.one_of(numbers[name], st.tuples(*[numbers[name]] * rank))
        )
        for name in numbers
        if name in accepted and name != "stride"
    }
    if rank == 2 and "output_size" in given and not isinstance(given["output_size"], tuple):
        given["output_size"] = (given["output_size"],) * 2
    if "stride" in accepted:
        given["stride"] = draw(numbers["stride"])
    for name in ("ceil_mode", "count_include_pad"):
        if name in accepted:
            given[name] = draw(st.booleans())
    given |= {"norm_type": 2} if "norm_type" in accepted else {}
    given |= {"training": False} if "training" in accepted else {}
    positive = OPERATIONS[family].reading in ("draw", "gem")
    cells = st.integers(1 if positive else -5, 9)
    rows, columns = draw(st.integers(1, 2) if rank == 1 else st.integers(2, 6)), draw(st.integers(2, 6))
    plane = np.array(draw(st.lists(cells, min_size=rows * columns, max_size=rows * columns)), np.float32)
    try:
        return trace(PoolSpec.of(f"{family}{rank}d", **given), plane.reshape(rows, columns))
    except PoolingError:
        assume(False)
        raise
