"""What a touch did to where the windows look: how neighbours stand, which cells are read, what is seen of padding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from pooling_core.call.arguments import plain
from pooling_core.explain.change import Change
from pooling_core.explain.changes_asked import stands_for_kernel
from pooling_core.explain.trace import Cell, Trace
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.kinds import GAP, HOLE, TAIL

Relation = tuple[str, Mapping[str, int]]
UNREAD = {HOLE: "hole", GAP: "gap", TAIL: "tail"}
TOUCH: Relation = ("windows_touch", {})


def looked(before: Trace, after: Trace) -> list[Change]:
    """Every difference between where two traces looked."""
    return [
        *_per_axis(before, after, _neighbours),
        *_per_axis(before, after, _bins),
        *_per_axis(before, after, _moved),
        *_cells(before, after),
        *_follows(before, after),
        *_seen("padding", before.padding, after.padding),
        *_seen("overhang", before.overhang, after.overhang),
    ]


def _per_axis(
    before: Trace, after: Trace, told: Callable[[Trace, Axis, Trace, Axis], Relation | None]
) -> Iterable[Change]:
    """What is told of each axis; axes of which the same is told share one change."""
    found: dict[tuple[str, tuple[tuple[str, int], ...]], list[int]] = {}
    for number in range(-min(len(before.axes), len(after.axes)), 0):
        said = told(before, before.axes[number], after, after.axes[number])
        if said is not None:
            found.setdefault((said[0], tuple(said[1].items())), []).append(number)
    for (key, values), axes in found.items():
        yield Change(key, {"axes": tuple(axes), **dict(values)})


def neighbours(axis: Axis) -> Relation | None:
    """How neighbouring windows of an axis stand to each other; ``None`` where there are none.

    Example:
        >>> from pooling_core.geometry.axis import strided_axis
        >>> neighbours(strided_axis(7, 3, 1, 0, 1, False)), neighbours(strided_axis(7, 2, 3, 0, 1, False))
        (('windows_share', {'count': 2}), ('windows_gap', {'count': 1}))
    """
    taps = [axis.taps(i).tolist() for i in range(axis.outputs)]
    pairs = [_between(*pair) for pair in pairwise(taps)]
    if not pairs:
        return None
    kinds = Counter(kind for kind, _ in pairs)
    counts = [count for _, count in pairs]
    (kind, *others) = kinds
    if not others:
        if min(counts) < max(counts):
            return f"windows_{kind}_uneven", {"least": min(counts), "most": max(counts)}
        return f"windows_{kind}", {"count": counts[0]} if counts[0] else {}
    some = "gap" if "gap" in kinds else "share"
    return f"windows_some_{some}", {"count": kinds[some], "total": len(pairs)}


def _between(first: list[int], second: list[int]) -> tuple[str, int]:
    """Cells that two windows share, or that lie between them."""
    shared = len(set(first) & set(second))
    if shared:
        return "share", shared
    apart = second[0] - first[-1] - 1 if first and second else 0
    if apart < 0:  # the taps of one stand in the holes of the other
        return "interleave", 0
    return ("gap", apart) if apart else ("touch", 0)


def _neighbours(before: Trace, old: Axis, after: Trace, new: Axis) -> Relation | None:
    now = neighbours(new)
    return None if now is None or now == (neighbours(old) or TOUCH) else now


def _bins(before: Trace, old: Axis, after: Trace, new: Axis) -> Relation | None:
    """How many cells the bins of an adaptive layer hold."""
    if not after.spec.adaptive or not new.outputs:
        return None
    least, most = _widths(new)
    if old.outputs and before.spec.adaptive and _widths(old) == (least, most):
        return None
    return ("bins_even", {"count": least}) if least == most else ("bins_uneven", {"least": least, "most": most})


def _widths(axis: Axis) -> tuple[int, int]:
    return int(axis.kernel_sizes.min()), int(axis.kernel_sizes.max())


def _moved(before: Trace, old: Axis, after: Trace, new: Axis) -> Relation | None:
    """As many windows as before, some of them elsewhere."""
    if old.outputs != new.outputs or old.size != new.size:
        return None
    moved = int(np.sum(old.starts != new.starts))
    return ("windows_moved", {"count": moved, "total": new.outputs}) if moved else None


def _cells(before: Trace, after: Trace) -> Iterable[Change]:
    """Cells of the input that a window reads now and none did, and the other way round, by their kind."""
    if before.input.ndim != after.input.ndim:
        return
    old, new = unread(before), unread(after)
    for kind, name in UNREAD.items():
        lost = sum(new[cell] == kind and cell not in old for cell in new)
        if lost:
            yield Change(f"{name}_unread", {"count": lost})
        inside = (cell for cell in old if all(at < size for at, size in zip(cell, after.input.shape, strict=True)))
        found = sum(old[cell] == kind and cell not in new for cell in inside)
        if found:
            yield Change(f"{name}_read", {"count": found})


def unread(traced: Trace) -> dict[Cell, str]:
    """The cells of the input that no window reads, and why: ``t`` tail, ``g`` gap, ``h`` hole."""
    sides = zip(traced.frame, traced.input.shape, strict=True)
    kinds = traced.kinds[tuple(slice(before, before + size) for (before, _), size in sides)]
    return {place: str(kind) for place, kind in np.ndenumerate(kinds) if kind in UNREAD}


def _follows(before: Trace, after: Trace) -> list[Change]:
    """An empty stride is the kernel_size, and moves with it; where one window is all there is nothing moves."""
    if any(not stands_for_kernel(each.spec) or each.spec.takes_everything for each in (before, after)):
        return []
    if all(axis.outputs <= 1 for each in (before, after) for axis in each.axes[-each.spec.rank :]):
        return []
    sides = zip(reversed(before.spec.stride), reversed(after.spec.stride), strict=False)
    turned = [(old, new) for old, new in sides if old != new]
    if not turned:
        return []
    old, new = (plain(each[::-1]) for each in zip(*turned, strict=True))
    return [Change("stride_follows", {"before": old, "after": new})]


def _seen(what: str, old: Any, new: Any) -> list[Change]:
    """How many windows see something that is no data."""
    was, now = int(np.sum(old > 0)), int(np.sum(new > 0))
    if was == now:
        return []
    return [Change(f"{what}_seen" if now else f"{what}_unseen", {"count": now, "before": was, "total": new.size})]
