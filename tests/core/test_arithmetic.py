"""The line of arithmetic, read back: its terms are the window, its two sides are equal, its result is the output."""

from math import inf, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import Trace, trace
from pooling_core.oracle.calls import ask
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.formulas import number, read_line
from tests.core.traced_calls import FAMILIES, assert_quotient, calls, cells_of, quick, same


def shown_terms(traced: Trace, taps: list[oracle.Tap]) -> list:
    """What a line must list: data in reading order, -inf or a counted 0 for padding, nothing for overhang."""
    fill = -inf if traced.spec.operation.picks else 0 if traced.spec.arguments.get("count_include_pad") else None
    kinds = {oracle.REAL} if fill is None else {oracle.REAL, oracle.PADDING}
    return [traced.input[t.position] if t.kind == oracle.REAL else fill for t in taps if t.kind in kinds]


@pytest.mark.parametrize("family", FAMILIES)
@settings(quick, max_examples=60)
@given(data=st.data())
def test_the_arithmetic_lists_the_window_and_comes_to_the_output(family, data):
    spec, plane = data.draw(calls(families=(family,)))
    traced = trace(spec, plane)
    dtype = plane.dtype
    for (i, j), taps in cells_of(spec, plane):
        line, output = traced.arithmetic[i][j], traced.output[i, j]
        kind, terms, rest, result = read_line(line, dtype)
        assert same(number(result, output.dtype), output), line
        expected = shown_terms(traced, taps)
        if kind in ("cut power", "power"):
            bases, exponents = zip(*(term.rsplit("^", 1) for term in terms), strict=True)
            assert set(exponents) == {rest["root"]} and float(rest["root"]) == spec.arguments["norm_type"], line
            values = [number(base.strip("()"), dtype) for base in bases]
            full = prod(spec.kernel_size)
            cut = {} if traced.real[i, j] == full else {"full": str(full), "divisor": str(traced.real[i, j])}
            assert rest == {"root": rest["root"], **cut}, line
            p, scale = float(rest["root"]), full / traced.real[i, j]
            with np.errstate(all="ignore"):
                wanted = np.float64(scale * np.sum(np.array(values, np.float64) ** p)) ** (1 / p)
            assert same(output, wanted) or abs(output - wanted) <= 1e-5 * abs(wanted), line
        elif kind in ("mean", "cut mean"):
            values = [number(term, dtype) for term in terms]
            quotient = sum(map(float, values)) / int(rest["divisor"])
            assert (kind == "cut mean") == (dtype.kind == "i" and not quotient.is_integer()), line
            assert kind == "mean" or np.float32(rest["uncut"]) == np.float32(quotient), line
            assert traced.divisor is not None and int(rest["divisor"]) == traced.divisor[i, j], line
            assert_quotient(output, values, int(rest["divisor"]))
        elif spec.operation.reading == "lp":
            assert all(term[0] == term[-1] == "|" for term in terms), line
            values = [number(term.strip("|"), dtype) for term in terms]
            assert rest["name"] == ("max" if spec.arguments["norm_type"] > 0 else "min"), line
            assert output == (max if rest["name"] == "max" else min)(map(abs, values)), line
        else:
            values = [number(term, dtype) for term in terms]
            assert rest["name"] == "max" and same(output, np.max(values)), line
            expected = expected or [-inf]
        assert len(values) == len(expected) and all(map(same, values, expected)), line


