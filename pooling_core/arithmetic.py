"""The arithmetic of each output as one line of text."""

from __future__ import annotations

from math import prod
from typing import Any

from numpy.typing import NDArray

from pooling_core import text
from pooling_core.geometry import Axis
from pooling_core.params import PoolSpec

Array = NDArray[Any]


def arithmetic(
    spec: PoolSpec, plane: Array, output: Array, axes: tuple[Axis, Axis], divisor: Array | None
) -> tuple[tuple[str, ...], ...]:
    """``max(8, 6, 0, 5) = 8`` for every output of a plane, shape of the output.

    Args:
        plane: ``(rows, columns)``.
        output: ``(out_rows, out_columns)``, the result to be explained.
        axes: the windows along rows and along columns.
        divisor: what each sum is divided by, shape of the output; ``None`` for maxima.
    """
    rows, columns = axes
    numbers = [[text.value_text(value) for value in row] for row in plane]
    fill = padding_text(spec)
    all_columns = [columns.taps(j).tolist() for j in range(columns.outputs)]
    lines = []
    for i in range(rows.outputs):
        row_taps = rows.taps(i).tolist()
        line = []
        for j, column_taps in enumerate(all_columns):
            terms = []
            for r in row_taps:
                for c in column_taps:
                    if 0 <= r < rows.size and 0 <= c < columns.size:
                        terms.append(numbers[r][c])
                    elif fill and r < rows.size + rows.padding and c < columns.size + columns.padding:
                        terms.append(fill)
            formula = _formula(spec, terms, None if divisor is None else int(divisor[i, j]))
            line.append(f"{formula} = {text.value_text(output[i, j])}")
        lines.append(tuple(line))
    return tuple(lines)


def padding_text(spec: PoolSpec) -> str:
    """What a cell of padding stands for: minus infinity, zero, or nothing where it does not count."""
    if "max" in spec.family:
        return "-∞"
    return "0" if spec.arguments.get("count_include_pad") else ""


def _formula(spec: PoolSpec, terms: list[str], divisor: int | None) -> str:
    if divisor is None:
        return f"max({text.listed(terms or ['-∞'])})"
    if spec.family != "lp_pool":
        return f"({text.added(terms or ['0'])}) / {divisor}"
    p = spec.arguments["norm_type"]
    if spec.infinite_power:
        return f"{'max' if p > 0 else 'min'}({text.listed([f'|{term}|' for term in terms])})"
    power = text.parameter_text(p)
    total = text.added([text.powered(term, power) for term in terms])
    full = prod(spec.kernel_size)
    # torch takes the average and multiplies by the full kernel: a cut window is scaled up.
    return f"({total})^(1/{power})" if divisor == full else f"({full}/{divisor} · ({total}))^(1/{power})"
