"""The formulas of one layer of a stack with its numbers filled in, as trees of MathML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from pooling_core.stacks.layers import Layer, layer_maps
from pooling_core.stacks.receptive import AxisMap
from pooling_core.stacks.rules.places import padded_sides
from ui.formulas import Tree, size_tree
from ui.lessons.shapes.recurrences import equation, grows, recurrences, seen
from ui.lessons.shapes.work import Shape, Worked


def layer_formulas(worked: Worked, number: int, axis: int) -> dict[str, Tree]:
    """``size``, ``parameters``, ``field``, ``jump``, ``start`` of one layer along one axis; of a join ``channels``."""
    layer, before, after = worked.layers[number - 1], worked.before(number), worked.shapes[number]
    reads = worked.wires[number - 1].reads
    earlier, now, written = seen(worked, reads[0], axis), seen(worked, number, axis), WRITTEN[layer.kind.formula]
    along = min(axis, max(len(before), len(after)) - 3)  # merged axes are fewer
    joined = [worked.shapes[read] for read in reads]
    return {
        **({"channels": _joined_channels(layer, joined, after)} if layer.kind.joins else {}),
        "size": written.size(layer, before, after, along),
        "parameters": written.learned(layer, before, worked.rows[number - 1].parameters),
        **recurrences(_one_axis(worked, number, axis), earlier, now),
    }


def note(worked: Worked, number: int, axis: int) -> str:
    """What is to be said of these formulas, by the name of its sentence."""
    layer, before = worked.layers[number - 1], worked.before(number)
    now = seen(worked, number, axis)
    if layer.kind.formula in NOTES and (layer.kind.joins or layer.kind.formula == "box" or now.field is None):
        return NOTES[layer.kind.formula]
    if now.field is None:
        return "unsaid"
    found = WRITTEN[layer.kind.formula].note(before, axis)
    one, earlier = _one_axis(worked, number, axis), seen(worked, worked.wires[number - 1].reads[0], axis)
    return found if found != "windows" or grows(None if one is None else one.window, earlier, now) else "uneven"


def _one_axis(worked: Worked, number: int, axis: int) -> AxisMap | None:
    """What the outputs see along an axis that a layer does not read whole, and reads in one place."""
    layer, before, after = worked.layers[number - 1], worked.before(number), worked.shapes[number]
    if len(before) != len(worked.input_shape) or layer.kind.joins or seen(worked, number, axis).field is None:
        return None
    if WRITTEN[layer.kind.formula].note(before, axis) == "last":
        return None
    return layer_maps(layer, before[2:], after[2:])[axis]


def _setting(layer: Layer, parameter: str, axis: int, default: Any = None) -> Any:
    value = layer.arguments.get(parameter, default)
    return value[axis] if isinstance(value, tuple) else value


# ---- output size ----


def _window(layer: Layer, cells: int, axis: int) -> tuple[int, int, Any, int]:
    """Kernel, stride, padding and dilation along an axis; one window is the whole of it, or they follow each other."""
    k = _setting(layer, "kernel_size", axis) or cells
    s = _setting(layer, "stride", axis) or k
    return k, s, _setting(layer, "padding", axis, 0), _setting(layer, "dilation", axis, 1)


def _strided(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n = before[2 + axis]
    return size_tree(n, *_window(layer, n, axis), bool(layer.arguments.get("ceil_mode")))[0]


def _convolved(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    padding = layer.arguments["padding"]
    if padding == "same":
        return _kept(layer, before, after, axis)
    return _strided(layer.with_settings(padding=0) if padding == "valid" else layer, before, after, axis)


def _transposed(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, extra = before[2 + axis], after[2 + axis], _setting(layer, "output_padding", axis)
    k, s, p, d = _window(layer, n, axis)
    filled = f"({n} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {extra} + 1"
    return equation("o", "(n − 1)·s − 2p + d(k − 1) + output_padding + 1", filled, str(o))


def _tensorflow(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n = before[2 + axis]
    k, s, p, d = _window(layer, n, axis)
    if p.upper() == "VALID":
        return size_tree(n, k, s, 0, d)[0]
    return equation("o", "⌈n / s⌉", f"⌈{n} / {s}⌉", str(after[2 + axis]))


def _asked_for(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", "output_size", str(after[2 + axis]))


def _copied(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, scale = before[2 + axis], after[2 + axis], _setting(layer, "scale_factor", axis)
    if scale is None:
        return equation("o", "size", str(o))
    return equation("o", "⌊n·f⌋", f"⌊{n}·{scale}⌋", str(o))


def _drawn(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o, ratio = before[2 + axis], after[2 + axis], _setting(layer, "output_ratio", axis)
    if layer.arguments["output_size"] is not None:
        return _asked_for(layer, before, after, axis)
    return equation("o", "⌊n·ratio⌋", f"⌊{n}·{ratio}⌋", str(o))


def _unpooled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, o = before[2 + axis], after[2 + axis]
    if layer.arguments["output_size"] is not None:
        return _asked_for(layer, before, after, axis)
    k, s, p, _ = _window(layer, n, axis)
    return equation("o", "(n − 1)·s − 2p + k", f"({n} − 1)·{s} − 2·{p} + {k}", str(o))


def _padded(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if len(before) == 2:
        return equation("o", str(after[1]))
    sides = dict(padded_sides(layer.arguments["padding"], len(before)))
    first, last = sides.get(2 + axis, (0, 0))
    return equation(
        "o", "n + before + after", f"{before[2 + axis]} + {_signed(first)} + {_signed(last)}", str(after[2 + axis])
    )


def _signed(number: int) -> str:
    return f"({number})".replace("-", "−") if number < 0 else str(number)


def _shuffled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, factor = before[2 + axis], layer.arguments["upscale_factor"]
    return equation("o", "n·r", f"{n}·{factor}", str(after[2 + axis]))


def _unshuffled(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    n, factor = before[2 + axis], layer.arguments["downscale_factor"]
    return equation("o", "n / r", f"{n} / {factor}", str(after[2 + axis]))


def _joined_size(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", str(after[2 + axis] if len(after) > 2 else after[1]))


def _joined_channels(layer: Layer, shapes: Sequence[Shape], after: Shape) -> Tree:
    """Channels that are put side by side add up."""
    if layer.kind.sums or after[1] != sum(shape[1] for shape in shapes):
        return equation("c", str(after[1]))
    return equation("c", " + ".join(str(shape[1]) for shape in shapes), str(after[1]))


def _boxed(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    said = layer.arguments["output_shape"] is not None
    return equation("o", "output_shape" if said else "n", str(after[2 + axis] if len(after) > 2 else after[1]))


def _features(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if _of_features(before, axis) == "kept":
        return _kept(layer, before, after, axis)
    return equation("o", "out_features", str(after[-1]))


def _kept(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    return equation("o", "n", str(before[2 + axis] if len(before) > 2 else before[1]))


def _flat(layer: Layer, before: Shape, after: Shape, axis: int) -> Tree:
    if len(after) > 2:
        return equation("o", str(after[-1]))
    return equation("o", *([_product(before[1:])] if len(before) > 2 else []), str(after[1]))


# ---- parameters ----


def _none(layer: Layer, before: Shape, total: int) -> Tree:
    return equation("", f"{total:,}")


def _kernel_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    channels, out, groups = before[1], layer.arguments["out_channels"], layer.arguments["groups"]
    bias = layer.arguments["bias"]
    taps = [_setting(layer, "kernel_size", axis) for axis in range(len(before) - 2)]
    assert total == out * channels // groups * prod(taps) + out * bias
    general = "out · in" + (" / groups" if groups > 1 else "") + " · kernel" + (" + out" if bias else "")
    divided = f" / {groups}" if groups > 1 else ""
    filled = f"{out}·{channels}{divided}·{_product(taps)}" + (f" + {out}" if bias else "")
    return equation("", general, filled, f"{total:,}")


def _feature_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    out, bias = layer.arguments["out_features"], layer.arguments["bias"]
    filled = f"{out}·{before[-1]}" + (f" + {out}" if bias else "")
    return equation("", "out · in" + (" + out" if bias else ""), filled, f"{total:,}")


def _norm_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    return equation("", "2 · channels", f"2·{before[1]}", str(total))


def _product(numbers: Sequence[int]) -> str:
    return "·".join(map(str, numbers))


# ---- what is to be said ----


def _of_windows(before: Shape, axis: int) -> str:
    return "windows"


def _of_features(before: Shape, axis: int) -> str:
    if len(before) == 2:
        return "whole"
    return "last" if axis == len(before) - 3 else "kept"


def _of_nothing(before: Shape, axis: int) -> str:
    return "kept"


def _of_padding(before: Shape, axis: int) -> str:
    return "around"


@dataclass(frozen=True)
class Written:
    """How a kind of layer is written.

    Attributes:
        size: of layer, shape before, shape after and axis.
        learned: of layer, shape before and the numbers in all.
        note: of shape before and axis; ``windows`` where no more is known than that it has some.
    """

    size: Callable[[Layer, Shape, Shape, int], Tree]
    learned: Callable[[Layer, Shape, int], Tree] = _none
    note: Callable[[Shape, int], str] = _of_windows


# What is said of a formula whose fields are those of all its inputs, or cannot be said.
NOTES: Mapping[str, str] = {"sampled": "drawn", "box": "box", "cat": "joined", "add": "joined"}
# By the formula that a kind names.
WRITTEN: Mapping[str, Written] = {
    "strided": Written(_strided),
    "adaptive": Written(_asked_for),
    "tensorflow": Written(_tensorflow),
    "padded": Written(_asked_for),
    "kernel": Written(_convolved, _kernel_numbers),
    "transposed": Written(_transposed, _kernel_numbers),
    "copied": Written(_copied),
    "features": Written(_features, _feature_numbers, _of_features),
    "channels": Written(_kept, _norm_numbers, _of_nothing),
    "flat": Written(_flat, note=_of_nothing),
    "sampled": Written(_drawn),
    "indices": Written(_unpooled),
    "kept": Written(_kept, note=_of_nothing),
    "padded": Written(_padded, note=_of_padding),
    "shuffled": Written(_shuffled),
    "unshuffled": Written(_unshuffled),
    "cat": Written(_joined_size, note=_of_nothing),
    "add": Written(_joined_size, note=_of_nothing),
    "box": Written(_boxed, note=_of_nothing),
}


def shape_text(shape: Sequence[int]) -> str:
    """``64 × 112 × 112``, without the batch."""
    return " × ".join(map(str, shape[1:]))
