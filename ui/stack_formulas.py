"""The formulas of one layer of a stack with its numbers filled in, as LaTeX: size, parameters, field, jump, start."""

from __future__ import annotations

from collections.abc import Sequence
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
    earlier, now = seen(worked, number - 1, axis), seen(worked, number, axis)
    return {
        "size": _size(layer, before, after, axis),
        "parameters": _parameters(layer, before, worked.rows[number - 1].parameters),
        **_recurrences(_one_axis(worked, number, axis), earlier, now),
    }


def note(worked: Worked, number: int, axis: int) -> str:
    """What is to be said of these formulas: ``windows``, ``uneven``, ``whole``, ``last`` or ``kept``."""
    layer, before = worked.layers[number - 1], worked.shapes[number - 1]
    if _reads_all(layer, before, axis):
        return "whole" if len(before) == 2 else "last"
    if layer.name in ("flatten", "batch_norm", "linear"):
        return "kept"
    return "windows" if "r'" in layer_formulas(worked, number, axis)["field"] else "uneven"


def _reads_all(layer: Layer, before: Shape, axis: int) -> bool:
    """Whether it is a linear layer on this axis: on what is flat, or on the last axis alone."""
    return layer.name == "linear" and (len(before) == 2 or axis == len(before) - 3)


def _one_axis(worked: Worked, number: int, axis: int) -> AxisMap | None:
    layer, before, after = worked.layers[number - 1], worked.shapes[number - 1], worked.shapes[number]
    if len(before) == 2 or _reads_all(layer, before, axis):
        return None
    return layer_maps(layer, before[2:], after[2:])[axis]


def _setting(layer: Layer, parameter: str, axis: int, default: Any) -> Any:
    value = dict(layer.settings).get(parameter, default)
    return value[axis] if isinstance(value, tuple) else value


def _size(layer: Layer, before: Shape, after: Shape, axis: int) -> str:
    if layer.name == "flatten":
        factors = _DOT.join(map(str, before[1:]))
        return rf"o = {factors} = {after[1]}" if len(before) > 2 else rf"o = {after[1]}"
    if _reads_all(layer, before, axis):
        return rf"o = \text{{out\_features}} = {after[-1]}"
    if layer.name in ("batch_norm", "linear"):
        return rf"o = n = {before[2 + axis] if len(before) > 2 else before[1]}"
    n, o = before[2 + axis], after[2 + axis]
    if layer.name.startswith("adaptive"):
        return rf"o = \text{{output\_size}} = {o}"
    if layer.name == "interpolate":
        scale = _setting(layer, "scale_factor", axis, 1)
        return rf"o = \lfloor n \cdot f \rfloor = \lfloor {n} \cdot {scale} \rfloor = {o}"
    k = _setting(layer, "kernel_size", axis, 1)
    s = _setting(layer, "stride", axis, None) or (k if "pool" in layer.name else 1)
    p, d = _setting(layer, "padding", axis, 0), _setting(layer, "dilation", axis, 1)
    if p == "same":
        return rf"o = n = {o} \; \text{{, with padding same}}"
    if layer.name.startswith("conv_transpose"):
        extra = _setting(layer, "output_padding", axis, 0)
        general = r"o &= (n - 1)\,s - 2p + d(k - 1) + \text{op} + 1"
        filled = rf"({n} - 1)\cdot {s} - 2\cdot {p} + {d}\cdot({k} - 1) + {extra} + 1"
        return rf"\begin{{aligned}} {general} \\ &= {filled} = {o} \end{{aligned}}"
    return strided_size(n, k, s, p, d, bool(dict(layer.settings).get("ceil_mode")))[0]


def _parameters(layer: Layer, before: Shape, total: int) -> str:
    channels, settings = before[-1 if layer.name == "linear" else 1], dict(layer.settings)
    if layer.name == "batch_norm":
        return rf"2\,C = 2 \cdot {channels} = {total}"
    bias = settings.get("bias", True)
    if layer.name == "linear":
        out = settings["out_features"]
        general = r"\text{out} \cdot \text{in}" + (r" + \text{out}" if bias else "")
        return rf"{general} = {out} \cdot {channels}{f' + {out}' if bias else ''} = {_thousands(total)}"
    if layer.name.startswith("conv"):
        out, groups = settings["out_channels"], settings.get("groups", 1)
        taps = [_setting(layer, "kernel_size", axis, 1) for axis in range(len(before) - 2)]
        kernel = _DOT.join(map(str, taps))
        divided = r" / g" if groups > 1 else ""
        general = rf"C_{{out}} \cdot C_{{in}}{divided} \cdot \textstyle\prod k" + (r" + C_{out}" if bias else "")
        filled = rf"{out} \cdot {channels}{f' / {groups}' if groups > 1 else ''} \cdot {kernel}"
        assert total == out * channels // groups * prod(taps) + out * bias
        return rf"{general} = {filled}{f' + {out}' if bias else ''} = {_thousands(total)}"
    return r"0"


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
