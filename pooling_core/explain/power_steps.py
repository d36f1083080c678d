"""Power means, step by step: clamp, power, mean or sum, root; and how a window's value runs with p."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, log2

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.pooling import pool, power


def power_steps(spec: PoolSpec, plane: Array) -> list[tuple[str, Array]]:
    """The plane after each step of a ``gem_pool`` or ``lp_pool`` call, before the root.

    The steps are the textbook's, in the dtype of the plane: at large p they under- and overflow, while
    ``gem_pool`` itself does not.

    Args:
        spec: a 1-D or 2-D call with a finite p.
        plane: ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D.

    Returns:
        ``("clamp", plane)`` for GeM, ``("power", plane)``, and ``("mean", outputs)`` or ``("sum", outputs)``.
    """
    arguments = dict(spec.arguments)
    p = float(arguments.pop("p" if spec.family == "gem_pool" else "norm_type"))
    if isinf(p):
        return []
    if arguments["kernel_size"] is None:  # GeM's one window is then the whole plane
        arguments["kernel_size"] = plane.shape[-spec.rank :]
    steps = []
    with np.errstate(all="ignore"):
        if spec.family == "gem_pool":
            plane = np.maximum(plane, plane.dtype.type(arguments.pop("eps")))
            steps.append(("clamp", plane))
        raised = power(plane, int(p) if p.is_integer() else p)
        batch = raised if spec.rank == 1 else raised[np.newaxis]
        mean = pool(PoolSpec.of(f"avg_pool{spec.rank}d", **arguments), batch)
        mean = mean.reshape(mean.shape[-2:])
        steps.append(("power", raised))
        if spec.family == "gem_pool":
            return [*steps, ("mean", mean)]
        return [*steps, ("sum", mean * mean.dtype.type(np.prod(spec.kernel_size)))]


def power_curves(cells: Array, exponents: Sequence[float], eps: float) -> tuple[Array, Array]:
    """The value of one window for many p.

    Args:
        cells: the window's cells, shape ``(taps,)``.
        exponents: every p to try.

    Returns:
        GeM and LP, each of shape ``(len(exponents),)``.
    """
    window = cells[np.newaxis]
    gem = np.array([pool(PoolSpec.of("gem_pool1d", p=float(p), eps=eps), window)[0, 0] for p in exponents])
    lp_calls = (PoolSpec.of("lp_pool1d", norm_type=float(p), kernel_size=cells.size) for p in exponents)
    lp = np.array([pool(call, window)[0, 0] for call in lp_calls])
    return gem, lp


def composition(p: float, eps: float, values: Array) -> str:
    """How PyTorch's own functions compose GeM so that no power of these values leaves its range.

    Returns:
        ``"maximum"`` at p = inf; else powers in the input's dtype, ``"plain"``, in float64, ``"double"``, or sums of
        their ``"logarithms"``.
    """
    if isinf(p):
        return "maximum"
    clamped = np.maximum(values.astype(np.float64), eps)
    counted = clamped[np.isfinite(clamped) & (clamped > 0)]
    steepest = abs(p) * float(np.abs(np.log2(counted)).max(initial=0)) + log2(max(values.size, 1))
    for form, dtype in (("plain", values.dtype), ("double", np.dtype(np.float64))):
        if steepest < -float(np.finfo(dtype).minexp):
            return form
    return "logarithms"
