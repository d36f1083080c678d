"""What torch does not have, against loops and exact decimals: GeM and a temperature."""

import inspect
from decimal import Decimal, localcontext
from math import inf, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import extensions
from pooling_core.call.catalogue import REQUIRED
from pooling_core.call.spec import PoolSpec, signature
from tests.core.small_calls import line, refusal
from tests.core.traced_calls import quick

FAMILIES = ("gem_pool", "stochastic_pool", "temperature_avg_pool", "tf_max_pool", "tf_avg_pool")
NAMES = [f"{family}{rank}d" for family in FAMILIES for rank in (1, 2, 3)]
# Rows and all: the document's window of ones with a hole of three zeros.
HOLED = np.ones((1, 5, 5))
HOLED[0, 2] = [0, 0, 0, 1, 1]


@pytest.mark.parametrize("name", NAMES)
def test_a_function_takes_what_its_spec_takes(name):
    given = dict(inspect.signature(getattr(extensions, name)).parameters)
    assert given.pop("input").default is inspect.Parameter.empty
    defaults = {key: REQUIRED if p.default is inspect.Parameter.empty else p.default for key, p in given.items()}
    assert defaults == signature(name)
    assert not hasattr(torch.nn.functional, name)


# --- GeM -------------------------------------------------------------------------------------------------------------


def exact_gem(values, p, divisor):
    """(sum x**p / divisor) ** (1/p) in 60 decimal digits, which nothing over- or underflows."""
    with localcontext(prec=60) as context:
        context.Emax, context.Emin = 10**15, -(10**15)
        exponent = Decimal(p)
        total = sum((Decimal(float(value)) ** exponent for value in values), Decimal(0))
        return float((total / divisor) ** (1 / exponent))


def test_the_numbers_of_the_document():
    assert extensions.gem_pool2d(HOLED, 1, 0, 4).tolist() == [[[0.8125]]]
    assert extensions.gem_pool2d(HOLED, 1, 0, 4, 1).tolist() == [[[0.8125, 0.875], [0.8125, 0.875]]]
    # with the document's eps the three zeros are a millionth each
    assert extensions.gem_pool2d(HOLED, 1, kernel_size=4).item() == pytest.approx(0.8125 + 3e-6 / 16, rel=1e-15)
    assert extensions.gem_pool2d(HOLED, 6.5, kernel_size=4).item() == pytest.approx(0.8125 ** (1 / 6.5), rel=1e-15)
    batch = np.random.default_rng(0).normal(size=(10, 3, 4, 4)).astype(np.float32)
    ours = extensions.gem_pool2d(batch, 6.5, 1e-6, (4, 4))
    theirs = torch.nn.functional.avg_pool2d(torch.from_numpy(batch).clamp(min=1e-6).pow(6.5), (4, 4)).pow(1 / 6.5)
    assert ours.shape == (10, 3, 1, 1)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-6)
    np.testing.assert_array_equal(extensions.gem_pool2d(batch, 6.5), ours)


def test_the_clamp_erases_negatives():
    assert extensions.gem_pool1d(line(-1, 2, -3, 4), 1, 0).tolist() == [[1.5]]
    assert extensions.gem_pool1d(line(-1, 2, -3, 4), 1).item() == pytest.approx(1.5 + 2e-6 / 4, rel=1e-15)
    assert F.avg_pool1d(line(-1, 2, -3, 4), 4).tolist() == [[0.5]]
    assert extensions.gem_pool1d(line(-inf, -0.0, -5), 3).item() == pytest.approx(1e-6, rel=1e-12)
    for power in (3, 0.5, -1):
        assert extensions.gem_pool1d(line(-0.0, 0, -2), power, 0).tolist() == [[0]]


WIDE = st.floats(2.0**-99, 2.0**99, width=32) | st.sampled_from([1.0, 2.0, 0.3, 0.4])
POWERS = st.sampled_from([1000, -1000, 200, 1e4, -37.5, 3, 1, -1, 0.5, 0.01]) | st.floats(0.1, 500)


