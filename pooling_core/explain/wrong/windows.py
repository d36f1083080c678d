"""Rules that look in the wrong place: each gives other windows along the axes of the same call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from pooling_core.call.arguments import plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import Trace
from pooling_core.explain.wrong import bins
from pooling_core.explain.wrong.thought import pooled_axes
from pooling_core.geometry.axis import Axis, size_steps
from pooling_core.geometry.layer import layer_axes

Axes = tuple[Axis, ...]
# The numbers of a call that are given for each axis.
PER_AXIS = ("kernel_size", "stride", "padding", "dilation")


def wrong_windows(trace: Trace) -> Iterator[tuple[str, Axes]]:
    """The name of each rule that applies, and its windows; those that everybody names first come first."""
    spec, axes = trace.spec, pooled_axes(trace)
    spatial = tuple(axis.size for axis in axes)
    if spec.operation.windows in ("strided", "tensorflow") and not spec.takes_everything:
        for name, changed in _other_arguments(spec):
            found = _laid_out(spec, changed, spatial)
            if found is not None:
                yield name, found
    for name, make in _RULES[spec.operation.windows].items():
        made = make(spec, axes)
        if made is not None:
            yield name, made
    # Whoever miscounts by one often does so along one axis alone.
    for number in range(len(axes) if len(axes) > 1 else 0):
        for name, by in (("window_late", 1), ("window_early", -1)):
            moved = _moved(by)(spec, axes)
            if moved is not None:
                yield name, (*axes[:number], moved[number], *axes[number + 1 :])


def _laid_out(spec: PoolSpec, changed: Mapping[str, Any], spatial: tuple[int, ...]) -> Axes | None:
    """The windows of the same call with other arguments; nothing where it is refused."""
    try:
        return layer_axes(spec.with_arguments(**changed), spatial)
    except PoolingError:
        return None


def _other_arguments(spec: PoolSpec) -> Iterator[tuple[str, dict[str, Any]]]:
    """Wrong rules that are another call."""
    if any(step != 1 for step in spec.stride):
        yield "stride_one", {"stride": 1}
    if spec.stride != spec.kernel_size:
        yield "stride_kernel", {"stride": None}
    if "ceil_mode" in spec.arguments:
        ceil_mode = bool(spec.arguments["ceil_mode"])
        yield "floor_for_ceil" if ceil_mode else "ceil_for_floor", {"ceil_mode": not ceil_mode}
    if any(step != 1 for step in spec.dilation):
        yield "dilation_ignored", {"dilation": 1}
    if any(spec.padding):
        yield "padding_ignored", {"padding": 0}
    turned = {name: plain(tuple(reversed(getattr(spec, name)))) for name in PER_AXIS if name in spec.arguments}
    if spec.tensorflow:
        turned.pop("padding", None)
    if any(getattr(spec, name) != tuple(reversed(getattr(spec, name))) for name in turned):
        yield "parameters_swapped", turned


# ---- rules that no call follows ----


def _moved(by: int) -> Callable[[PoolSpec, Axes], Axes | None]:
    def moved(spec: PoolSpec, axes: Axes) -> Axes | None:
        if all(axis.outputs == 1 and axis.kernel_sizes[0] >= axis.size for axis in axes):
            return None  # one window over everything has no neighbour
        return tuple(_like(axis, axis.starts + by, axis.kernel_sizes) for axis in axes)

    return moved


def _like(axis: Axis, starts: Any, kernel_sizes: Any) -> Axis:
    # Without a stride: with one, windows are taken to begin where the padding does.
    return Axis(axis.size, starts, kernel_sizes, axis.dilation, axis.padding, None, axis.uneven)


def _padded_once(spec: PoolSpec, axes: Axes) -> Axes | None:
    """Padding before the input and none after it."""
    if not any(spec.padding):
        return None
    made, ceil_mode = [], bool(spec.arguments.get("ceil_mode"))
    numbers = zip(axes, spec.padding, spec.kernel_size, spec.stride, spec.dilation, strict=True)
    for axis, pad, taps, step, apart in numbers:
        leeway = axis.size + pad - apart * (taps - 1) - 1
        outputs = min(axis.outputs, (leeway + (step - 1 if ceil_mode else 0)) // step + 1)
        made.append(_like(axis, axis.starts[:outputs], axis.kernel_sizes[:outputs]))
    return tuple(made) if all(axis.outputs for axis in made) else None


def _plain_ceil(spec: PoolSpec, axes: Axes) -> Axes | None:
    """Ceil without the rule that drops a window which starts beyond the input and its left padding."""
    if not spec.arguments.get("ceil_mode"):
        return None
    made = []
    numbers = zip(axes, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    for axis, taps, step, pad, apart in numbers:
        outputs = size_steps(axis.size, taps, step, pad, apart, ceil_mode=True).rounded
        starts = np.arange(outputs, dtype=np.int64) * step - pad
        made.append(_like(axis, starts, np.full(outputs, taps)))
    return tuple(made)


def _one_kernel(rule: str) -> Callable[[PoolSpec, Axes], Axes | None]:
    def one_kernel(spec: PoolSpec, axes: Axes) -> Axes | None:
        claims = [bins.RULES[rule](axis.size, axis.outputs) for axis in axes]
        if any(claim.kernel_size < 1 or not claim.starts for claim in claims):
            return None
        return tuple(
            Axis(claim_axis.size, np.array(claim.starts, np.int64), np.full(len(claim.starts), claim.kernel_size))
            for claim, claim_axis in zip(claims, axes, strict=True)
        )

    return one_kernel


def _bins_apart(spec: PoolSpec, axes: Axes) -> Axes | None:
    """Bins that never share a cell: each ends where the next one begins."""
    made = []
    for axis in axes:
        stops = np.append(axis.starts[1:], axis.size)
        made.append(Axis(axis.size, axis.starts.copy(), stops - axis.starts))
    return tuple(made) if all((axis.kernel_sizes > 0).all() for axis in made) else None


MOVED = {"window_late": _moved(1), "window_early": _moved(-1)}
_STRIDED = {"padding_once": _padded_once, "plain_ceil": _plain_ceil, **MOVED}
_RULES: Mapping[str, Mapping[str, Callable[[PoolSpec, Axes], Axes | None]]] = {
    "strided": _STRIDED,
    "tensorflow": MOVED,
    "padded": MOVED,
    "sampled": MOVED,
    "adaptive": {
        "round_kernel": _one_kernel("round_kernel"),
        "one_stride": _one_kernel("stride_kernel"),
        "bins_apart": _bins_apart,
        **MOVED,
    },
}
