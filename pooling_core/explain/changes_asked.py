"""What was touched: the operation, its parameters, the input."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.call.arguments import plain
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.change import Change, differing
from pooling_core.explain.trace import Cell, Trace

# Parameters that are one number per axis, however they were given.
PER_AXIS = ("kernel_size", "stride", "padding", "dilation", "output_size", "output_ratio")
SAMPLES = "_random_samples"


def asked(before: Trace, after: Trace) -> list[Change]:
    """Every difference between what two traces explain: of the calls first, then of their inputs."""
    operation = [Change("operation", {"before": before.spec.name, "after": after.spec.name})]
    turned = _parameters(before.spec, after.spec)
    if _by_hand(before) != _by_hand(after):
        turned = [*(each for each in turned if each.values.get("name") != "padding"), Change("padded", {})]
    return [
        *(operation if before.spec.name != after.spec.name else []),
        *turned,
        *_input(before, after),
    ]


def _by_hand(traced: Trace) -> list[tuple[int, int]]:
    """Cells added before and after each axis beside what the call itself pads; nothing where there are none."""
    axes = traced.axes[-traced.spec.rank :]
    if traced.spec.operation.windows != "strided" or traced.spec.takes_everything:
        return []
    own = traced.spec.padding
    added = [(axis.padding - pad, axis.padding_after - pad) for axis, pad in zip(axes, own, strict=True)]
    return added if any(map(any, added)) else []


def stands_for_kernel(spec: PoolSpec) -> bool:
    """Whether the stride was left empty and is the kernel_size.

    Example:
        >>> stands_for_kernel(PoolSpec.of("max_pool2d", kernel_size=2))
        True
    """
    given = spec.arguments.get("stride", 1)
    return given is None or given == ()


def edited_cells(before: Trace, after: Trace) -> list[Cell]:
    """Cells of an input of the same size that hold another number; what another dtype rounds is no edit."""
    old, new = before.input, after.input
    if old.shape != new.shape:
        return []
    if old.dtype != new.dtype:
        with np.errstate(all="ignore"):
            if not differing(old.astype(new.dtype), new) or not differing(old, new.astype(old.dtype)):
                return []
    return differing(old, new)


def _parameters(before: PoolSpec, after: PoolSpec) -> list[Change]:
    found = []
    # A stride that follows the kernel_size was not touched.
    follows = stands_for_kernel(before) and stands_for_kernel(after)
    for name in after.arguments:
        if name not in before.arguments or (name == "stride" and follows):
            continue
        old, new = _setting(before, name), _setting(after, name)
        if not _same(old, new):
            found.append(_turned(name, old, new))
        elif name == "stride" and stands_for_kernel(before) != stands_for_kernel(after):
            key = "stride_given" if stands_for_kernel(before) else "stride_emptied"
            found.append(Change(key, {"stride": plain(new)}))
    return found


def _turned(name: str, old: Any, new: Any) -> Change:
    """One axis alone is named, with its two numbers; else all axes as they would be written."""
    per_axis = name in PER_AXIS or name == SAMPLES
    if per_axis and isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new) > 1:
        (first, *others) = [number for number in range(len(old)) if not _same(old[number], new[number])]
        if not others:
            axis = first - len(old)
            return Change("parameter_along", {"name": name, "before": old[first], "after": new[first], "axes": (axis,)})
    return Change("parameter", {"name": name, "before": _written(old), "after": _written(new)})


def _setting(spec: PoolSpec, name: str) -> Any:
    """A parameter in the one form in which calls can be compared."""
    given = spec.arguments[name]
    if given is None and (name != "stride" or spec.takes_everything):
        return None
    if name == SAMPLES:  # of one plane; torch has the width first in 2-D
        return tuple(given[0][0][::-1] if spec.rank == 2 else given[0][0])
    if isinstance(given, str):
        return given.upper()
    if name in PER_AXIS:
        checked = given if spec.sampled or spec.takes_everything else getattr(spec, name)
        return tuple(checked) if isinstance(checked, tuple) else (checked,) * spec.rank
    return given


def _same(old: Any, new: Any) -> bool:
    """Equal, and both whole or both not: 2 and 2.0 are not the same power of an integer."""
    if isinstance(old, tuple) and isinstance(new, tuple) and len(set(old)) == len(set(new)) == 1:
        return _same(old[0], new[0])  # one number for all axes, of however many
    return bool(old == new) and isinstance(old, float) == isinstance(new, float)


def _written(value: Any) -> Any:
    return plain(value) if isinstance(value, tuple) else value


def _input(before: Trace, after: Trace) -> list[Change]:
    found = []
    old, new = before.input, after.input
    if old.dtype != new.dtype:
        found.append(Change("dtype", {"before": old.dtype.name, "after": new.dtype.name}))
    if old.shape != new.shape:
        found.append(Change("input_size", {"old_size": old.shape, "new_size": new.shape}))
    edited = edited_cells(before, after)
    if len(edited) == 1:
        cell = edited[0]
        found.append(Change("input_cell", {"cell": cell, "before": old[cell], "after": new[cell]}))
    elif edited:
        found.append(Change("input_cells", {"count": len(edited), "total": new.size}))
    return found
