"""Pieces -> layers of a stack: what depends on the size that comes in is worked out layer by layer.

So are padding called ``same``, which is uneven where it must be, a squeeze, and the channels of a depthwise layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from pooling_core import PoolingError
from pooling_core.geometry.axis import word_pads
from pooling_core.stacks.layers import Layer
from ui.text.pasted.arithmetic import derived
from ui.text.pasted.found import Derived, Made, Note, Piece, Size, Sizes
from ui.text.pasted.keras import SAME
from ui.text.pasted.moved import NAMES, Parts, moved
from ui.text.pasted.stacking import placed, shape_after, unusual

Shape = tuple[int, ...]
_LARGEST = 10**6
_UNKNOWN_SIZES = 4  # of an axis that nothing says


@dataclass
class Resolved:
    """A stack as far as it could be built.

    Attributes:
        layers: in running order, with their wires.
        lines: of the text, for each layer.
        notes: what was left out or assumed on the way.
        refused: number of the first layer that does not fit, from 1, or ``None``.
        shapes: after the input and each layer, ``None`` behind one that does not fit.
    """

    layers: list[Layer] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    refused: int | None = None
    shapes: list[Shape | None] = field(default_factory=list)


def resolve(pieces: Sequence[Piece], shape: Shape, flattens: bool = False) -> Resolved:
    """The layers for an input of this shape.

    Args:
        shape: ``(batch, channels, *spatial)``.
        flattens: whether a linear layer that wants all features gets a flatten before it, as a printed model leaves
            that out.
    """
    made = Resolved(shapes=[shape])
    numbers = {0: 0}  # of a piece -> of the layer that gives its result
    for at, piece in enumerate(pieces, start=1):
        takes = tuple(numbers[each] for each in (piece.takes or (at - 1,)))
        before = made.shapes[takes[0]]
        parts, notes = _parts(piece.made, before, made.shapes, numbers, flattens)
        made.notes += [Note(key, piece.line, values) for key, values in notes]
        if not parts:
            numbers[at] = takes[0]
            continue
        for part in parts:
            strange = unusual(part)
            if strange is not None:
                made.notes.append(Note("argument", piece.line, {"name": part.name, "argument": strange}))
                part = Made("unknown", {"name": part.name})
            indices_of = numbers.get(piece.indices_of or -1)
            try:
                layer = placed(part, takes, len(made.layers), indices_of)
            except PoolingError as error:
                # What no layer can hold is held as a box of its name.
                made.notes.append(Note("refused", piece.line, {"name": part.name, "why": error}))
                layer = placed(Made("unknown", {"name": part.name}), takes, len(made.layers), None)
            made.layers.append(layer)
            made.lines.append(piece.line)
            after = shape_after(made.layers, takes, made.shapes)
            if after is None and made.refused is None:
                made.refused = len(made.layers)
            made.shapes.append(after)
            takes = (len(made.layers),)
        numbers[at] = takes[0]
    return made


def _parts(
    made: Made, before: Shape | None, shapes: list[Shape | None], numbers: dict[int, int], flattens: bool
) -> Parts:
    """The layers of one piece; none where it changes nothing."""
    name, settings = made.name, dict(made.settings)
    for key, value in settings.items():
        settings[key] = _sized(value, shapes, numbers)
    rank = len(before) - 2 if before else 0
    if name in NAMES:
        return moved(name, settings, before)
    if settings.get("padding") == SAME or name.startswith("depthwise"):
        strange = _no_counts(settings, int(name[-2]))
        if strange is not None:
            return [Made("unknown", {"name": name})], [("argument", {"name": name, "argument": strange})]
    if name == "dense":
        return _dense(settings, rank)
    if name.startswith("depthwise"):
        return _depthwise(name, settings, before)
    if name == "gem_pool2d" and rank in (1, 3):
        return [Made(f"gem_pool{rank}d", settings)], []
    if settings.get("padding") == SAME:
        return _same(name, settings, before)
    if name.startswith("conv") and settings.get("padding") == "valid":
        del settings["padding"]
    if name == "linear" and flattens and before is not None and rank:
        wanted = settings.get("in_features")
        if wanted == prod(before[1:]) and wanted != before[-1]:
            return [Made("flatten"), Made(name, settings)], [("flattened", {"count": wanted})]
    return [Made(name, settings)], []


def _no_counts(settings: dict[str, Any], rank: int) -> str | None:
    """The first setting of a window that is neither a count nor one for each axis."""
    for key in ("kernel_size", "stride", "dilation", "multiplier"):
        value = settings.get(key, 1)
        listed = value if isinstance(value, tuple) else (value,) * rank
        if len(listed) != rank or not all(type(each) is int and 0 < each < _LARGEST for each in listed):
            return key
    return None


def _sized(value: Any, shapes: list[Shape | None], numbers: dict[int, int]) -> Any:
    """A number, or the sizes, of an earlier tensor."""

    def of(size: Size) -> int:
        shape = shapes[numbers.get(size.wire, 0)]
        return shape[size.axis] if shape is not None and -len(shape) <= size.axis < len(shape) else _UNKNOWN_SIZES

    if isinstance(value, Size | Derived):
        return derived(value, of)
    if isinstance(value, Sizes):
        shape = shapes[numbers.get(value.wire, 0)]
        return shape[max(value.start, 2) :] if shape is not None else (_UNKNOWN_SIZES,) * 2
    return tuple(_sized(each, shapes, numbers) for each in value) if isinstance(value, tuple) else value


def _dense(settings: dict[str, Any], rank: int) -> Parts:
    """On what is not flat Keras takes the channels, which come last there: a window of one cell."""
    if not rank:
        return [Made("linear", settings)], []
    out = {"out_channels": settings.pop("out_features"), "kernel_size": 1}
    return [Made(f"conv{rank}d", {**out, **settings})], [("dense", {})]


def _depthwise(name: str, settings: dict[str, Any], before: Shape | None) -> Parts:
    channels = before[1] if before is not None else 1
    made = {"out_channels": channels * settings.pop("multiplier"), "groups": channels}
    return _same(f"conv{name[-2:]}", {**made, **settings}, before)


def _same(name: str, settings: dict[str, Any], before: Shape | None) -> Parts:
    """Padding that leaves ``ceil(size / stride)``: around a window, even where it can be, else a layer of its own."""
    rank, padding = int(name[-2]), settings.pop("padding", None)
    if padding != SAME:
        return [Made(name, settings)], []
    kernels, dilations = (_axes(settings.get(key, 1), rank) for key in ("kernel_size", "dilation"))
    strides = _axes(settings.get("stride", settings["kernel_size"] if "pool" in name else 1), rank)
    if name.startswith("conv_transpose"):
        return [Made(name, {**settings, **_same_transposed(kernels, strides)})], []
    if before is None or len(before) != rank + 2:
        return [Made(name, {**settings, "padding": _plain([k // 2 for k in kernels])})], [("same_unknown", {})]
    sides = [word_pads("SAME_UPPER", *axis) for axis in zip(before[2:], kernels, strides, dilations, strict=True)]
    if all(first == last for first, last in sides) and all(
        2 * p <= k for (p, _), k in zip(sides, kernels, strict=True)
    ):
        even = _plain([first for first, _ in sides])
        counted = {"count_include_pad": False} if name.startswith("avg") and even else {}
        return [Made(name, {**settings, **({"padding": even} if even else {}), **counted})], []
    uneven = tuple(cells for side in reversed(sides) for cells in side)
    return [Made("pad", {"padding": uneven}), Made(name, settings)], [("same_uneven", {})]


def _same_transposed(kernels: Sequence[int], strides: Sequence[int]) -> dict[str, Any]:
    """``size · stride`` comes out."""
    pads = [max(k - s + 1, 0) // 2 for k, s in zip(kernels, strides, strict=True)]
    more = [s - k + 2 * p for k, s, p in zip(kernels, strides, pads, strict=True)]
    made = {"padding": _plain(pads), "output_padding": _plain([max(each, 0) for each in more])}
    return {name: value for name, value in made.items() if value}


def _axes(value: Any, rank: int) -> tuple[int, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,) * rank


def _plain(values: Sequence[int]) -> Any:
    return values[0] if len(set(values)) == 1 else tuple(values)
