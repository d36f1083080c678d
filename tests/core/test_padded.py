"""Padding that may be uneven or a word: its windows, its numbers against torch after F.pad, its gradient."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pooling_core import PoolingError, PoolSpec, padded
from pooling_core.compute.run import pool
from pooling_core.explain.trace import trace
from pooling_core.geometry.axis import padded_axis, word_pads
from pooling_core.gradients import pullback
from pooling_core.oracle.calls import ask, torch_gradients
from tests.core.small_calls import line
from tests.core.traced_calls import quick

SIDES = st.tuples(st.integers(0, 2), st.integers(0, 2))


@st.composite
def calls(draw, dilated=True):
    rank = draw(st.integers(1, 3))
    per_axis = lambda low, high: st.tuples(*[st.integers(low, high)] * rank)  # noqa: E731
    given = {
        "kernel_size": draw(per_axis(1, 3)),
        "stride": draw(st.one_of(st.none(), per_axis(1, 3))),
        "padding": draw(st.one_of(st.sampled_from(["SAME_UPPER", "SAME_LOWER", "VALID"]), st.tuples(*[SIDES] * rank))),
        "dilation": draw(per_axis(1, 2)) if dilated else 1,
        "rounding": draw(st.sampled_from(["floor", "ceil", "ceil_inside"])),
    }
    kind = draw(st.sampled_from(["max", "avg", "lp"]))
    given |= {"counted": draw(st.sampled_from(["data", "padding", "kernel"]))} if kind == "avg" else {}
    given |= {"norm_type": draw(st.sampled_from([1, 2, 3, float("inf")]))} if kind == "lp" else {}
    sizes = draw(per_axis(1, 5))
    x = np.random.default_rng(draw(st.integers(0, 99))).integers(-5, 6, (2, *sizes)).astype(np.float32)
    return PoolSpec.of(f"padded_{kind}_pool{rank}d", **given), x


def result(spec, x):
    try:
        return pool(spec, x)
    except PoolingError:
        assume(False)


@settings(quick, max_examples=80)
@given(calls())
def test_torch_gives_the_same_after_its_own_padding(made):
    spec, x = made
    found = result(spec, x)
    # Under "ceil" a window may begin beyond all padding; torch has no such window.
    assume(np.isfinite(found).all() and not (spec.arguments["rounding"] == "ceil" and max(spec.stride) > 1))
    assume(spec.arguments.get("norm_type") != float("inf") or max(spec.dilation) == 1)
    verdict = ask(spec, x, found)
    assert verdict.refusal is None and verdict.agrees, verdict


@settings(quick, max_examples=30)
@given(calls(dilated=False))
def test_its_gradient_is_torchs(made):
    spec, x = made
    x += np.linspace(0.01, 0.02, x.size, dtype=np.float32).reshape(x.shape)  # no ties, no zeros
    found = result(spec, x)
    assume(np.isfinite(found).all() and spec.arguments["rounding"] != "ceil")
    down = np.ones_like(found)
    (theirs,) = torch_gradients(spec.name, (x,), spec.arguments, down)
    assume(np.isfinite(theirs).all())
    np.testing.assert_allclose(pullback(spec.name, down, x, **spec.arguments), theirs, rtol=1e-4, atol=1e-5)


def test_a_dilated_gradient_spreads_by_taps():
    grad = pullback("padded_avg_pool1d", line(4, 8), line(1, 2, 3, 4, 5), kernel_size=2, stride=2, dilation=2)
    assert grad.tolist() == [[2, 0, 6, 0, 4]]


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 4), st.integers(1, 2))
@settings(quick, max_examples=60)
def test_same_lower_is_same_upper_in_a_mirror(size, kernel, stride, dilation):
    before, after = word_pads("SAME_UPPER", size, kernel, stride, dilation)
    assert word_pads("SAME_LOWER", size, kernel, stride, dilation) == (after, before) and 0 <= after - before <= 1
    axis = padded_axis(size, kernel, stride, (after, before), dilation, "floor")
    assert axis.outputs == -(-size // stride) and (axis.padding, axis.padding_after) == (after, before)


@pytest.mark.parametrize(
    "padding, rounding, starts",
    [
        (((1, 0),), "floor", [-1]),
        (((1, 0),), "ceil", [-1, 1]),
        (((0, 2),), "floor", [0, 2]),
        (((0, 3),), "floor", [0, 2]),
        (((0, 3),), "ceil", [0, 2, 4]),
        (((0, 3),), "ceil_inside", [0, 2]),
        ("SAME_LOWER", "ceil", [-1, 1]),
        ("SAME_UPPER", "floor", [0, 2]),
        ("valid", "floor", [0]),
    ],
)
def test_three_cells_and_a_window_of_three(padding, rounding, starts):
    spec = PoolSpec.of("padded_max_pool1d", kernel_size=3, stride=2, padding=padding, rounding=rounding)
    traced = trace(spec, np.array([1.0, 2.0, 3.0, 4.0])[: 4 if padding in ("SAME_LOWER", "SAME_UPPER") else 3])
    assert traced.axes[1].starts.tolist() == starts


def test_what_counts_in_the_divisor():
    """Windows of 3 on 3 cells with one cell of padding before them; the second window ends beyond it all."""
    found = {
        counted: padded.padded_avg_pool1d(line(6, 6, 6), 3, 2, ((1, 0),), rounding="ceil", counted=counted).tolist()
        for counted in ("data", "padding", "kernel")
    }
    assert found == {"data": [[6, 6]], "padding": [[4, 6]], "kernel": [[4, 4]]}


def test_the_arithmetic_says_what_was_added():
    traced = trace(PoolSpec.of("padded_lp_pool1d", norm_type=3, kernel_size=2), np.array([3, -1], np.float32))
    assert traced.arithmetic == (("(3^3 + |-1|^3)^(1/3) = 3.036589",),)
    kernel = PoolSpec.of("padded_avg_pool1d", kernel_size=2, rounding="ceil", counted="kernel")
    assert trace(kernel, np.array([1.0, 2.0, 3.0])).arithmetic[0][1] == "(3 + 0) / 2 = 1.5"


def test_padding_is_one_number_or_some_for_each_axis():
    assert PoolSpec.of("padded_max_pool2d", kernel_size=2, padding=[1, [0, 2]]).pads == ((1, 1), (0, 2))
    for padding in (-1, (1, 2, 3), ((1, 2, 3), 0), True, 1.5):
        with pytest.raises(PoolingError):
            pool(PoolSpec.of("padded_max_pool2d", kernel_size=2, padding=padding), np.ones((1, 4, 4)))
    with pytest.raises(PoolingError, match="below 1"):
        padded.padded_max_pool2d(np.ones((1, 2, 2)), 3, padding="VALID")
