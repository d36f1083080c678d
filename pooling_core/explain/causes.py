"""Why the same layer differs in two libraries: the settings that do it, the ones that move windows first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Shape
from pooling_core.compute.means import divisors
from pooling_core.explain.equal import same_for_all
from pooling_core.geometry.axis import Axis, Rounding, padded_steps, rounding_of
from pooling_core.geometry.layer import layer_axes


@dataclass(frozen=True)
class Cause:
    """One setting that differs, and its numbers on both sides.

    Attributes:
        key: ``stride`` (its default), ``padding`` (another amount), ``side`` (where an odd cell of it stands),
            ``rounding`` (of the number of windows), ``counted`` (padding in a divisor), ``beyond`` (what lies past the
            padding in a divisor), ``absolute`` (magnitudes under a power) or ``scaled`` (a cut window of LP).
        values: for the sentence.
    """

    key: str
    values: Mapping[str, Any]


def causes(left: PoolSpec, right: PoolSpec, spatial: Shape) -> list[Cause]:
    """What tells two calls of one layer apart on an input of a size; nothing where they are one.

    Example:
        >>> ours = PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1)
        >>> theirs = PoolSpec.of("padded_avg_pool2d", kernel_size=3, stride=2, padding=1, counted="data")
        >>> [each.key for each in causes(ours, theirs, (5, 5))]
        ['counted']
    """
    if same_for_all(left, right, spatial):
        return []
    return list(_causes(left, right, layer_axes(left, spatial), layer_axes(right, spatial)))


def _causes(left: PoolSpec, right: PoolSpec, axes: tuple[Axis, ...], others: tuple[Axis, ...]) -> Iterator[Cause]:
    if left.stride != right.stride:
        yield Cause("stride", {"left": left.stride[-1], "right": right.stride[-1]})
    for axis, other in zip(axes[::-1], others[::-1], strict=True):
        one, two = ((each.padding, each.padding_after) for each in (axis, other))
        numbers = {"left": "{} + {}".format(*one), "right": "{} + {}".format(*two)}
        if sum(one) != sum(two):
            yield Cause("padding", numbers)
            break
        if one != two:
            yield Cause("side", numbers)
            break
    for other, taps in zip(others[::-1], right.kernel_size[::-1], strict=True):
        assert other.stride is not None
        pads = other.padding, other.padding_after
        found = padded_steps(other.size, taps, other.stride, pads, other.dilation, _rounding(left)).outputs
        if found != other.outputs:
            yield Cause("rounding", {"left": _rounding(left), "right": _rounding(right)})
            break
    yield from _of_divisors(right, others, _counted(left)) if _counted(left) else _of_powers(left, right, axes)


def _of_divisors(right: PoolSpec, others: tuple[Axis, ...], counted: str) -> Iterator[Cause]:
    """What the right's windows would be divided by on the left."""
    own = _counted(right)
    as_left = PoolSpec.of(f"padded_avg_pool{right.rank}d", kernel_size=right.kernel_size, counted=counted)
    as_right = as_left.with_arguments(counted=own)
    if np.array_equal(divisors(as_left, others), divisors(as_right, others)):
        return
    beyond = "data" not in (counted, own)
    yield Cause("beyond" if beyond else "counted", {"left": counted, "right": own})


def _of_powers(left: PoolSpec, right: PoolSpec, axes: tuple[Axis, ...]) -> Iterator[Cause]:
    readings = {left.operation.reading, right.operation.reading}
    if readings != {"lp", "norm"}:
        return
    torch_has_it = left.operation.reading == "lp"
    p = float((left if torch_has_it else right).arguments["norm_type"])
    if p % 2 and np.isfinite(p):
        yield Cause("absolute", {"p": f"{p:g}"})
    cut = [axis.padded_counts() < axis.kernel_sizes for axis in axes]
    if torch_has_it and any(map(np.any, cut)):
        yield Cause("scaled", {})


def _rounding(spec: PoolSpec) -> Rounding:
    said: Rounding | None = spec.arguments.get("rounding")
    if isinstance(spec.arguments.get("padding"), str):
        return "floor"
    return said or rounding_of(bool(spec.arguments.get("ceil_mode")))


def _counted(spec: PoolSpec) -> str:
    """What counts in the divisor of a mean; empty where nothing is divided."""
    if spec.operation.reading != "mean":
        return ""
    return str(spec.arguments.get("counted") or ("padding" if spec.arguments["count_include_pad"] else "data"))
