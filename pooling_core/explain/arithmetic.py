"""The arithmetic of each output as one line of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import isinf, log2, prod
from typing import Any, NamedTuple

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.explain import text
from pooling_core.geometry.axis import Axis

# Beyond this a sum of integers is not divided on the line: float32 would not show the quotient.
LONG_SUM = 10**6
WEIGHT_DIGITS = 3


def arithmetic(
    spec: PoolSpec,
    values: Array,
    output: Array,
    axes: Sequence[Axis],
    divisor: Array | None,
    weights: Array | None = None,
) -> Any:
    """``max(8, 6, 0, 5) = 8`` for every output, as tuples nested like the output.

    Args:
        values: the input, one axis for each of ``axes``; in a 1-D call its rows are channels.
        output: the result to be explained.
        axes: the windows along each axis.
        divisor: what each sum is divided by, shape of the output; ``None`` for maxima.
        weights: of each tap of each window, shape of the output and an axis of taps.
    """
    terms_at = _terms(spec, values, axes)
    taps = [[axis.taps(i).tolist() for i in range(axis.outputs)] for axis in axes]
    formula = FORMULAS[spec.operation.reading]
    # Integers under a power that is no int become floats.
    whole = values.dtype.kind in "iu" and not isinstance(spec.arguments.get("norm_type"), float | np.floating)
    lines = np.empty(output.shape, object)
    for place, result in np.ndenumerate(output):
        window = [terms_at[cell] for cell in product(*(each[i] for each, i in zip(taps, place, strict=True)))]
        counted = [bool(term) for term in window]
        line = Line(
            terms=[term for term in window if term],
            divisor=1 if divisor is None else int(divisor[place]),
            weights=np.ones(0) if weights is None else weights[place][counted],
            channel=place[0],
            whole=whole and divisor is not None and not spec.infinite_power,
        )
        lines[place] = f"{formula(spec, line)} = {text.value_text(result)}"
    return _as_tuples(lines.tolist())


class Line(NamedTuple):
    """What the formula of one output is written from.

    Attributes:
        terms: its cells as text, padding that counts among them.
        divisor: of their sum.
        weights: of each of them, where they have some.
        channel: the row, which in a 1-D call is the channel.
        whole: whether they are integers, whose mean is cut toward zero.
    """

    terms: list[str]
    divisor: int
    weights: Array
    channel: int
    whole: bool


def _terms(spec: PoolSpec, values: Array, axes: Sequence[Axis]) -> dict[tuple[int, ...], str]:
    """What every cell that a window reads adds to its formula: nothing where it does not count."""
    fill, beyond = padding_text(spec), overhang_text(spec)
    ends = [axis.size + axis.padding_after for axis in axes]
    terms = {}
    for cell in product(*(sorted({at for i in range(axis.outputs) for at in axis.taps(i).tolist()}) for axis in axes)):
        if all(0 <= at < axis.size for at, axis in zip(cell, axes, strict=True)):
            terms[cell] = _number(spec, values[cell], channel=cell[0])
        else:
            terms[cell] = fill if all(at < end for at, end in zip(cell, ends, strict=True)) else beyond
    return terms


def _as_tuples(lines: Any) -> Any:
    return tuple(map(_as_tuples, lines)) if isinstance(lines, list) else lines


def padding_text(spec: PoolSpec) -> str:
    """What a cell of padding stands for: minus infinity, zero, or nothing where it does not count."""
    if spec.operation.picks:
        return "-∞"
    if "p" in spec.arguments and isinf(_exponent(spec, 0)):  # a maximum of powers, which padding has none of
        return ""
    counted = spec.arguments.get("counted", "data") != "data"
    return "0" if counted or spec.arguments.get("count_include_pad") else ""


def overhang_text(spec: PoolSpec) -> str:
    """What a cell beyond input and padding stands for: zero where a window's divisor is all of it, else nothing."""
    return "0" if spec.arguments.get("counted") == "kernel" else ""


def _number(spec: PoolSpec, value: np.floating[Any], channel: int) -> str:
    """A cell as it enters the formula; the power of GeM stands at it, because padding has none."""
    if "p" not in spec.arguments:
        return text.value_text(value)
    p = _exponent(spec, channel)
    eps = np.float64(spec.arguments["eps"])
    clamped = text.value_text(eps if value < eps else value)
    return clamped if isinf(p) else text.powered(clamped, text.parameter_text(p))


