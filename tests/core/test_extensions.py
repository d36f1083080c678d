"""What torch does not have, against loops and exact decimals: GeM, a temperature, TensorFlow's windows."""

import inspect
import itertools
from decimal import Decimal, localcontext
from math import inf, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import extensions
from pooling_core.errors import PoolingError
from pooling_core.geometry import same_axis
from pooling_core.params import REQUIRED, PoolSpec, signature
from pooling_core.trace import trace
from tests import oracle
from tests.core.traced_calls import quick

FAMILIES = ("gem_pool", "stochastic_pool", "temperature_avg_pool", "tf_max_pool", "tf_avg_pool")
NAMES = [f"{family}{rank}d" for family in FAMILIES for rank in (1, 2, 3)]
# Rows and all: the document's window of ones with a hole of three zeros.
HOLED = np.ones((1, 5, 5))
HOLED[0, 2] = [0, 0, 0, 1, 1]


def line(*values, dtype=np.float64):
    """One channel of one row."""
    return np.array([values], dtype)


def refusal(call, *arguments, **settings):
    with pytest.raises(PoolingError) as refused:
        call(*arguments, **settings)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize("name", NAMES)
def test_a_function_takes_what_its_spec_takes(name):
    given = dict(inspect.signature(getattr(extensions, name)).parameters)
    assert given.pop("input").default is inspect.Parameter.empty
    defaults = {key: REQUIRED if p.default is inspect.Parameter.empty else p.default for key, p in given.items()}
    assert defaults == signature(name)
    assert not hasattr(torch.nn.functional, name) and name in extensions.__all__


# --- GeM -------------------------------------------------------------------------------------------------------------


def exact_gem(values, p, divisor):
    """(sum x**p / divisor) ** (1/p) in 60 decimal digits, which nothing over- or underflows."""
    with localcontext(prec=60) as context:
        context.Emax, context.Emin = 10**15, -(10**15)
        exponent = Decimal(p)
        total = sum((Decimal(float(value)) ** exponent for value in values), Decimal(0))
        return float((total / divisor) ** (1 / exponent))


def test_the_numbers_of_the_document():
    once, sliding = ({"kernel_size": 4}, {"kernel_size": 4, "stride": 1})
    assert extensions.gem_pool2d(HOLED, 1, 0, **once).tolist() == [[[0.8125]]]
    assert extensions.gem_pool2d(HOLED, 1, 0, **sliding).tolist() == [[[0.8125, 0.875], [0.8125, 0.875]]]
    # with the document's eps the three zeros are a millionth each
    assert extensions.gem_pool2d(HOLED, 1, **once).item() == pytest.approx(0.8125 + 3e-6 / 16, rel=1e-15)
    assert extensions.gem_pool2d(HOLED, 6.5, **once).item() == pytest.approx(0.8125 ** (1 / 6.5), rel=1e-15)
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
        torch.nn.AvgPool2d((2, 2), temperature=temperature)


def test_a_temperature_is_a_finite_number():
    for wrong in (nan, inf, "hot", None, True, (1, 2)):
        error = refusal(extensions.temperature_avg_pool1d, line(1, 2), 2, temperature=wrong)
        assert (error.parameter, error.fix) == ("temperature", {"temperature": 1.0})
    assert refusal(PoolSpec.of, "temperature_avg_pool1d", kernel_size=2, divisor_override=1).parameter


# --- TensorFlow's windows --------------------------------------------------------------------------------------------


def same_windows(size, kernel, stride, dilation):
    """Slide from the first start on; the starts follow from sharing out the padding, the odd cell last."""
    span, outputs = (kernel - 1) * dilation + 1, 0
    while outputs * stride < size:
        outputs += 1
    short = 0
    while (outputs - 1) * stride + span > size + short:
        short += 1
    before = short // 2
    return [[i * stride - before + t * dilation for t in range(kernel)] for i in range(outputs)], before, short - before