@pytest.mark.parametrize(
    ("call", "plane", "lines"),
    [
        (("max_pool2d", {"kernel_size": 2}), [[8, 6], [0, 5]], [["max(8, 6, 0, 5) = 8"]]),
        (("avg_pool2d", {"kernel_size": 2}), [[8, 6], [0, 5]], [["(8 + 6 + 0 + 5) / 4 = 4.75"]]),
        (
            ("max_pool1d", {"kernel_size": 2, "stride": 1, "padding": 1}),
            [-5, 3],
            [["max(-∞, -5) = -5", "max(-5, 3) = 3", "max(3, -∞) = 3"]],
        ),
        (
            ("avg_pool1d", {"kernel_size": 3, "padding": 1, "ceil_mode": True}),
            [-1, 2, -3, 4, 1, 6],
            [["(0 - 1 + 2) / 3 = 0.33333334", "(-3 + 4 + 1) / 3 = 0.6666667", "(6 + 0) / 2 = 3"]],
        ),
        (
            ("avg_pool1d", {"kernel_size": 2, "padding": 1, "count_include_pad": False}),
            [3, 4],
            [["(3) / 1 = 3", "(4) / 1 = 4"]],
        ),
        (("lp_pool1d", {"norm_type": 2, "kernel_size": 2}), [-3, 4], [["((-3)^2 + 4^2)^(1/2) = 5"]]),
        (
            ("lp_pool1d", {"norm_type": 2, "kernel_size": 2, "ceil_mode": True}),
            [3, 4, 1],
            [["(3^2 + 4^2)^(1/2) = 5", "(2/1 · (1^2))^(1/2) = 1.4142135"]],
        ),
        (("lp_pool1d", {"norm_type": inf, "kernel_size": 2}), [-3, 2], [["max(|-3|, |2|) = 3"]]),
        (("max_pool1d", {"kernel_size": 2, "padding": 1, "dilation": 4}), [5, 6, 7], [["max(-∞, -∞) = -inf"]]),
    ],
)
def test_the_words_of_the_arithmetic(call, plane, lines):
    name, arguments = call
    traced = trace(PoolSpec.of(name, **arguments), np.array(plane, np.float32))
    assert [[line.replace("−", "-") for line in row] for row in traced.arithmetic] == lines


@pytest.mark.parametrize(
    ("call", "row", "lines"),
    [
        (("avg_pool1d", {"kernel_size": 2}), [1, 2, -3, -2, 4, 6], ["trunc((1 + 2) / 2) = trunc(1.5) = 1"]),
        (("avg_pool1d", {"kernel_size": 3}), [-1, -1, -2], ["trunc((-1 − 1 − 2) / 3) = trunc(-1.3333334) = -1"]),
        (("avg_pool1d", {"kernel_size": 2, "stride": 1}), [4, 6, 8], ["(4 + 6) / 2 = 5", "(6 + 8) / 2 = 7"]),
        (("avg_pool1d", {"kernel_size": 2}), [2**60 + 1] * 2, [f"({2**60 + 1} + {2**60 + 1}) / 2 = {2**60 + 1}"]),
        (("avg_pool1d", {"kernel_size": 2}), [2**62] * 2, [f"({2**62} + {2**62} − 1 · 2^64) / 2 = {-(2**62)}"]),
        (("avg_pool1d", {"kernel_size": 2}), [10**7, 1], ["trunc((10000000 + 1) / 2) = 5000000"]),
        (
            ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}),
            [3, 4, 6, 8],
            ["(2 · trunc((3^2 + 4^2) / 2))^(1/2) = 4.8989797", "(6^2 + 8^2)^(1/2) = 10"],
        ),
        (("lp_pool1d", {"norm_type": 2.0, "kernel_size": 2}), [3, 4], ["(3^2 + 4^2)^(1/2) = 5"]),
        (
            ("lp_pool1d", {"norm_type": 64, "kernel_size": 2}),
            [6, 8],
            ["(2 · trunc(((6^64 + 8^64) mod 2^64) / 2))^(1/64) = 0"],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_integers_are_cut_where_it_happens(call, row, lines):
    name, arguments = call
    traced = trace(PoolSpec.of(name, **arguments), np.array(row))
    assert traced.input.dtype == np.int64
    assert list(traced.arithmetic[0])[: len(lines)] == lines
    theirs = ask(traced.spec, traced.input, traced.output)
    assert theirs.agrees


@pytest.mark.parametrize("shape", [(5, 5), (3, 9), (2, 14), (6, 6)])
def test_beyond_27_terms_the_middle_is_left_out(shape):
    count = prod(shape)
    plane = np.arange(count, dtype=np.float32).reshape(shape)
    terms = [str(term) for term in range(count)]
    kept = terms if count <= 27 else [*terms[:13], "…", *terms[-13:]]
    maximum, mean, power = (
        trace(PoolSpec.of(name, kernel_size=shape, **arguments), plane).arithmetic[0][0]
        for name, arguments in (("max_pool2d", {}), ("avg_pool2d", {}), ("lp_pool2d", {"norm_type": 1}))
    )
    assert maximum == f"max({', '.join(kept)}) = {count - 1}"
    assert mean == f"({' + '.join(kept)}) / {count} = {(count - 1) / 2:g}"
    powers = [term if term == "…" else f"{term}^1" for term in kept]
    assert power == f"({' + '.join(powers)})^(1/1) = {count * (count - 1) // 2}"
