"""Why two calls of a layer differ, and the PyTorch that equals one of them, computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.arguments import plain
from pooling_core.call.catalogue import REQUIRED
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec, signature
from pooling_core.call.types import Array, Shape
from pooling_core.compute.means import divisors
from pooling_core.compute.run import pool
from pooling_core.explain.composition import around, composition, written
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes

# Roundings that leave two sums the same, in units in the last place of the largest cell.
ROUNDINGS = 16


@dataclass(frozen=True)
class Equal:
    """A program of PyTorch that gives another library's result.

    Attributes:
        shown: lines of code from ``x`` to ``y``.
        kind: ``"same"`` where PyTorch's own call already does it, ``"call"`` where other arguments do, ``"absolute"``
            where magnitudes go in, ``"pad"`` where ``F.pad`` comes first, ``"counts"`` where the divisors are made too.
        call: of torch, where it is one alone.
        changed: its arguments that are others than those of the call it is held against.
        output: what the core makes of the same steps.
        agrees: whether that is the other library's result.
    """

    shown: str
    kind: str
    call: PoolSpec | None
    changed: Mapping[str, Any]
    output: Array
    agrees: bool


def equal_program(target: PoolSpec, x: Array, beside: PoolSpec | None = None) -> Equal | None:
    """The PyTorch that equals ``target``: the call beside it, other arguments, or ``F.pad`` first.

    Args:
        target: a call of torch or one with padding that may be uneven.
        x: ``(*batch, channels, *spatial)``.
        beside: the call that is to be changed; of a program that is one call, what differs from it is told.

    Returns:
        Nothing where the call has no program.

    Example:
        >>> same = PoolSpec.of("padded_max_pool1d", kernel_size=2, padding="SAME_UPPER")
        >>> equal_program(same, np.array([[1.0, 2.0, 3.0]])).shown
        'y = F.max_pool1d(x, kernel_size=2, ceil_mode=True)'
    """
    wanted = pool(target, x)
    spatial = x.shape[-target.rank :]
    if beside is not None and same_for_all(beside, target, spatial):
        return _of_call(beside, x, wanted, {}, "same")
    if target.operation.in_torch:
        return _of_call(target, x, wanted, _changed(beside, target), "call")
    for call in _candidates(target, spatial, beside):
        if same_for_all(call, target, spatial):
            least = _least_changed(call, target, spatial, beside)
            return _of_call(least, x, wanted, _changed(beside, least), "call")
        if target.operation.reading == "norm" and _whole(call, target, spatial):
            return _of_call(call, x, wanted, {}, "absolute")
    program = composition(target, x)
    if program is None:
        return None
    made = _computed(target, x)
    kind = "counts" if "lambda" in program.shown else "pad"
    return Equal(program.shown, kind, None, {}, made, not differing(made, wanted, x).any())


def _of_call(call: PoolSpec, x: Array, wanted: Array, changed: Mapping[str, Any], kind: str) -> Equal:
    defaults = signature(call.name)
    given = {name: value for name, value in call.arguments.items() if value != defaults[name]}
    is_absolute = kind == "absolute"
    said = ", ".join(["x.abs()" if is_absolute else "x", *(f"{name}={written(each)}" for name, each in given.items())])
    made: Array = pool(call, np.abs(x) if is_absolute else x)
    same = not differing(made, wanted, x).any()
    return Equal(f"y = F.{call.name}({said})", kind, None if is_absolute else call, changed, made, same)


def _least_changed(call: PoolSpec, target: PoolSpec, spatial: Shape, beside: PoolSpec | None) -> PoolSpec:
    """The call with every argument as in the call beside it, else as by default, where that changes no result."""
    is_beside = beside is not None and beside.name == call.name
    plainer = beside.arguments if beside is not None and is_beside else signature(call.name)
    for name, value in plainer.items():
        if value is not REQUIRED and value != call.arguments[name]:
            try:
                tried = PoolSpec.of(call.name, **{**call.arguments, name: value})
            except PoolingError:
                continue
            if same_for_all(tried, target, spatial):
                call = tried
    return call


def _changed(before: PoolSpec | None, after: PoolSpec) -> dict[str, Any]:
    if before is None or before.name != after.name:
        return {}
    same = {"stride"} if before.stride == after.stride else set()
    given = {name: value for name, value in after.arguments.items() if name not in same}
    return {name: value for name, value in given.items() if value != before.arguments[name]}


# ---- whether two calls are one ----


def differing(one: Array, other: Array, x: Array) -> NDArray[np.bool_]:
    """Where two results of the same shape differ by more than rounding; all of it where the shapes do."""
    if one.shape != other.shape:
        return np.ones(1, np.bool_)
    largest = float(np.abs(x[np.isfinite(x)]).max(initial=0))
    near = ROUNDINGS * float(np.finfo(x.dtype).eps) * max(largest, 1e-30)
    with np.errstate(all="ignore"):
        return np.asarray(~np.isclose(one, other, rtol=ROUNDINGS * np.finfo(x.dtype).eps, atol=near, equal_nan=True))


def same_for_all(one: PoolSpec, other: PoolSpec, spatial: Shape) -> bool:
    """Whether two calls have the same result for every input of a size."""
    if one.operation.reading != other.operation.reading and {one.operation.reading, other.operation.reading} != _LP:
        return False
    try:
        axes, others = layer_axes(one, spatial), layer_axes(other, spatial)
    except PoolingError:
        return False
    if not same_windows(axes, others):
        return False
    if one.operation.reading == "mean":
        return bool(np.array_equal(divisors(one, axes), divisors(other, others)))
    return one.operation.picks or (_as_norm(one, axes) and _as_norm(other, others))


_LP = {"lp", "norm"}


def _whole(call: PoolSpec, target: PoolSpec, spatial: Shape) -> bool:
    """Whether an LP pooling of torch reads the windows of a norm, and cuts none of them."""
    try:
        axes = layer_axes(call, spatial)
    except PoolingError:
        return False
    whole = bool(np.all(divisors(call, axes) == prod(call.kernel_size)))
    return whole and same_windows(axes, layer_axes(target, spatial))


def same_windows(axes: Sequence[Axis], others: Sequence[Axis]) -> bool:
    """Whether the windows read the same cells."""
    return all(
        axis.outputs == other.outputs
        and axis.dilation == other.dilation
        and np.array_equal(axis.starts, other.starts)
        and np.array_equal(axis.kernel_sizes, other.kernel_sizes)
        for axis, other in zip(axes, others, strict=True)
    )


def _as_norm(spec: PoolSpec, axes: Sequence[Axis]) -> bool:
    """Whether an LP pooling is a norm: no sign is lost in an even power, and no window is cut and scaled up."""
    if spec.operation.reading == "norm":
        return True
    p = float(spec.arguments["norm_type"])
    return bool((p % 2 == 0 or p == np.inf) and np.all(divisors(spec, axes) == prod(spec.kernel_size)))


# ---- the calls of torch that might do it ----


def _candidates(target: PoolSpec, spatial: Shape, beside: PoolSpec | None) -> Iterator[PoolSpec]:
    """Fewest words first."""
    axes, rank = layer_axes(target, spatial), target.rank
    given: dict[str, Any] = {"kernel_size": plain(target.kernel_size), "stride": plain(target.stride)}
    if beside is not None and beside.stride == target.stride and "stride" in beside.arguments:
        given["stride"] = beside.arguments["stride"]
    reading = target.operation.reading
    if reading == "norm":
        for ceil_mode in (False, True):
            more = {"norm_type": target.arguments["norm_type"], "ceil_mode": ceil_mode}
            yield PoolSpec.of(f"lp_pool{rank}d", **given, **more)
        return
    padding = plain(tuple(axis.padding for axis in axes))
    if reading == "max":
        for ceil_mode in (False, True):
            yield PoolSpec.of(
                f"max_pool{rank}d", **given, padding=padding, dilation=plain(target.dilation), ceil_mode=ceil_mode
            )
        return
    if any(gap != 1 for gap in target.dilation):
        return
    for counts, ceil_mode in product((True, False), (False, True)):
        yield PoolSpec.of(f"avg_pool{rank}d", **given, padding=padding, ceil_mode=ceil_mode, count_include_pad=counts)
    if rank > 1:
        for ceil_mode in (False, True):
            by = {"divisor_override": prod(target.kernel_size)}
            yield PoolSpec.of(f"avg_pool{rank}d", **given, padding=padding, ceil_mode=ceil_mode, **by)


# ---- the same steps in the core ----


def _computed(target: PoolSpec, x: Array) -> Array:
    """``F.pad`` and then a pooling without padding, by the core."""
    axes = layer_axes(target, x.shape[-target.rank :])
    sides = around(axes)
    rank, p = target.rank, target.arguments.get("norm_type")
    window: dict[str, Any] = {"kernel_size": target.kernel_size, "stride": target.stride}
    reading = target.operation.reading
    if reading == "max":
        given = {**window, "dilation": target.dilation}
        return np.asarray(pool(PoolSpec.of(f"max_pool{rank}d", **given), _padded(x, sides["pads"], -np.inf)))
    average = PoolSpec.of(f"padded_avg_pool{rank}d", **window, dilation=target.dilation, counted="kernel")
    with np.errstate(all="ignore"):
        if reading == "norm":
            assert p is not None
            powers = np.power(_padded(np.abs(x), sides["pads"], 0), p)
            return np.asarray((pool(average, powers) * prod(target.kernel_size)) ** (1 / p), x.dtype)
        counted = target.arguments["counted"]
        ones = np.ones_like(x)
        counts = _padded(_padded(ones, sides["inside"], 1), sides["beyond"], 0)
        counts = counts if counted == "padding" else _padded(ones, sides["pads"], float(counted == "kernel"))
        return np.asarray(pool(average, _padded(x, sides["pads"], 0)) / pool(average, counts), x.dtype)


def _padded(x: Array, flat: Sequence[int], value: float) -> Array:
    """``F.pad``: pairs from the last axis on."""
    pairs = list(zip(flat[::2], flat[1::2], strict=True))[::-1]
    return np.pad(x, [(0, 0)] * (x.ndim - len(pairs)) + pairs, constant_values=value)
