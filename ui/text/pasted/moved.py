"""Axes that are moved, dropped or picked from, once sizes are known: as layers where they are ones, else as boxes."""

from __future__ import annotations

from math import prod
from typing import Any

from ui.text.pasted.found import Made

Shape = tuple[int, ...]
# Layers, and what is said of them.
Parts = tuple[list[Made], list[tuple[str, dict[str, Any]]]]
NAMES = ("squeeze", "permute", "transpose", "unsqueeze", "picked", "recurrent", "reshape_last")


def moved(name: str, settings: dict[str, Any], before: Shape | None) -> Parts:
    """What one of these comes to; nothing, and a sentence, where it cannot be followed."""
    if name == "reshape_last":
        return _reshaped(settings["shape"])
    if before is None:
        return [], [("reshape", {"name": settings.get("name", name)})]
    if name == "squeeze":
        return _squeezed(settings.get("axis"), before)
    if name == "picked":
        return [_box("index", before[1 + 1 :] if settings["axis"] == 1 else before[1:-1])], []
    if name == "recurrent":
        features = settings["hidden"] * (2 if settings["bidirectional"] else 1)
        return [_box(settings["name"], (*before[1:-1], features))], []
    return _permuted(name, settings.get("order", ()), before)


def _box(name: str, shape: Shape) -> Made:
    return Made("unknown", {"name": name, "output_shape": shape if len(shape) > 1 else shape[0] if shape else None})


def _squeezed(axis: int | None, before: Shape) -> Parts:
    """An axis of one cell goes into the one before it, which leaves the same numbers in the same order."""
    if axis is None:
        if prod(before[2:]) == 1:
            return ([Made("flatten")] if len(before) > 2 else []), []
        singles = [at for at in range(len(before) - 1, 1, -1) if before[at] == 1]
        return [_merged(at, len(before) - gone) for gone, at in enumerate(singles)], []
    at = axis % len(before)
    if at < 2 or before[at] != 1:
        return [], [] if before[at] != 1 else [("reshape", {"name": "squeeze"})]
    return [_merged(at, len(before))], []


def _merged(at: int, axes: int) -> Made:
    settings = {"start_dim": at - 1, "end_dim": at}
    usual = {"start_dim": 1, "end_dim": axes - 1}
    return Made("flatten", {name: value for name, value in settings.items() if value != usual[name]})


def _permuted(name: str, order: tuple[int, ...], before: Shape) -> Parts:
    if name == "transpose" and len(order) == 2:
        axes = list(range(len(before)))
        one, other = (each % len(before) for each in order)
        axes[one], axes[other] = axes[other], axes[one]
        order = tuple(axes)
    if name == "unsqueeze" or sorted(order) != list(range(len(before))) or order[0] != 0:
        return [], [("reshape", {"name": name})]
    return [_box(name, tuple(before[each] for each in order[1:]))], []


def _reshaped(sizes: tuple[Any, ...]) -> Parts:
    """Keras names the channels last."""
    shape = (sizes[-1], *sizes[:-1]) if sizes else ()
    is_known = bool(shape) and all(isinstance(each, int) and each > 0 for each in shape)
    return [_box("Reshape", shape) if is_known else Made("unknown", {"name": "Reshape"})], []