def _exponent(spec: PoolSpec, channel: int) -> float:
    """GeM's p; in a 1-D call the rows of a plane are its channels."""
    p = spec.arguments["p"]
    return float(p[channel % len(p)] if isinstance(p, tuple) else p)


def weighted_sum(weights: Sequence[str], terms: Sequence[str]) -> str:
    """``0.5·3 + 0.5·(-1)``."""
    pairs = zip(weights, terms, strict=True)
    return text.added([f"{weight}·{f'({term})' if term[0] == '-' else term}" for weight, term in pairs])


def _maximum(spec: PoolSpec, line: Line) -> str:
    return f"max({text.listed(line.terms or ['-∞'])})"


def _mean(spec: PoolSpec, line: Line) -> str:
    if line.whole:
        return _whole_mean([int(term) for term in line.terms or ["0"]], line.divisor)
    factor = f"{text.parameter_text(spec.arguments['temperature'])} · " if "temperature" in spec.arguments else ""
    return f"{factor}({text.added(line.terms or ['0'])}) / {line.divisor}"


def _whole_mean(cells: Sequence[int], divisor: int) -> str:
    """A mean of integers, cut toward zero; sums beyond int64 come around."""
    turns = (sum(cells) + 2**63) // 2**64
    around = [f"{'-' if turns > 0 else ''}{abs(turns)} · 2^64"] if turns else []
    quotient = f"({text.added([*map(str, cells), *around])}) / {divisor}"
    total = sum(cells) - turns * 2**64
    if total % divisor == 0:
        return quotient
    uncut = f" = trunc({text.value_text(np.float32(total / divisor))})" if abs(total) < LONG_SUM else ""
    return f"trunc({quotient}){uncut}"


def _power_sum(spec: PoolSpec, line: Line) -> str:
    p = spec.arguments["norm_type"]
    if spec.infinite_power:
        return f"{'max' if p > 0 else 'min'}({text.listed([f'|{term}|' for term in line.terms])})"
    terms = line.terms or ["0"] if line.whole else line.terms
    power = text.parameter_text(p)
    total = text.added([text.powered(term, power) for term in terms])
    full = prod(spec.kernel_size)
    if line.whole:
        cells = [int(term) for term in terms]
        beyond = p * log2(max(map(abs, cells)) or 1) + log2(len(cells)) >= 63
        if beyond or sum(cell**p for cell in cells) % line.divisor:
            total = f"({total}) mod 2^64" if beyond else total
            return f"({full} · trunc(({total}) / {line.divisor}))^(1/{power})"
    # torch takes the average and multiplies by the full kernel: a cut window is scaled up.
    return f"({total})^(1/{power})" if line.divisor == full else f"({full}/{line.divisor} · ({total}))^(1/{power})"


def _norm(spec: PoolSpec, line: Line) -> str:
    """Of magnitudes, which a minus sign is put between bars for."""
    p = spec.arguments["norm_type"]
    sizes = [f"|{term}|" if term[0] == "-" else term for term in line.terms] or ["0"]
    if isinf(p):
        return f"max({text.listed(sizes)})"
    powers = [text.powered(size, text.parameter_text(p)) for size in sizes]
    return f"({text.added(powers)})^(1/{text.parameter_text(p)})"


def _generalised_mean(spec: PoolSpec, line: Line) -> str:
    p = _exponent(spec, line.channel)
    if isinf(p):
        return f"{'max' if p > 0 else 'min'}({text.listed(line.terms)})"
    return f"(({text.added(line.terms)}) / {line.divisor})^(1/{text.parameter_text(p)})"


def _draw(spec: PoolSpec, line: Line) -> str:
    if not spec.arguments["training"]:
        return f"({text.added([text.powered(term, '2') for term in line.terms])}) / ({text.added(line.terms)})"
    shares = zip(line.terms, line.weights, strict=True)
    return f"draw({text.listed([f'{term}: {100 * share:.3g}%' for term, share in shares])})"


def _weighted(spec: PoolSpec, line: Line) -> str:
    return weighted_sum([f"{weight:.{WEIGHT_DIGITS}g}" for weight in line.weights], line.terms)


FORMULAS: Mapping[str, Callable[[PoolSpec, Line], str]] = {
    "max": _maximum,
    "mean": _mean,
    "lp": _power_sum,
    "norm": _norm,
    "gem": _generalised_mean,
    "draw": _draw,
    "weighted": _weighted,
}