@settings(quick, max_examples=80)
@given(st.lists(WIDE, min_size=1, max_size=9), POWERS, st.sampled_from(["float16", "float32", "float64"]))
def test_no_power_is_too_large(values, p, dtype):
    """Nothing but the last rounding, and in float64 a few ulps: the root magnifies by 1/p what went before."""
    limits = np.finfo(dtype)
    x = np.clip(np.array([values]), limits.tiny, limits.max).astype(dtype)
    x.setflags(write=False)
    found = extensions.gem_pool1d(x, p, 0)
    assert found.shape == (1, 1) and found.dtype == dtype
    slack = max(limits.eps / 2 * 1.001, (len(values) + 8) * (1 + 1 / abs(p)) * 2.3e-16)
    truth = exact_gem(x[0], p, len(values))
    assert abs(float(found[0, 0]) - truth) <= slack * truth + limits.smallest_subnormal


@quick
@given(st.lists(WIDE, min_size=1, max_size=12), POWERS, POWERS)
def test_a_larger_p_never_gives_less(values, p, q):
    low, high = (extensions.gem_pool1d(np.array([values]), float(power), 0)[0, 0] for power in sorted((p, q)))
    slack = 1 + 1e-12
    assert min(values) <= low * slack and low <= high * slack and high <= max(values) * slack


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_an_infinite_p_is_the_extreme(rank, dtype):
    x = np.random.default_rng(rank).normal(size=(2, 3, 7, 6, 5)[: 2 + rank]).astype(dtype)
    gem, largest = getattr(extensions, f"gem_pool{rank}d"), getattr(F, f"max_pool{rank}d")
    window = {"kernel_size": 3, "stride": 2, "padding": 1}
    clamped = np.maximum(x, np.asarray(0.25, dtype))
    np.testing.assert_array_equal(gem(x, inf, 0.25, **window), largest(clamped, **window))
    np.testing.assert_array_equal(gem(x, -inf, 0.25, **window), -largest(-clamped, **window))
    np.testing.assert_allclose(gem(x, 1e5, 0.25, **window), largest(clamped, **window), rtol=1e-4)


def test_where_torch_overflows_ours_does_not():
    x = line(0.3, 0.4, dtype=np.float32)
    composed = torch.nn.functional.avg_pool1d(torch.from_numpy(x).pow(200), 2).pow(1 / 200)
    assert composed.item() == 0 and F.lp_pool1d(x, 200, 2).item() == 0
    assert extensions.gem_pool1d(x, 200).item() == np.float32(exact_gem(x[0], 200, 2))


def test_every_channel_may_have_its_p():
    x = np.random.default_rng(1).random((2, 3, 5, 4))
    powers = [1, -2, inf]
    expected = np.concatenate([extensions.gem_pool2d(x[:, i : i + 1], p) for i, p in enumerate(powers)], 1)
    for written in (powers, tuple(powers), np.array(powers)):
        np.testing.assert_array_equal(extensions.gem_pool2d(x, written), expected)
        np.testing.assert_array_equal(extensions.gem_pool2d(x[1], written), expected[1])
    np.testing.assert_array_equal(extensions.gem_pool2d(x, np.array([3.0])), extensions.gem_pool2d(x))
    assert hash(PoolSpec.of("gem_pool2d", p=np.array([1, 2])))
    assert refusal(extensions.gem_pool2d, x, [1, 2]).parameter == "p"
    assert extensions.gem_pool2d(x[:0], powers).shape == (0, 3, 1, 1)


def test_special_values():
    gem = extensions.gem_pool1d
    assert np.isnan(gem(line(1, nan, 2, 5), [3], kernel_size=2)).tolist() == [[True, False]]
    assert np.isnan([gem(line(1, nan), p).item() for p in (inf, -inf, -1, 0.5, 1000)]).all()
    assert [gem(line(1, inf), p).item() for p in (3, 1e-4, inf, -inf)] == [inf, inf, inf, 1]
    assert gem(line(2, inf), -1).item() == 4
    assert gem(line(inf, inf), -3).item() == inf
    assert gem(line(0, 0), 3, 0).tolist() == [[0]]


