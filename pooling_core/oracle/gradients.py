"""The same gradient through ``torch.autograd``, judged cell by cell: no farther apart than rounding can bring them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from pooling_core.backward.pullback import pullback
from pooling_core.call.catalogue import find
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.run import pool
from pooling_core.geometry.layer import layer_axes
from pooling_core.oracle.calls import (
    UnaskedError,
    Verdict,
    largest_difference,
    load,
    narrow_dtype,
    rounding_of,
    torch_gradients,
    words_of,
)
from pooling_core.oracle.rounding import POWER

# What is composed in float64 and rounded once may lose so many of float64's own units on the way.
WIDE_UNITS = 2.0**14 * float(np.finfo(np.float64).eps)
# Sums of sizes are taken of sizes so much smaller, and cannot overflow.
ROOM = 1024.0
# A relative change far above float64's own units, and far below what tells one cell from another.
WOBBLE = 2.0**-30


def ask_gradient(
    name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], upstream: Array, ours: Any = None
) -> Verdict:
    """The gradients of the inputs through ``torch.autograd``, compared with ours.

    Args:
        name: of a function that :func:`pooling_core.oracle.calls.ask_call` can run.
        inputs: its leading arguments, as arrays: the input; weight and bias, indices, or the p of GeM.
        arguments: the others, by keyword.
        upstream: the gradient that comes down to the output, of its shape.
        ours: our gradient of the first input, or a tuple with one for each floating input; ``None`` where we refuse.
    """
    version = load()
    if _misses_data(name, inputs[0], arguments):
        return Verdict(version, unasked="dilated-maximum")
    try:
        theirs = torch_gradients(name, inputs, arguments, upstream)
    except UnaskedError as error:
        return Verdict(version, unasked=str(error))
    except Exception as error:  # whatever torch raises is what it says
        return Verdict(version, refusal=words_of(error))
    given = ours if isinstance(ours, tuple) else (ours,)
    theirs = theirs[: len(given)]
    if any(mine is None or mine.shape != other.shape for mine, other in zip(given, theirs, strict=True)):
        return Verdict(version, output=theirs[0])
    with np.errstate(all="ignore"):
        # The p of a composition is float64.
        theirs = tuple(other.astype(mine.dtype) for mine, other in zip(given, theirs, strict=True))
        allowed = bounds(name, inputs, arguments, upstream, theirs)
        judged = [_judged(*three) for three in zip(given, theirs, allowed, strict=True)]
    differences, within, undecided = zip(*judged, strict=True)

    def again(wide: Sequence[Array], given: Mapping[str, Any]) -> Array:
        return torch_gradients(name, wide, given, upstream)[0]

    dtype = narrow_dtype(again, inputs, arguments, theirs[0])
    return Verdict(version, None, theirs[0], float(np.max(differences)), all(within), sum(undecided), dtype=dtype)


def _misses_data(name: str, x: Array, arguments: Mapping[str, Any]) -> bool:
    """Whether a dilated window of a maximum holds no cell of the data."""
    found = find(name)
    if not (found and found[0].picks and np.any(np.asarray(arguments.get("dilation", 1)) != 1)):
        return False
    try:
        spec = PoolSpec.of(name, **arguments)
        axes = layer_axes(spec, x.shape[-spec.rank :])
    except PoolingError:  # which PyTorch refuses in its own words before there is any way back
        return False
    return any((axis.real_counts() == 0).any() for axis in axes)


def _judged(ours: Array, theirs: Array, bound: Array) -> tuple[float, bool, int]:
    """The largest difference, whether each cell is within its bound, and how many have none and differ."""
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    undecided = np.isinf(bound) & ~same
    apart = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
    within = bool(np.all(same | undecided | (apart <= bound)))
    return largest_difference(ours[~undecided], theirs[~undecided]), within, int(undecided.sum())


def bounds(
    name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], upstream: Array, theirs: Sequence[Array]
) -> list[Array]:
    """How far apart two correct gradients may be, cell by cell; infinite where rounding alone decides the number."""
    rounding = rounding_of(name, arguments)
    if rounding == "powers":
        return [_of_powers(PoolSpec.of(name, **arguments), inputs[0], upstream)]
    if rounding == "products":
        *sizes, down = (_finite(np.abs(array.astype(np.float64))) for array in (*inputs, upstream))
        sums, weight = torch_gradients(name, sizes, arguments, down), inputs[1]
        terms = (weight.size // weight.shape[1], upstream.size, upstream.size)  # for a cell, a tap, the bias
        return [_of_sums(*each) for each in zip(theirs, sums, terms, strict=False)]
    down = _finite(np.abs(upstream))
    scales = [np.abs(each).astype(np.float64) * ROOM for each in torch_gradients(name, inputs, arguments, down / ROOM)]
    if rounding == "composed":
        # Where infinities meet, a composition can be nan where its rule is not.
        tame = all(np.isfinite(array).all() for array in (inputs[0], upstream))
        lost = _wobble(name, inputs, arguments, down) if tame else [np.full_like(each, np.inf) for each in scales]
        if tame and "eps" in arguments and "p" in arguments:
            lost[1:] = [each + _of_exponents(inputs[0], arguments, down) for each in lost[1:]]
        return [_of_composed(grad, size + more) for grad, size, more in zip(theirs, scales, lost, strict=False)]
    if rounding == "sums":
        return [_of_sums(theirs[0], scales[0], _overlap(name, inputs[0], arguments, upstream))]
    # Each share is 1: a cell that one output flows into has the very number.
    outputs = torch_gradients(name, inputs, arguments, np.ones_like(upstream))[0]
    return [np.where(np.abs(outputs) == 1, 0, _of_sums(theirs[0], scales[0], upstream.size))]


def _wobble(name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], down: Array) -> list[Array]:
    """How strongly each gradient answers to its inputs: what relative changes of all of them come to."""
    signs = np.random.default_rng(0)
    still = [array.astype(np.float64) if array.dtype.kind == "f" else array for array in inputs]
    moved = [
        array * (1 + WOBBLE * signs.choice([-1.0, 1.0], array.shape)) if array.dtype.kind == "f" else array
        for array in still
    ]
    pairs = zip(*(torch_gradients(name, each, arguments, down) for each in (still, moved)), strict=True)
    return [np.abs(before - after) / WOBBLE for before, after in pairs]


def _of_exponents(x: Array, arguments: Mapping[str, Any], down: Array) -> float:
    """How large the terms are that cancel in the gradient of p of a mean of powers: all of it where cells are equal."""
    clamped = np.maximum(x, x.dtype.type(arguments["eps"])).astype(np.float64)
    logarithms = _finite(np.abs(np.log(clamped)))
    return float(down.sum(dtype=np.float64) * clamped.max() * logarithms.max() / np.abs(arguments["p"]).min())


def _overlap(name: str, x: Array, arguments: Mapping[str, Any], upstream: Array) -> int:
    """How many windows or bins may hold one cell."""
    if "kernel_size" in arguments:
        spec = PoolSpec.of(name, **arguments)
        return prod(-(-taps // step) for taps, step in zip(spec.kernel_size, spec.stride, strict=True))
    return prod(-(-outputs // cells) + 1 for outputs, cells in zip(upstream.shape, x.shape, strict=True))


def _of_sums(theirs: Array, scale: Array, terms: int) -> Array:
    """A sum in another order: a unit in the last place of its terms' sizes for each of them, and one for their own."""
    limits = np.finfo(theirs.dtype)
    bound = (terms + 1) * (float(limits.eps) * scale + float(limits.smallest_subnormal))
    # Near overflow the order of additions decides; what is infinite or nan by its terms must be the same.
    return np.where(scale > float(limits.max) / 2, np.inf, np.where(np.isfinite(theirs), bound, 0))


