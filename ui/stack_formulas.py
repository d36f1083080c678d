"""The formulas of one layer of a stack with its numbers filled in, as LaTeX: size, parameters, field, jump, start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from pooling_core.stacks.layers import Layer, layer_maps
from pooling_core.stacks.receptive import AxisMap
from ui.formulas import strided_size
from ui.stack_work import Shape, Worked

_DOT = r" \cdot "


@dataclass(frozen=True)
class Seen:
    """What is known of one axis before or after a layer."""

    field: int
    jump: Fraction
    start: Fraction


def seen(worked: Worked, number: int, axis: int) -> Seen:
    """After layer ``number``; 0 is the input, whose cells see themselves."""
    if number == 0:
        return Seen(1, Fraction(1), Fraction(0))
    row = worked.rows[number - 1]
    return Seen(row.receptive_field[axis], row.jump[axis], row.start[axis])


def layer_formulas(worked: Worked, number: int, axis: int) -> dict[str, str]:
    """``size``, ``parameters``, ``field``, ``jump`` and ``start`` of one layer along one axis."""
    layer, before, after = worked.layers[number - 1], worked.shapes[number - 1], worked.shapes[number]
    earlier, now, written = seen(worked, number - 1, axis), seen(worked, number, axis), WRITTEN[layer.kind.formula]
    return {
        "size": written.size(layer, before, after, axis),
        "parameters": written.learned(layer, before, worked.rows[number - 1].parameters),
        **_recurrences(_one_axis(worked, number, axis), earlier, now),
    }


def note(worked: Worked, number: int, axis: int) -> str:
    """What is to be said of these formulas: ``windows``, ``uneven``, ``whole``, ``last`` or ``kept``."""
    layer, before = worked.layers[number - 1], worked.shapes[number - 1]
    found = WRITTEN[layer.kind.formula].note(before, axis)
    if found != "windows" or "r'" in layer_formulas(worked, number, axis)["field"]:
        return found
    return "uneven"


def _one_axis(worked: Worked, number: int, axis: int) -> AxisMap | None:
    """What the outputs see along an axis that a layer does not read whole."""
    layer, before, after = worked.layers[number - 1], worked.shapes[number - 1], worked.shapes[number]
    if len(before) == 2 or WRITTEN[layer.kind.formula].note(before, axis) == "last":
        return None
    return layer_maps(layer, before[2:], after[2:])[axis]


def _setting(layer: Layer, parameter: str, axis: int, default: Any = None) -> Any:
    value = layer.arguments.get(parameter, default)
    return value[axis] if isinstance(value, tuple) else value


# --- output size -----------------------------------------------------------------------------------------------------


def _window(layer: Layer, cells: int, axis: int) -> tuple[int, int, Any, int]:
    """Kernel, stride, padding and dilation along an axis; one window is the whole of it, or they follow each other."""
    k = _setting(layer, "kernel_size", axis) or cells
    s = _setting(layer, "stride", axis) or k
    return k, s, _setting(layer, "padding", axis, 0), _setting(layer, "dilation", axis, 1)


def _strided(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    n = before[2 + axis]
    return strided_size(n, *_window(layer, n, axis), bool(layer.arguments.get("ceil_mode")))[0]


def _convolved(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    padding = layer.arguments["padding"]
    if padding == "same":
        return rf"o = n = {after[2 + axis]} \; \text{{, padding=same}}"
    return _strided(layer.with_settings(padding=0) if padding == "valid" else layer, before, after, axis)


def _transposed(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    n, o, extra = before[2 + axis], after[2 + axis], _setting(layer, "output_padding", axis)
    k, s, p, d = _window(layer, n, axis)
    general = r"o &= (n - 1)\,s - 2p + d(k - 1) + \text{op} + 1"
    filled = rf"({n} - 1)\cdot {s} - 2\cdot {p} + {d}\cdot({k} - 1) + {extra} + 1"
    return rf"\begin{{aligned}} {general} \\ &= {filled} = {o} \end{{aligned}}"


def _tensorflow(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    n = before[2 + axis]
    k, s, p, d = _window(layer, n, axis)
    if p.upper() == "VALID":
        return strided_size(n, k, s, 0, d)[0]
    return rf"o = \lceil n / s \rceil = \lceil {n} / {s} \rceil = {after[2 + axis]}"


def _asked_for(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    return rf"o = \text{{output\_size}} = {after[2 + axis]}"


def _copied(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    n, o, scale = before[2 + axis], after[2 + axis], _setting(layer, "scale_factor", axis)
    if scale is None:
        return rf"o = \text{{size}} = {o}"
    return rf"o = \lfloor n \cdot f \rfloor = \lfloor {n} \cdot {scale} \rfloor = {o}"


def _features(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    if _of_features(before, axis) == "kept":
        return _kept(layer, before, after, axis)
    return rf"o = \text{{out\_features}} = {after[-1]}"


def _kept(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    return rf"o = n = {before[2 + axis] if len(before) > 2 else before[1]}"


def _flat(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    factors = _DOT.join(map(str, before[1:]))
    return rf"o = {factors} = {after[1]}" if len(before) > 2 else rf"o = {after[1]}"


# --- parameters ------------------------------------------------------------------------------------------------------


def _none(layer: Layer, before: Shape, total: int) -> str:
    return "0"


def _kernel_numbers(layer: Layer, before: Shape, total: int) -> str:
    channels, out, groups = before[1], layer.arguments["out_channels"], layer.arguments["groups"]
    bias = layer.arguments["bias"]
    taps = [_setting(layer, "kernel_size", axis) for axis in range(len(before) - 2)]
    divided = r" / g" if groups > 1 else ""
    general = rf"C_{{out}} \cdot C_{{in}}{divided} \cdot \textstyle\prod k" + (r" + C_{out}" if bias else "")
    filled = rf"{out} \cdot {channels}{f' / {groups}' if groups > 1 else ''} \cdot {_DOT.join(map(str, taps))}"
    assert total == out * channels // groups * prod(taps) + out * bias
    return rf"{general} = {filled}{f' + {out}' if bias else ''} = {_thousands(total)}"


def _feature_numbers(layer: Layer, before: Shape, total: int) -> str:
    out, bias = layer.arguments["out_features"], layer.arguments["bias"]
    general = r"\text{out} \cdot \text{in}" + (r" + \text{out}" if bias else "")
    return rf"{general} = {out} \cdot {before[-1]}{f' + {out}' if bias else ''} = {_thousands(total)}"


def _norm_numbers(layer: Layer, before: Shape, total: int) -> str:
    return rf"2\,C = 2 \cdot {before[1]} = {total}"


# --- what is to be said ----------------------------------------------------------------------------------------------


def _of_windows(before: Shape, axis: int) -> str:
    return "windows"


def _of_features(before: Shape, axis: int) -> str:
    if len(before) == 2:
        return "whole"
    return "last" if axis == len(before) - 3 else "kept"


def _of_nothing(before: Shape, axis: int) -> str:
    return "kept"


@dataclass(frozen=True)
class Written:
    """How a kind of layer is written.

    Attributes:
        size: of layer, shape before, shape after and axis.
        learned: of layer, shape before and the numbers in all.
        note: of shape before and axis; ``windows`` where no more is known than that it has some.
    """

    size: Callable[[Layer, Shape, Shape, int], str]
    learned: Callable[[Layer, Shape, int], str] = _none
    note: Callable[[Shape, int], str] = _of_windows


# By the formula that a kind names. Of windows that are drawn no stack can say what they see.
WRITTEN: Mapping[str, Written] = {
    "strided": Written(_strided),
    "adaptive": Written(_asked_for),
    "tensorflow": Written(_tensorflow),
    "kernel": Written(_convolved, _kernel_numbers),
    "transposed": Written(_transposed, _kernel_numbers),
    "copied": Written(_copied),
    "features": Written(_features, _feature_numbers, _of_features),
    "channels": Written(_kept, _norm_numbers, _of_nothing),
    "flat": Written(_flat, note=_of_nothing),
}


def _recurrences(axis: AxisMap | None, before: Seen, now: Seen) -> dict[str, str]:
    """How field, jump and start follow from those before, where one step says it; else what they came to."""
    plain = {
        "field": rf"r = {now.field}",
        "jump": rf"j = {_fraction(now.jump)}",
        "start": rf"\text{{start}} = {_fraction(now.start)}",
    }
    if axis is None or axis.ragged or len(axis.spans) != 1 or axis.spans[0] is None:
        return plain
    first, last = axis.spans[0]
    reach = last - first
    j, middle = _fraction(before.jump), _fraction(Fraction(first) + Fraction(reach, 2))
    if before.field + reach * before.jump == now.field:
        filled = rf"{before.field} + ({reach + 1} - 1)\cdot {j}"
        plain["field"] = rf"r = r' + (w - 1)\,j' = {filled} = {now.field}"
    if before.jump * axis.shift == now.jump:
        plain["jump"] = rf"j = s\,j' = {axis.shift}\cdot {j} = {_fraction(now.jump)}"
    if before.start + (Fraction(first) + Fraction(reach, 2)) * before.jump == now.start:
        shown = rf"\left({middle}\right)" if middle.startswith("-") else middle
        filled = rf"{_fraction(before.start)} + {shown}\cdot {j}"
        general = r"\text{start} = \text{start}' + \left(\tfrac{w - 1}{2} - p\right) j'"
        plain["start"] = rf"{general} = {filled} = {_fraction(now.start)}"
    return plain


def _fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def fraction_text(value: Fraction) -> str:
    """``7``, ``2.5``, or ``7/3`` where no short decimal is exact."""
    decimal = f"{float(value):g}"
    return decimal if Fraction(decimal) == value else str(value)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "{,}")


def shape_text(shape: Sequence[int]) -> str:
    """``64 × 112 × 112``, without the batch."""
    return " × ".join(map(str, shape[1:]))
