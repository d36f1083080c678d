"""Pooling beside convolution: an average as a depthwise convolution, and what a shift does to an output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute import convolution
from pooling_core.compute.run import pool

# Roundings of one sum, in units in the last place of its mean term.
ROUNDING = 8


@dataclass(frozen=True)
class Depthwise:
    """An average and the convolution that should be the same: one kernel for each channel.

    Attributes:
        name: ``"conv1d"`` or ``"conv2d"``.
        weight: ``(channels, 1, *kernel_size)``.
        arguments: the others, by keyword.
        output: ``(channels, *outputs)``.
        apart: where the average differs from it by more than rounding, same shape.
    """

    name: str
    weight: Array
    arguments: Mapping[str, Any]
    output: Array
    apart: NDArray[np.bool_]


def depthwise(spec: PoolSpec, batch: Array, first_weight: float | None = None) -> Depthwise:
    """The weight 1/k on every tap, the average's stride and padding, and one group for each channel.

    Args:
        spec: an ``avg_pool1d`` or ``avg_pool2d`` call without ceil_mode.
        batch: ``(channels, *spatial)``.
        first_weight: on the first tap of each kernel instead of 1/k.

    Raises:
        PoolingError: for an average that PyTorch refuses, or one with ceil_mode.
    """
    if spec.arguments["ceil_mode"]:
        raise PoolingError("convolution-without-ceil", "ceil_mode", True, {"ceil_mode": False})
    divisor = spec.arguments.get("divisor_override") or prod(spec.kernel_size)
    weight = np.full((len(batch), 1, *spec.kernel_size), 1 / divisor, batch.dtype)
    arguments = {"stride": spec.stride, "padding": spec.padding, "groups": len(batch)}
    name = f"conv{spec.rank}d"
    with np.errstate(all="ignore"):  # what overflows is compared too
        if first_weight is not None:
            weight.reshape(len(batch), -1)[:, 0] = np.float64(first_weight).astype(batch.dtype)
        ours, output = pool(spec, batch), getattr(convolution, name)(batch, weight, **arguments)
        size = np.nan_to_num(pool(spec, np.abs(batch)), nan=0, posinf=0)
        rounding = ROUNDING * np.finfo(batch.dtype).eps * size
        same = np.isclose(ours, output, rtol=0, atol=rounding, equal_nan=True)
    return Depthwise(name, weight, arguments, output, ~same)


@dataclass(frozen=True)
class Shift:
    """A signal moved right by ``by`` cells, what leaves at its end coming in at its start, and its pooling.

    Attributes:
        input, output: ``(channels, length)``.
        moved: by how much the output is the unshifted one moved: ``by / stride`` where that is a whole number,
            else the least that fits; ``None`` where it is another output.
        whole: whether the first ``moved`` outputs, which see what came in, fit as well.
    """

    by: int
    input: Array
    output: Array
    moved: int | None
    whole: bool


def shifts(spec: PoolSpec, signal: Array, steps: Iterable[int]) -> list[Shift]:
    """Pool a signal and its shifts.

    Args:
        spec: a 1-D call.
        signal: ``(channels, length)``.
    """
    unmoved = pool(spec, signal)
    outputs = unmoved.shape[-1]
    found = []
    for by in steps:
        moved = np.roll(signal, by, axis=-1)
        output = pool(spec, moved)
        fits = [m for m in range(outputs) if np.array_equal(np.roll(unmoved, m, axis=-1), output, equal_nan=True)]
        due, rest = divmod(by, spec.stride[0])
        whole = due % outputs in fits if rest == 0 else bool(fits)
        least = fits[0] if fits else None
        found.append(Shift(by, moved, output, due if rest == 0 and (whole or due < outputs) else least, whole))
    return found
