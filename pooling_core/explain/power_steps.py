"""Power means, step by step: clamp, power, mean or sum, root; and how a window's result runs with a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.lp import power
from pooling_core.compute.run import pool


def power_steps(spec: PoolSpec, plane: Array) -> list[tuple[str, Array]]:
    """The plane after each step of a ``gem_pool`` or ``lp_pool`` call, before the root.

    The steps are the textbook's, in the dtype of the plane: at large p they under- and overflow, while
    ``gem_pool`` itself does not.

    Args:
        spec: a 1-D or 2-D call with a finite p.
        plane: ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D.

    Returns:
        nothing where there is no finite p; else ``("clamp", plane)`` for GeM, ``("power", plane)``, and
        ``("mean", outputs)`` or ``("sum", outputs)``.
    """
    arguments = dict(spec.arguments)
    clamps = "eps" in arguments
    p = float(arguments.pop("p" if clamps else "norm_type", inf))
    if isinf(p):
        return []
    if arguments["kernel_size"] is None:  # GeM's one window is then the whole plane
        arguments["kernel_size"] = plane.shape[-spec.rank :]
    steps = []
    with np.errstate(all="ignore"):
        if clamps:
            plane = np.maximum(plane, plane.dtype.type(arguments.pop("eps")))
            steps.append(("clamp", plane))
        raised = power(plane, int(p) if p.is_integer() else p)
        batch = raised if spec.rank == 1 else raised[np.newaxis]
        mean = pool(PoolSpec.of(f"avg_pool{spec.rank}d", **arguments), batch)
        mean = mean.reshape(mean.shape[-2:])
        steps.append(("power", raised))
        if clamps:
            return [*steps, ("mean", mean)]
        return [*steps, ("sum", mean * mean.dtype.type(np.prod(spec.kernel_size)))]


def result_curves(spec: PoolSpec, plane: Array, parameter: str, values: Sequence[float]) -> Array:
    """The result of every window for many values of a parameter.

    Args:
        spec: a 1-D or 2-D call.
        plane: ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D.
        parameter: the one that is turned.
        values: every value to try.

    Returns:
        ``(len(values), *outputs)``: for each value what the call would give.
    """
    batch = plane if spec.rank == 1 else plane[np.newaxis]
    tried = [pool(spec.with_arguments(**{parameter: value}), batch) for value in values]
    return np.array([result.reshape(result.shape[-2:]) for result in tried])
