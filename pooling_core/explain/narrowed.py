"""A trace whose result is rounded to bfloat16, as PyTorch rounds a sum of float32 once, at the end."""

from __future__ import annotations

from dataclasses import replace

from pooling_core.compute.bfloat16 import to_bfloat16
from pooling_core.explain.arithmetic import arithmetic
from pooling_core.explain.trace import Trace


def in_bfloat16(traced: Trace) -> Trace:
    """The same trace in bfloat16.

    Args:
        traced: of a maximum or an average whose float32 input holds numbers of bfloat16.

    Example:
        >>> x = np.array([1, 1, 1.0078125], np.float32)
        >>> in_bfloat16(trace(PoolSpec.of("avg_pool1d", kernel_size=3), x)).arithmetic
        (('(1 + 1 + 1.0078125) / 3 = 1',),)
    """
    output = to_bfloat16(traced.output)
    lines = arithmetic(traced.spec, traced.input, output, traced.axes, traced.divisor, traced.weights)
    return replace(traced, output=output, arithmetic=lines)