def test_padding_counts_unless_told_otherwise():
    x = np.ones((1, 3, 3))
    counted = extensions.gem_pool2d(x, 2, kernel_size=3, stride=1, padding=1)
    np.testing.assert_allclose(counted[0], np.sqrt([[4 / 9, 6 / 9, 4 / 9], [6 / 9, 1, 6 / 9], [4 / 9, 6 / 9, 4 / 9]]))
    real = extensions.gem_pool2d(x, 2, kernel_size=3, stride=1, padding=1, count_include_pad=False)
    assert real.tolist() == x.tolist()
    overhang = extensions.gem_pool1d(line(3, 4, 5), 2, kernel_size=2, ceil_mode=True)
    assert overhang.tolist() == pytest.approx(line(12.5**0.5, 5))


@pytest.mark.parametrize(
    ("arguments", "parameter", "fix"),
    [
        ({"p": 0}, "p", {"p": 0.001}),
        ({"p": (2, 0.0)}, "p", {"p": (2.0, 0.001)}),
        ({"p": nan}, "p", {"p": 3.0}),
        ({"p": "3"}, "p", {"p": 3.0}),
        ({"p": True}, "p", {"p": 3.0}),
        ({"p": []}, "p", {"p": 3.0}),
        ({"p": np.ones((2, 2))}, "p", {"p": 3.0}),
        ({"p": (1, 2, 3)}, "p", {"p": 1.0}),
        ({"eps": -1e-6}, "eps", {"eps": 1e-6}),
        ({"eps": inf}, "eps", {"eps": 1e-6}),
        ({"eps": None}, "eps", {"eps": 1e-6}),
        ({"stride": 2}, "stride", {"stride": None}),
        ({"padding": (1, 0)}, "padding", {"padding": 0}),
        ({"ceil_mode": True}, "ceil_mode", {"ceil_mode": False}),
        ({"kernel_size": (9, 1)}, "kernel_size", {"kernel_size": (4, 1)}),
        ({"kernel_size": 2, "padding": 2}, "padding", {"padding": 1}),
    ],
)
def test_gem_refuses_with_a_fix_that_works(arguments, parameter, fix):
    x = np.ones((2, 4, 4))
    error = refusal(extensions.gem_pool2d, x, **arguments)
    assert (error.parameter, error.fix) == (parameter, fix)
    assert extensions.gem_pool2d(x, **arguments | fix).shape[0] == 2


def test_zero_says_what_it_is_the_limit_of():
    assert "geometric mean" in str(refusal(extensions.gem_pool1d, line(1, 4), 0))
    assert extensions.gem_pool1d(line(1, 4), 1e-6).item() == pytest.approx(2, rel=1e-5)


@pytest.mark.parametrize("dtype", ["int64", "bool", "complex64"])
@pytest.mark.parametrize("family", ["gem_pool", "stochastic_pool", "temperature_avg_pool", "tf_avg_pool"])
def test_means_take_floats(family, dtype):
    arguments = {} if family == "gem_pool" else {"kernel_size": 2}
    assert refusal(getattr(extensions, f"{family}1d"), np.ones((1, 4), dtype), **arguments).parameter == "input"


# --- a temperature ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("temperature", [1, 2.5, -0.1, 0, np.float32(0.3)])
def test_a_temperature_is_a_factor(temperature, dtype):
    x = np.random.default_rng(2).normal(size=(1, 3, 12, 12)).astype(dtype)
    heated = extensions.temperature_avg_pool2d(x, (2, 2), temperature=temperature)
    theirs = torch.from_numpy(F.avg_pool2d(x, (2, 2))) * float(temperature)
    assert heated.shape == (1, 3, 6, 6) and heated.dtype == dtype
    np.testing.assert_array_equal(heated, theirs.numpy())
    with pytest.raises(TypeError):
        torch.nn.AvgPool2d((2, 2), **{"temperature": temperature})


def test_a_temperature_is_a_finite_number():
    for wrong in (nan, inf, "hot", None, True, (1, 2)):
        error = refusal(extensions.temperature_avg_pool1d, line(1, 2), 2, temperature=wrong)
        assert (error.parameter, error.fix) == ("temperature", {"temperature": 1.0})
    assert refusal(PoolSpec.of, "temperature_avg_pool1d", kernel_size=2, divisor_override=1).parameter