def valid_windows(size, kernel, stride, dilation):
    return oracle.walk_windows(size, kernel, stride, 0, dilation, False)


def loop_pool(x, rank, windows, reduce):
    """`reduce` over the cells of the input in each window of each plane, one at a time."""
    out = np.empty((*x.shape[:-rank], *map(len, windows)), x.dtype)
    for lead, plane in oracle.planes(x, rank):
        for cell, taps in oracle.output_cells(windows, plane.shape, [0] * rank):
            out[lead + cell] = reduce([plane[tap.position] for tap in taps if tap.kind == oracle.REAL])
    return out


SIZES = st.tuples(st.integers(1, 9), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3), st.booleans())


@settings(quick, max_examples=150)
@given(st.lists(SIZES, min_size=1, max_size=3), st.sampled_from(["SAME", "VALID", "same", "Valid"]), st.integers(0, 99))
def test_tensorflows_windows_are_those_of_a_loop(axes, padding, seed):
    rank, dilated = len(axes), axes[0][-1]
    sizes = [min(size, 9 // rank) for size, *_ in axes]
    kernels = [kernel for _, kernel, *_ in axes]
    strides = [1 if dilated else axis[2] for axis in axes]
    dilations = [axis[3] if dilated else 1 for axis in axes]
    walk = same_windows if padding.upper() == "SAME" else valid_windows
    found = [walk(*axis) for axis in zip(sizes, kernels, strides, dilations, strict=True)]
    windows = [axis[0] for axis in found] if walk is same_windows else found
    x = np.random.default_rng(seed).integers(-9, 9, (2, 2, *sizes)).astype(np.float64)
    x.setflags(write=False)
    settings = {"kernel_size": kernels, "stride": strides, "padding": padding, "dilation": dilations}
    largest, mean = (getattr(extensions, f"tf_{kind}_pool{rank}d") for kind in ("max", "avg"))
    if not all(windows):
        assert refusal(largest, x, **settings).parameter == "kernel_size"
        return
    np.testing.assert_array_equal(largest(x, **settings), loop_pool(x, rank, windows, lambda v: max(v, default=-inf)))
    means = loop_pool(x, rank, windows, lambda v: sum(v) / len(v) if v else nan)
    np.testing.assert_allclose(mean(x, **settings), means, rtol=1e-14)


def test_a_same_axis_stands_where_walking_finds_it():
    for size, kernel, stride, dilation in itertools.product(range(1, 12), range(1, 8), range(1, 5), range(1, 4)):
        windows, before, after = same_windows(size, kernel, stride, dilation)
        axis = same_axis(size, kernel, stride, dilation)
        assert [axis.taps(i).tolist() for i in range(axis.outputs)] == windows
        assert (axis.padding, axis.padding_after) == (before, after) and axis.outputs == -(-size // stride)
        real = [[tap for tap in taps if 0 <= tap < size] for taps in windows]
        assert axis.real_counts().tolist() == list(map(len, real))


@pytest.mark.parametrize("sizes", [(5, 6), (7, 7), (4, 9)])
@pytest.mark.parametrize("kernel", [2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_is_pytorchs_maximum_on_a_padded_input(sizes, kernel, stride):
    x = torch.from_numpy(np.random.default_rng(kernel).normal(size=(2, *sizes)).astype(np.float32))
    short = [max((-(-n // stride) - 1) * stride + kernel - n, 0) for n in sizes]
    around = (short[1] // 2, short[1] - short[1] // 2, short[0] // 2, short[0] - short[0] // 2)
    padded, cells = (torch.nn.functional.pad(y, around, value=v) for y, v in ((x, -inf), (torch.ones_like(x), 0.0)))
    theirs = torch.nn.functional.max_pool2d(padded, kernel, stride)
    np.testing.assert_array_equal(extensions.tf_max_pool2d(x.numpy(), kernel, stride), theirs.numpy())
    pad_zero = torch.nn.functional.pad(x, around)
    mean, share = (torch.nn.functional.avg_pool2d(y, kernel, stride) for y in (pad_zero, cells))
    np.testing.assert_allclose(
        extensions.tf_avg_pool2d(x.numpy(), kernel, stride), (mean / share).numpy(), rtol=1e-5, atol=1e-6
    )


def test_same_and_valid_by_hand():
    five, six = line(*range(5)), line(*range(6))
    assert extensions.tf_max_pool1d(five, 2).tolist() == [[1, 3, 4]]  # PyTorch's floor has two windows
    assert extensions.tf_max_pool1d(five, 2, padding="VALID").tolist() == F.max_pool1d(five, 2).tolist() == [[1, 3]]
    assert extensions.tf_avg_pool1d(five, 3, 2).tolist() == [[0.5, 2, 3.5]]  # 1 before, 1 after: neither counts
    assert extensions.tf_avg_pool1d(six, 3, 2).tolist() == [[1, 3, 4.5]]  # the odd cell of padding comes last
    assert F.avg_pool1d(six, 3, 2, 1).tolist() == [[1 / 3, 2, 4]]
    assert extensions.tf_max_pool1d(line(1, 9, 2, 9, 3), 3, 1, "VALID", 2).tolist() == [[3]]
    whole = np.array([[-5, -7]], np.int64)
    assert extensions.tf_max_pool1d(whole, 3, 1).tolist() == [[-5, -5]]


@pytest.mark.parametrize("name", ["tf_max_pool2d", "tf_avg_pool2d"])
def test_tensorflow_refuses_with_a_fix_that_works(name):
    call, x = getattr(extensions, name), np.ones((1, 4, 4))
    for wrong in (0, 1, None, "full", "", (1, 1), np.zeros(2)):
        error = refusal(call, x, 2, padding=wrong)
        assert (error.parameter, error.fix) == ("padding", {"padding": "SAME"})
    error = refusal(call, x, 2, 2, dilation=2)
    assert (error.parameter, error.fix) == ("stride", {"stride": 1})
    assert call(x, 2, 1, dilation=2).shape == x.shape
    assert refusal(call, x, (5, 1), padding="VALID").fix == {"kernel_size": (4, 1)}
    assert call(x, 5).shape == (1, 1, 1)


# --- explained -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "plane", "lines"),
    [
        ("gem_pool1d", {}, [8, 6], ["((8^3 + 6^3) / 2)^(1/3) = 7.14004"]),
        ("gem_pool1d", {"p": 1, "eps": 0.5}, [-3, 6], ["((0.5^1 + 6^1) / 2)^(1/1) = 3.25"]),
        ("gem_pool1d", {"p": 2}, [-3, 4], ["(((1e-6)^2 + 4^2) / 2)^(1/2) = 2.8284"]),
        ("gem_pool1d", {"p": inf}, [-3, 4], ["max(1e-6, 4) = 4"]),
        ("gem_pool1d", {"p": -inf, "kernel_size": 2, "padding": 1}, [3, 4], ["min(3) = 3", "min(4) = 4"]),
        (
            "gem_pool1d",
            {"p": -1, "kernel_size": 2, "padding": 1},
            [3, 4],
            ["((0 + 3^-1) / 2)^(1/-1) = 6", "((4^-1 + 0) / 2)^(1/-1) = 8"],
        ),
        (
            "gem_pool1d",
            {"p": 2, "kernel_size": 2, "padding": 1, "count_include_pad": False},
            [3, 4],
            ["((3^2) / 1)^(1/2) = 3", "((4^2) / 1)^(1/2) = 4"],
        ),
        (
            "temperature_avg_pool1d",
            {"kernel_size": 2, "temperature": 2.5},
            [1, 2, 3, 5],
            ["2.5 · (1 + 2) / 2 = 3.75", "2.5 · (3 + 5) / 2 = 10"],
        ),
        ("tf_max_pool1d", {"kernel_size": 2}, [1, 2, 3], ["max(1, 2) = 2", "max(3, -∞) = 3"]),
        (
            "tf_avg_pool1d",
            {"kernel_size": 2, "stride": 1},
            [1, 2, 3],
            ["(1 + 2) / 2 = 1.5", "(2 + 3) / 2 = 2.5", "(3) / 1 = 3"],
        ),
        (
            "stochastic_pool1d",
            {"kernel_size": 3, "training": False, "ceil_mode": True},
            [1, 0, 3, 0],
            ["(1^2 + 0^2 + 3^2) / (1 + 0 + 3) = 2.5", "(0^2) / (0) = 0"],
        ),
        (
            "stochastic_pool1d",
            {"kernel_size": 3, "rng": 0, "ceil_mode": True},
            [0, 5, 0, 7],
            ["draw(0: 0%, 5: 100%, 0: 0%) = 5", "draw(7: 100%) = 7"],
        ),
    ],
)
def test_the_words_of_the_arithmetic(name, arguments, plane, lines):
    traced = trace(PoolSpec.of(name, **arguments), np.array(plane, np.float64))
    shown = [text.rpartition(" = ") for text in traced.arithmetic[0]]
    wanted = [text.rpartition(" = ") for text in lines]
    assert [formula.replace("−", "-") for formula, _, _ in shown] == [formula for formula, _, _ in wanted]
    assert [float(value) for *_, value in shown] == pytest.approx([float(value) for *_, value in wanted], abs=1e-4)
    assert [float(value) for *_, value in shown] == traced.output[0].tolist()


def test_every_channel_is_explained_with_its_p():
    traced = trace(PoolSpec.of("gem_pool1d", p=(1, inf)), np.array([[2.0, 4.0], [2.0, 4.0]]))
    assert [row[0] for row in traced.arithmetic] == ["((2^1 + 4^1) / 2)^(1/1) = 3", "max(2, 4) = 4"]


def test_the_odd_cell_of_same_padding_is_padding():
    plane = np.arange(12.0).reshape(3, 4)
    traced = trace(PoolSpec.of("tf_avg_pool2d", kernel_size=2, stride=1), plane)
    assert traced.frame == (0, 0, 1, 1)
    assert ["".join(row) for row in traced.kinds] == ["rrrrp", "rrrrp", "rrrrp", "ppppp"]
    assert traced.padding.tolist() == [[0, 0, 0, 2], [0, 0, 0, 2], [2, 2, 2, 3]] and not traced.overhang.any()
    assert traced.divisor is not None and traced.divisor.tolist() == traced.real.tolist()
    wide = trace(PoolSpec.of("tf_max_pool1d", kernel_size=4, stride=1), np.arange(3.0))
    assert "".join(wide.kinds[0]) == "prrrpp" and wide.frame == (0, 1, 0, 2) and wide.divisor is None


def test_a_global_window_reads_everything():
    traced = trace(PoolSpec.of("gem_pool2d", p=2), np.ones((3, 4)))
    assert (traced.kinds == "r").all() and traced.output.shape == (1, 1) and traced.real.tolist() == [[12]]


def test_a_drawn_cell_is_the_traces_winner():
    spec = PoolSpec.of("stochastic_pool2d", kernel_size=2, rng=3)
    plane = np.random.default_rng(0).random((4, 6))
    traced = trace(spec, plane)
    values, cells = extensions.stochastic_pool2d(plane[np.newaxis], 2, rng=3, return_indices=True)
    assert traced.winner is not None and traced.winner.tolist() == cells[0].tolist()
    assert traced.output.tolist() == values[0].tolist() == plane.ravel()[traced.winner].tolist()
    np.testing.assert_array_equal(traced.probabilities, extensions.stochastic_probabilities(plane, 2))
    rows = trace(PoolSpec.of("stochastic_pool1d", kernel_size=2, training=False), plane)
    assert rows.winner is None and rows.divisor is None and rows.probabilities is not None
    for row, shares in zip(plane, rows.probabilities, strict=True):
        np.testing.assert_array_equal(shares, extensions.stochastic_probabilities(row, 2))
