"""The arithmetic of each output as one line of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import isinf, log2, prod
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.explain import text
from pooling_core.geometry.axis import Axis

# Beyond this a sum of integers is not divided on the line: float32 would not show the quotient.
LONG_SUM = 10**6


def arithmetic(
    spec: PoolSpec,
    values: Array,
    output: Array,
    axes: Sequence[Axis],
    divisor: Array | None,
    probabilities: Array | None = None,
) -> Any:
    """``max(8, 6, 0, 5) = 8`` for every output, as tuples nested like the output.

    Args:
        values: the input, one axis for each of ``axes``; in a 1-D call its rows are channels.
        output: the result to be explained.
        axes: the windows along each axis.
        divisor: what each sum is divided by, shape of the output; ``None`` for maxima.
        probabilities: of each tap of a stochastic window, shape of the output and an axis of taps.
    """
    terms_at = _terms(spec, values, axes)
    taps = [[axis.taps(i).tolist() for i in range(axis.outputs)] for axis in axes]
    # Integers under a power that is no int become floats.
    whole = values.dtype.kind in "iu" and not isinstance(spec.arguments.get("norm_type"), float | np.floating)
    lines = np.empty(output.shape, object)
    for place, result in np.ndenumerate(output):
        window = [terms_at[cell] for cell in product(*(each[i] for each, i in zip(taps, place, strict=True)))]
        terms = [term for term in window if term]
        if probabilities is None:
            by = None if divisor is None else int(divisor[place])
            formula = (
                _formula(spec, terms, by, channel=place[0])
                if by is None or not whole or spec.infinite_power
                else _whole_formula(spec, terms or ["0"], by)
            )
        else:
            formula = _stochastic_formula(spec, terms, probabilities[place][[bool(term) for term in window]])
        lines[place] = f"{formula} = {text.value_text(result)}"
    return _as_tuples(lines.tolist())


def _terms(spec: PoolSpec, values: Array, axes: Sequence[Axis]) -> dict[tuple[int, ...], str]:
    """What every cell that a window reads adds to its formula: nothing where it does not count."""
    fill = padding_text(spec)
    ends = [axis.size + axis.padding_after for axis in axes]
    terms = {}
    for cell in product(*(sorted({at for i in range(axis.outputs) for at in axis.taps(i).tolist()}) for axis in axes)):
        if all(0 <= at < axis.size for at, axis in zip(cell, axes, strict=True)):
            terms[cell] = _number(spec, values[cell], channel=cell[0])
        else:
            terms[cell] = fill if all(at < end for at, end in zip(cell, ends, strict=True)) else ""
    return terms


def _as_tuples(lines: Any) -> Any:
    return tuple(map(_as_tuples, lines)) if isinstance(lines, list) else lines


def padding_text(spec: PoolSpec) -> str:
    """What a cell of padding stands for: minus infinity, zero, or nothing where it does not count."""
    if "max" in spec.family:
        return "-∞"
    if spec.family == "gem_pool" and isinf(_exponent(spec, 0)):
        return ""
    return "0" if spec.arguments.get("count_include_pad") else ""


def _number(spec: PoolSpec, value: np.floating[Any], channel: int) -> str:
    """A cell as it enters the formula; the power of GeM stands at it, because padding has none."""
    if spec.family != "gem_pool":
        return text.value_text(value)
    p = _exponent(spec, channel)
    eps = np.float64(spec.arguments["eps"])
    clamped = text.value_text(eps if value < eps else value)
    return clamped if isinf(p) else text.powered(clamped, text.parameter_text(p))


def _exponent(spec: PoolSpec, channel: int) -> float:
    """GeM's p; in a 1-D call the rows of a plane are its channels."""
    p = spec.arguments["p"]
    return float(p[channel % len(p)] if isinstance(p, tuple) else p)


def _stochastic_formula(spec: PoolSpec, terms: list[str], shares: Array) -> str:
    if spec.arguments["training"]:
        return (
            f"draw({text.listed([f'{term}: {100 * share:.3g}%' for term, share in zip(terms, shares, strict=True)])})"
        )
    return f"({text.added([text.powered(term, '2') for term in terms])}) / ({text.added(terms)})"


def _whole_formula(spec: PoolSpec, terms: list[str], divisor: int) -> str:
    """A mean of integers, cut toward zero, and what LP makes of it; sums beyond int64 come around."""
    cells = [int(term) for term in terms]
    p, full = spec.arguments.get("norm_type"), prod(spec.kernel_size)
    if p is None:
        turns = (sum(cells) + 2**63) // 2**64
        around = [f"{'-' if turns > 0 else ''}{abs(turns)} · 2^64"] if turns else []
        quotient = f"({text.added([*terms, *around])}) / {divisor}"
        total = sum(cells) - turns * 2**64
        if total % divisor == 0:
            return quotient
        uncut = f" = trunc({text.value_text(np.float32(total / divisor))})" if abs(total) < LONG_SUM else ""
        return f"trunc({quotient}){uncut}"
    power = text.parameter_text(p)
    total_text = text.added([text.powered(term, power) for term in terms])
    beyond = p * log2(max(map(abs, cells)) or 1) + log2(len(cells)) >= 63
    if not beyond and sum(cell**p for cell in cells) % divisor == 0:
        return _formula(spec, terms, divisor, channel=0)
    total_text = f"({total_text}) mod 2^64" if beyond else total_text
    return f"({full} · trunc(({total_text}) / {divisor}))^(1/{power})"


def _formula(spec: PoolSpec, terms: list[str], divisor: int | None, channel: int) -> str:
    if divisor is None:
        return f"max({text.listed(terms or ['-∞'])})"
    if spec.family == "gem_pool":
        p = _exponent(spec, channel)
        if isinf(p):
            return f"{'max' if p > 0 else 'min'}({text.listed(terms)})"
        return f"(({text.added(terms)}) / {divisor})^(1/{text.parameter_text(p)})"
    if spec.family != "lp_pool":
        factor = f"{text.parameter_text(spec.arguments['temperature'])} · " if "temperature" in spec.arguments else ""
        return f"{factor}({text.added(terms or ['0'])}) / {divisor}"
    p = spec.arguments["norm_type"]
    if spec.infinite_power:
        return f"{'max' if p > 0 else 'min'}({text.listed([f'|{term}|' for term in terms])})"
    power = text.parameter_text(p)
    total = text.added([text.powered(term, power) for term in terms])
    full = prod(spec.kernel_size)
    # torch takes the average and multiplies by the full kernel: a cut window is scaled up.
    return f"({total})^(1/{power})" if divisor == full else f"({full}/{divisor} · ({total}))^(1/{power})"
