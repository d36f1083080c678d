"""The norm of every window: of the magnitudes of its cells, to which padding adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array
from pooling_core.compute.lp import power
from pooling_core.compute.maxima import largest
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import sweep
from pooling_core.geometry.axis import Axis


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """``(sum |x|^p)^(1/p)``; at an infinite p the largest magnitude. A window without data gives 0.

    Source: ``LpPool`` of ONNX.
    """
    check_dtype(spec, x.dtype)
    p, sizes = float(spec.arguments["norm_type"]), np.abs(x)
    if isinf(p):
        return Reduced(np.maximum(largest(sizes, axes), 0))
    wide = sizes.astype(np.float32) if x.dtype == np.float16 else sizes
    return Reduced(power(sweep(np.add, 0, power(wide, p), axes), 1 / p).astype(x.dtype, copy=False))
