"""The answer to a question about sizes, as data: groups of layers, where each is seen, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.kinds import KINDS, Kind
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.sizes import NUMBERS, Settings, nearest_sizes, settings_between, sizes_that_give
from ui.sizes.asked import Asked
from ui.sizes.links import links
from ui.words import words

# Rows of one group that are sent, and those whose windows are drawn too.
MOST_ROWS, MOST_DRAWN = 300, 40
AXES = ("height", "width")


def answer(one: Asked) -> dict[str, Any]:
    """Everything that the page shows of a question."""
    text = words("sizes")
    if one.size is None or one.wanted is None:
        return {"problem": text["problem"], "groups": [], "back": None}
    groups = [_together(one, one.size, one.wanted)]
    if len(one.size) == 2 and (one.size[0], one.wanted[0]) != (one.size[1], one.wanted[1]):
        groups += [_alone(one, one.size, one.wanted, axis) for axis in range(2)]
    return {"problem": None, "groups": groups, "back": _back(one, one.wanted)}


def said(sizes: Sequence[int]) -> str:
    """``56 × 48``."""
    return " × ".join(map(str, sizes))


def _together(one: Asked, sizes: Shape, wanted: Shape) -> dict[str, Any]:
    text = words("sizes")
    found = settings_between(one.kind, sizes, wanted, one.most)
    title = text["both" if len(sizes) == 2 else "found"].format(size=said(sizes), wanted=said(wanted))
    rows = [
        _row(each, each.layer(len(sizes)), sizes, wanted, is_drawn=at < MOST_DRAWN)
        for at, each in enumerate(found[:MOST_ROWS])
    ]
    return _group("together", title, found, rows, [] if found else _missing(one, sizes, wanted))


def _alone(one: Asked, sizes: Shape, wanted: Shape, axis: int) -> dict[str, Any]:
    """What makes one axis; the other axis of its call has the usual numbers."""
    text = words("sizes")
    found, others = (settings_between(one.kind, (sizes[at],), (wanted[at],), one.most) for at in (axis, 1 - axis))
    title = text[AXES[axis]].format(size=sizes[axis], wanted=wanted[axis])
    rows = []
    for at, each in enumerate(found[:MOST_ROWS]):
        beside = next((other for other in others if set(other.ceil_modes) & set(each.ceil_modes)), None)
        if beside is not None:
            pair = (each, beside) if axis == 0 else (beside, each)
            row = _row(each, _apart(*pair), sizes, (wanted[axis],), is_drawn=at < MOST_DRAWN)
            rows.append({**row, "seen": []})  # a network has no layer of two different axes
    missing = [] if found else _missing(one, (sizes[axis],), (wanted[axis],))
    return _group(AXES[axis], title, found, rows, missing)


def _apart(height: Settings, width: Settings) -> Layer:
    """One layer whose axes have numbers of their own."""
    kind = KINDS[height.kind]
    shared = [mode for mode in height.ceil_modes if mode in width.ceil_modes]
    settings: dict[str, Any] = {} if kind.group == "pool" else {"out_channels": 1}
    for name in NUMBERS:
        pair = getattr(height, name), getattr(width, name)
        if name in kind.parameters and pair != _plain(kind, name, height, width):
            settings[name] = pair[0] if pair[0] == pair[1] else pair
    if True in shared and False not in shared:
        settings["ceil_mode"] = True
    return Layer.of(kind.function(2), **settings)


def _plain(kind: Kind, name: str, height: Settings, width: Settings) -> tuple[Any, Any]:
    """What a number is on both axes where a call does not say it."""
    if name == "stride":
        return (height.kernel_size, width.kernel_size) if kind.group == "pool" else (1, 1)
    return kind.parameters[name], kind.parameters[name]


def _group(
    name: str, title: str, found: Sequence[Settings], rows: list[dict[str, Any]], missing: list[Any]
) -> dict[str, Any]:
    return {"name": name, "title": title, "count": len(found), "rows": rows, "missing": missing}


def _row(one: Settings, layer: Layer, sizes: Shape, wanted: Shape, is_drawn: bool) -> dict[str, Any]:
    """One layer; ``wanted`` are the sizes of the axes that its numbers are for."""
    ceil = "either" if len(one.ceil_modes) == 2 else str(one.ceil_modes[0])
    takes_ceil = "ceil_mode" in KINDS[one.kind].parameters
    return {
        "call": module_text(layer),
        "ceil": words("sizes")["ceil"][ceil] if takes_ceil else "",
        "seen": list(one.seen_in),
        "sources": _ranges(sizes_that_give(one, wanted)),
        "links": links(layer, sizes, is_drawn),
    }


def _ranges(axes: Sequence[range]) -> str:
    return " × ".join(str(axis.start) if len(axis) == 1 else f"{axis.start}–{axis.stop - 1}" for axis in axes)


def module_text(layer: Layer) -> str:
    """The layer as it is written in PyTorch, its channels left open.

    Example:
        >>> module_text(Layer.of("conv2d", out_channels=1, kernel_size=3, padding=1))
        'nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1)'
    """
    channels = [] if layer.kind.group == "pool" else ["in_channels", "out_channels"]
    said = [f"{name}={value}" for name, value in layer.settings if name != "out_channels"]
    return f"nn.{layer.kind.module}{layer.rank}d({', '.join([*channels, *said])})"


def _missing(one: Asked, sizes: Shape, wanted: Shape) -> list[dict[str, Any]]:
    """Where nothing makes the wanted size: the nearest that can be made, each with what to ask for."""
    text = words("sizes")
    return [
        {"label": text["nearest"].format(size=said(near)), "to": "x".join(map(str, near))}
        for near in nearest_sizes(one.kind, sizes, wanted, one.most)
    ]


def _back(one: Asked, wanted: Shape) -> Mapping[str, Any]:
    """Which sizes the layer of the way back makes into the wanted ones."""
    text, layer = words("sizes"), one.back.layer(len(wanted))
    axes = sizes_that_give(one.back, wanted)
    call = module_text(layer)
    if not all(axes):
        return {"call": call, "says": text["back_none"].format(wanted=said(wanted)), "links": []}
    first = tuple(axis.start for axis in axes)
    try:
        layer_shape(layer, (1, 1, *first))
    except PoolingError as error:
        return {"call": call, "says": str(error), "links": []}
    one_size = all(len(axis) == 1 for axis in axes)
    says = text["back_one" if one_size else "back_many"].format(wanted=said(wanted), sizes=_ranges(axes))
    return {"call": call, "says": says, "links": links(layer, first)}
