"""What a touch did to the result: its size, its divisors, where its maxima come from, its values; or why nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling_core.call.types import Ints
from pooling_core.explain.change import Change, differing
from pooling_core.explain.changes_asked import PER_AXIS, SAMPLES, edited_cells
from pooling_core.explain.changes_windows import unread
from pooling_core.explain.trace import Cell, Trace
from pooling_core.geometry.axis import Axis, size_steps
from pooling_core.geometry.readers import readers


def resulted(before: Trace, after: Trace, touched: Sequence[Change]) -> list[Change]:
    """Every difference between two results; of results that are the same, why, where that can be told."""
    if before.output.shape != after.output.shape:
        return [*_size(before.output.shape, after.output.shape), *_other_divisors(before, after)]
    values, winners = differing(before.output, after.output), _winners_moved(before, after)
    divisors = _divisors(before, after)
    same = Change("values_same", {"total": after.output.size})
    if values or winners:
        return [*divisors, *(_values(before, after, values, winners) or [same])]
    return [*divisors, *_reason(before, after, touched), same]


def _size(old: tuple[int, ...], new: tuple[int, ...]) -> list[Change]:
    sides = list(zip(old, new, strict=True)) if len(old) == len(new) else [(0, 1), (1, 0)]
    grows, shrinks = all(a <= b for a, b in sides), all(a >= b for a, b in sides)
    key = "output_grows" if grows else "output_shrinks" if shrinks else "output_reshaped"
    return [Change(key, {"old_size": old, "new_size": new})]


def _divisors(before: Trace, after: Trace) -> list[Change]:
    """Which outputs are divided by another number, in groups of the same two numbers; the largest change first."""
    if before.divisor is None or after.divisor is None:
        return []
    groups: dict[tuple[int, int], list[Cell]] = {}
    for place in differing(before.divisor, after.divisor):
        groups.setdefault((int(before.divisor[place]), int(after.divisor[place])), []).append(place)
    changes = [_divided(old, new, places, after) for (old, new), places in groups.items()]
    return sorted(changes, key=lambda each: -abs(each.values["after"] - each.values["before"]))


def _divided(old: int, new: int, places: list[Cell], after: Trace) -> Change:
    numbers = {"before": old, "after": new}
    if len(places) == after.output.size:
        return Change("divisors_all", numbers)
    if len(places) == 1:
        return Change("divisor_one", {"output": places[0], **numbers})
    corners = after.spec.rank
    changed, ends = np.zeros(after.output.shape, bool), _ends(after)
    changed[tuple(np.transpose(places))] = True
    for sides, key in ((corners, "divisors_corners" if corners > 1 else "divisors_ends"), (1, "divisors_edges")):
        if min(after.output.shape[-corners:]) > 1 and np.array_equal(changed, ends == sides):
            return Change(key, {"count": len(places), **numbers})
    return Change("divisors_some", {"count": len(places), "total": after.output.size, **numbers})


def _ends(traced: Trace) -> Ints:
    """Along how many axes each output is the first or the last one; the channels of a 1-D call do not count."""
    places = np.indices(traced.output.shape)[-traced.spec.rank :]
    sides = traced.output.shape[-traced.spec.rank :]
    return np.asarray(
        sum((at == 0) | (at == side - 1) for at, side in zip(places, sides, strict=True)).astype(np.int64)
    )


def _other_divisors(before: Trace, after: Trace) -> list[Change]:
    """The divisors of a result of another size: by what all are divided, or from what to what."""
    if before.divisor is None or after.divisor is None or not (before.divisor.size and after.divisor.size):
        return []
    was, now = ((int(each.min()), int(each.max())) for each in (before.divisor, after.divisor))
    if was == now:
        return []
    if now[0] < now[1]:
        return [Change("divisors_uneven", {"least": now[0], "most": now[1]})]
    if was[0] == was[1]:
        return [Change("divisors_all", {"before": was[0], "after": now[0]})]
    return [Change("divisors_even", {"after": now[0]})]


def _winners_moved(before: Trace, after: Trace) -> list[Cell]:
    """Outputs that come from another cell than before."""
    old, new = before.winners, after.winners
    if old is None or new is None or old.shape != new.shape:
        return []
    return [(*place,) for place in np.argwhere(np.any(old != new, axis=-1)).tolist()]


def _values(before: Trace, after: Trace, values: list[Cell], winners: list[Cell]) -> list[Change]:
    """Where results of one size differ, what concerns more outputs first."""
    found = [*_winners(before, after, values, winners), *_numbers(before, after, values)]
    return found if len(winners) >= len(values) else found[::-1]


def _numbers(before: Trace, after: Trace, values: list[Cell]) -> list[Change]:
    if len(values) == 1:
        at = values[0]
        return [Change("value_one", {"output": at, "before": before.output[at], "after": after.output[at]})]
    if not values:
        return []
    key = "values_all" if len(values) == after.output.size else "values_some"
    return [Change(key, {"count": len(values), "total": after.output.size})]


def _winners(before: Trace, after: Trace, values: list[Cell], winners: list[Cell]) -> list[Change]:
    if len(winners) != 1:
        return [Change("winners_moved", {"count": len(winners), "total": after.output.size})] if winners else []
    at = winners[0]
    cells = {"output": at, "old_cell": before.winner(at), "new_cell": after.winner(at)}
    if None in cells.values():  # a window without data has no winner
        return []
    if at in values:
        return [Change("winner_moved", {**cells, "before": before.output[at], "after": after.output[at]})]
    return [Change("winner_moved_alone", {**cells, "after": after.output[at]})]


def _reason(before: Trace, after: Trace, touched: Sequence[Change]) -> list[Change]:
    """Why a touch left the result as it was; nothing where no single cause can be named."""
    keys = {each.key for each in touched}
    turned = {each.values["name"] for each in touched if each.key in ("parameter", "parameter_along")}
    if keys and keys <= {"input_cell", "input_cells"}:
        return _unmoved_by_edit(before, after, edited_cells(before, after))
    if keys in ({"stride_given"}, {"stride_emptied"}):
        return [Change("stride_stood", {"stride": touched[0].values["stride"]})]
    if len(touched) != 1 or not _same_windows(before, after):
        return []
    if turned == {"ceil_mode"}:
        return [Change("ceil_dropped" if _drops(before) or _drops(after) else "ceil_fits", {})]
    if turned == {"count_include_pad"} and not after.padding.any():
        return [Change("no_padding", {})]
    return [Change("same_windows", {})] if turned & set(PER_AXIS) or turned == {SAMPLES} else []


def _unmoved_by_edit(before: Trace, after: Trace, edited: list[Cell]) -> list[Change]:
    """Cells that nobody reads, that are no maximum, or whose mean is cut to the same integer."""
    without = unread(after)
    read = [cell for cell in edited if cell not in without]
    count = {"count": len(edited)}
    if not read:
        return [Change("edited_unread", count)]
    operation = after.spec.operation
    if before.winners is not None and after.winners is not None and operation.picks:
        held = [after.output[np.ix_(*by)].ravel().tolist() for by in _readers(after, read)]
        tied = any(_as_large(after.input[cell].item(), most) for cell, most in zip(read, held, strict=True))
        return [Change("edited_tied" if tied else "edited_not_maximum", {**count, "windows": sum(map(len, held))})]
    if operation.reading == "mean" and after.output.dtype.kind in "iu":
        return [Change("cut_toward_zero", {})]
    return []


def _readers(traced: Trace, cells: list[Cell]) -> list[list[list[int]]]:
    """For each cell and axis the outputs that read it."""
    axes = [readers(axis) for axis in traced.axes]
    return [[outputs[at] for outputs, at in zip(axes, cell, strict=True)] for cell in cells]


def _as_large(value: float, maxima: list[float]) -> bool:
    return any(value == most or (value != value and most != most) for most in maxima)


def _same_windows(before: Trace, after: Trace) -> bool:
    """Whether every window reads the cells that it read."""

    def taps(axis: Axis) -> list[list[int]]:
        return [axis.taps(i).tolist() for i in range(axis.outputs)]

    return before.input.shape == after.input.shape and list(map(taps, before.axes)) == list(map(taps, after.axes))


def _drops(traced: Trace) -> bool:
    """Whether ceil_mode drops a last window that would start past the input."""
    spec = traced.spec
    if spec.operation.windows != "strided" or spec.takes_everything or not spec.arguments.get("ceil_mode"):
        return False
    windows = zip(spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    sizes = traced.input.shape[-spec.rank :]
    return any(size_steps(size, *window, True).dropped for size, window in zip(sizes, windows, strict=True))
