"""The formulas of one layer of a stack with its numbers filled in, as trees of MathML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from pooling_core.stacks.layers import Layer, layer_maps
from pooling_core.stacks.receptive import AxisMap
from ui.formulas import Tree
from ui.lessons.shapes import sizes
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
        **({"channels": sizes.joined_channels(layer, joined, after)} if layer.kind.joins else {}),
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


# ---- parameters ----


def _none(layer: Layer, before: Shape, total: int) -> Tree:
    return equation("", f"{total:,}")


def _kernel_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    channels, out, groups = before[1], layer.arguments["out_channels"], layer.arguments["groups"]
    bias = layer.arguments["bias"]
    taps = [sizes.setting(layer, "kernel_size", axis) for axis in range(len(before) - 2)]
    assert total == out * channels // groups * prod(taps) + out * bias
    general = "out · in" + (" / groups" if groups > 1 else "") + " · kernel" + (" + out" if bias else "")
    divided = f" / {groups}" if groups > 1 else ""
    filled = f"{out}·{channels}{divided}·{sizes.product(taps)}" + (f" + {out}" if bias else "")
    return equation("", general, filled, f"{total:,}")


def _feature_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    out, bias = layer.arguments["out_features"], layer.arguments["bias"]
    filled = f"{out}·{before[-1]}" + (f" + {out}" if bias else "")
    return equation("", "out · in" + (" + out" if bias else ""), filled, f"{total:,}")


def _norm_numbers(layer: Layer, before: Shape, total: int) -> Tree:
    return equation("", "2 · channels", f"2·{before[1]}", str(total))


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
    "strided": Written(sizes.strided),
    "adaptive": Written(sizes.asked_for),
    "tensorflow": Written(sizes.tensorflow),
    "kernel": Written(sizes.convolved, _kernel_numbers),
    "transposed": Written(sizes.transposed, _kernel_numbers),
    "copied": Written(sizes.copied),
    "features": Written(sizes.features, _feature_numbers, _of_features),
    "channels": Written(sizes.kept, _norm_numbers, _of_nothing),
    "flat": Written(sizes.flat, note=_of_nothing),
    "sampled": Written(sizes.drawn),
    "indices": Written(sizes.unpooled),
    "kept": Written(sizes.kept, note=_of_nothing),
    "padded": Written(sizes.joined_size),
    "sides": Written(sizes.padded, note=_of_padding),
    "shuffled": Written(sizes.shuffled),
    "unshuffled": Written(sizes.unshuffled),
    "cat": Written(sizes.joined_size, note=_of_nothing),
    "add": Written(sizes.joined_size, note=_of_nothing),
    "box": Written(sizes.boxed, note=_of_nothing),
}


def shape_text(shape: Sequence[int]) -> str:
    """``64 × 112 × 112``, without the batch."""
    return " × ".join(map(str, shape[1:]))
