"""``view``, ``flatten``, ``mean``, ``squeeze`` and their like -> layers, as far as they are ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.text.pasted.found import Made, Size, Sizes, Unread


@dataclass(frozen=True)
class Reshaped:
    """The layers that a call comes to, and whether it would take the batch for a feature too."""

    layers: tuple[Made, ...]
    flattens_batch: bool = False


_POOLED = {"mean": "avg", "amax": "max", "max": "max"}


def reshaped(name: str, args: Sequence[Any], named: Mapping[str, Any]) -> Reshaped | None:
    """What a method comes to; ``None`` where it is none of these, or says no shape."""
    if name in ("view", "reshape"):
        return _viewed(name, args)
    if name == "flatten":
        start = named.get("start_dim", args[0] if args else 0)
        end = named.get("end_dim", args[1] if len(args) > 1 else -1)
        settings = {"start_dim": start} if isinstance(start, int) and start > 1 else {}
        settings |= {"end_dim": end} if isinstance(end, int) and end != -1 else {}
        return Reshaped((Made("flatten", settings),), start == 0)
    if name in _POOLED:
        return _pooled(_POOLED[name], args, named)
    if name == "squeeze":
        axis = named.get("dim", named.get("axis", args[0] if args else None))
        return Reshaped((Made("squeeze", {"axis": axis} if isinstance(axis, int) else {}),))
    if name == "unsqueeze":
        return Reshaped((Made("unsqueeze"),))
    if name in ("permute", "transpose"):
        order = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args
        if all(isinstance(each, int) for each in order):
            return Reshaped((Made(name, {"order": tuple(order)}),))
    return None


def _viewed(name: str, args: Sequence[Any]) -> Reshaped | None:
    sizes = list(args[0]) if len(args) == 1 and isinstance(args[0], list | tuple) else list(args)
    if len(sizes) == 2:
        return Reshaped((Made("flatten"),))
    if len(sizes) < 3 or any(isinstance(each, Sizes) for each in sizes):
        return None
    rest = sizes[1:]
    if rest[-1] == -1 and not any(isinstance(each, int) and each >= 0 for each in rest):
        return Reshaped((Made("flatten", {"start_dim": len(rest)}),))
    if all(isinstance(each, int) and each > 0 for each in rest):
        return Reshaped((Made("unknown", {"name": name, "output_shape": tuple(rest)}),))
    if any(isinstance(each, Unread | Size) for each in rest):
        return None
    return None


def _pooled(kind: str, args: Sequence[Any], named: Mapping[str, Any]) -> Reshaped | None:
    """A mean or a maximum over all spatial axes is a global pooling."""
    axes = named.get("dim", named.get("axis", args[0] if args else None))
    axes = (axes,) if isinstance(axes, int) else axes
    if not isinstance(axes, list | tuple) or not all(isinstance(each, int) for each in axes):
        return None
    rank, sorted_axes = len(axes), sorted(axes)
    if sorted_axes not in (list(range(2, 2 + rank)), list(range(-rank, 0))) or not 1 <= rank <= 3:
        return None
    keeps = named.get("keepdim", named.get("keepdims", args[1] if len(args) > 1 else False))
    whole = Made(f"adaptive_{kind}_pool{rank}d", {"output_size": 1})
    return Reshaped((whole,) if keeps is True else (whole, Made("flatten")))
