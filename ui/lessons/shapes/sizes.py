"""How the size of each kind of layer is written, with its numbers filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pooling_core.stacks.layers import Layer
from pooling_core.stacks.rules.places import padded_sides
from ui.formulas import Tree, size_tree
from ui.lessons.shapes.recurrences import equation
from ui.lessons.shapes.work import Shape


def setting(layer: Layer, parameter: str, axis: int, default: Any = None) -> Any:
    value = layer.arguments.get(parameter, default)
    return value[axis] if isinstance(value, tuple) else value


def window(layer: Layer, cells: int, axis: int) -> tuple[int, int, Any, int]:
    """Kernel, stride, padding and dilation along an axis; one window is the whole of it, or they follow each other."""
    k = setting(layer, "kernel_size", axis) or cells
    s = setting(layer, "stride", axis) or k
    return k, s, setting(layer, "padding", axis, 0), setting(layer, "dilation", axis, 1)


def strided(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n = before[2 + axis]
    return size_tree(n, *window(layer, n, axis), bool(layer.arguments.get("ceil_mode")))[0]


def convolved(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    padding = layer.arguments["padding"]
    if padding == "same":
        return kept(layer, before, after, axis)
    return strided(layer.with_settings(padding=0) if padding == "valid" else layer, before, after, axis)


def transposed(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, extra = before[2 + axis], after[2 + axis], setting(layer, "output_padding", axis)
    k, s, p, d = window(layer, n, axis)
    filled = f"({n} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {extra} + 1"
    return equation("o", "(n − 1)·s − 2p + d(k − 1) + output_padding + 1", filled, str(o))


def tensorflow(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n = before[2 + axis]
    k, s, p, d = window(layer, n, axis)
    if p.upper() == "VALID":
        return size_tree(n, k, s, 0, d)[0]
    return equation("o", "⌈n / s⌉", f"⌈{n} / {s}⌉", str(after[2 + axis]))


def asked_for(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", "output_size", str(after[2 + axis]))


def copied(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, scale = before[2 + axis], after[2 + axis], setting(layer, "scale_factor", axis)
    if scale is None:
        return equation("o", "size", str(o))
    return equation("o", "⌊n·f⌋", f"⌊{n}·{scale}⌋", str(o))


def drawn(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, ratio = before[2 + axis], after[2 + axis], setting(layer, "output_ratio", axis)
    if layer.arguments["output_size"] is not None:
        return asked_for(layer, before, after, axis)
    return equation("o", "⌊n·ratio⌋", f"⌊{n}·{ratio}⌋", str(o))


def unpooled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o = before[2 + axis], after[2 + axis]
    if layer.arguments["output_size"] is not None:
        return asked_for(layer, before, after, axis)
    k, s, p, _ = window(layer, n, axis)
    return equation("o", "(n − 1)·s − 2p + k", f"({n} − 1)·{s} − 2·{p} + {k}", str(o))


def padded(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if len(before) == 2:
        return equation("o", str(after[1]))
    sides = dict(padded_sides(layer.arguments["padding"], len(before)))
    first, last = sides.get(2 + axis, (0, 0))
    return equation(
        "o", "n + before + after", f"{before[2 + axis]} + {signed(first)} + {signed(last)}", str(after[2 + axis])
    )


def signed(number: int) -> str:
    return f"({number})".replace("-", "−") if number < 0 else str(number)


def shuffled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, factor = before[2 + axis], layer.arguments["upscale_factor"]
    return equation("o", "n·r", f"{n}·{factor}", str(after[2 + axis]))


def unshuffled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, factor = before[2 + axis], layer.arguments["downscale_factor"]
    return equation("o", "n / r", f"{n} / {factor}", str(after[2 + axis]))


def joined_size(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", str(after[2 + axis] if len(after) > 2 else after[1]))


def joined_channels(layer: Layer, shapes: Sequence[Shape], after: Shape) -> Tree:
    """Channels that are put side by side add up."""
    if layer.kind.sums or after[1] != sum(shape[1] for shape in shapes):
        return equation("c", str(after[1]))
    return equation("c", " + ".join(str(shape[1]) for shape in shapes), str(after[1]))


def boxed(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    said = layer.arguments["output_shape"] is not None
    return equation("o", "output_shape" if said else "n", str(after[2 + axis] if len(after) > 2 else after[1]))


def features(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if len(before) > 2 and axis != len(before) - 3:
        return kept(layer, before, after, axis)
    return equation("o", "out_features", str(after[-1]))


def kept(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", "n", str(before[2 + axis] if len(before) > 2 else before[1]))


def flat(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if len(after) > 2:
        return equation("o", str(after[-1]))
    return equation("o", *([product(before[1:])] if len(before) > 2 else []), str(after[1]))


def product(numbers: Sequence[int]) -> str:
    return "·".join(map(str, numbers))