def _of_composed(theirs: Array, scale: Any) -> Array:
    """Two results of float64, each rounded once; a composition can be nan where infinities meet on its way."""
    limits = np.finfo(theirs.dtype)
    bound = float(limits.eps) * np.abs(theirs) + float(limits.smallest_subnormal) + WIDE_UNITS * scale
    return np.where(bound <= float(limits.max), bound, np.inf)


def _of_powers(spec: PoolSpec, x: Array, upstream: Array) -> Array:
    """LP pooling: what a window's sum has lost is magnified by the root, and its slope goes to each cell.

    A window sends ``grad * total^(1/p - 1) * x^(p-1)``; where its terms cancel, nothing of its total is certain.
    """
    p, taps, limits = float(spec.arguments["norm_type"]), prod(spec.kernel_size), np.finfo(x.dtype)
    eps, tiny = float(limits.eps), float(limits.smallest_subnormal)
    average = PoolSpec.of(
        f"avg_pool{spec.rank}d", **{key: spec.arguments[key] for key in ("kernel_size", "stride", "ceil_mode")}
    )
    wide = x.astype(np.float64)
    terms, logarithms = np.abs(wide**p), _finite(np.abs(np.log(np.abs(wide))))
    mean = np.abs(pool(average, wide**p))
    lost = (eps * pool(average, terms * (abs(p) * logarithms + POWER + taps)) + POWER * tiny) / mean
    root = abs(1 / p - 1)
    slope = np.abs(upstream.astype(np.float64)) * (mean * taps) ** (1 / p - 1) * taps
    overlap = _overlap(spec.name, x, spec.arguments, upstream)
    unsure = root * (lost + eps * _finite(np.abs(np.log(mean * taps)))) + eps * (4 * POWER + overlap)

    def spread(values: Array) -> Array:
        return np.asarray(pullback(average.name, values, wide, **average.arguments))

    steep, sent = np.abs(wide) ** (p - 1), spread(slope)
    steepness = eps * (abs(p - 1) * logarithms + POWER) * steep + POWER * tiny
    bound = steep * spread(slope * unsure) + sent * steepness + tiny * (steep + 1) * overlap
    uncertain = spread(np.where(lost >= 0.5, 1.0, 0.0)) > 0
    return np.where(uncertain, np.inf, np.where(np.isfinite(bound), bound, 0))


def _finite(values: Array) -> Array:
    return np.nan_to_num(values, nan=0, posinf=0, neginf=0)
