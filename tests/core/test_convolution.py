"""Convolution beside PyTorch, beside plain loops, and beside the average pooling that it contains."""

import itertools
import warnings
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.compute.convolution import checked_plan, tap_blocks

TWINS = {name: getattr(torch.nn.functional, name) for name in ("conv1d", "conv2d", "conv3d")}
FLOATS = (np.float16, np.float32, np.float64)


def by_torch(name, x, weight, bias=None, **arguments):
    tensors = [None if array is None else torch.from_numpy(np.array(array)) for array in (x, weight, bias)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the copy that an uneven "same" costs, once per process
        return TWINS[name](*tensors, **arguments).numpy()


def looped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """One number at a time; padding is (before, after)."""
    rank = weight.ndim - 2
    before, after = padding if isinstance(padding, tuple) else (padding, padding)
    sizes = [
        (n + before + after - dilation * (k - 1) - 1) // stride + 1
        for n, k in zip(x.shape[2:], weight.shape[2:], strict=True)
    ]
    out = np.zeros((len(x), len(weight), *sizes), x.dtype)
    per_group, made = weight.shape[1], len(weight) // groups
    for n, o, *cell in np.ndindex(out.shape):
        total = 0 if bias is None else bias[o]
        for c, *tap in np.ndindex(per_group, *weight.shape[2:]):
            at = [i * stride - before + t * dilation for i, t in zip(cell, tap, strict=True)]
            if all(0 <= p < size for p, size in zip(at, x.shape[2:], strict=True)):
                total += x[(n, o // made * per_group + c, *at)] * weight[(o, c, *tap)]
        out[(n, o, *cell)] = total
    assert out.ndim == rank + 2
    return out


def whole(rng, *shape):
    return rng.integers(-5, 6, shape).astype(np.float64)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("groups", [1, 2, 4])
def test_plain_loops_agree_exactly(rank, groups):
    rng = np.random.default_rng([rank, groups])
    for stride, padding, dilation in itertools.product((1, 2), (0, 2), (1, 2)):
        x, weight, bias = (
            whole(rng, 2, 4, *(6, 5, 5)[:rank]),
            whole(rng, 4, 4 // groups, *(2, 3, 1)[:rank]),
            whole(rng, 4),
        )
        settings_ = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        ours = getattr(F, f"conv{rank}d")(x, weight, bias, **settings_)
        assert np.array_equal(ours, looped(x, weight, bias, **settings_))


def test_same_pads_the_odd_cell_at_the_end():
    x, weight = np.arange(1.0, 5.0).reshape(1, 1, 4), np.ones((1, 1, 2))
    assert F.conv1d(x, weight, padding="same").tolist() == [[[3, 5, 7, 4]]]
    weight = np.arange(1.0, 5.0).reshape(1, 1, 4)
    ours = F.conv1d(x, weight, padding="same", dilation=3)
    assert np.array_equal(ours, looped(x, weight, padding=(4, 5), dilation=3))
    assert np.array_equal(ours, by_torch("conv1d", x, weight, padding="same", dilation=3))


@pytest.mark.parametrize("kernel", list(itertools.product(range(1, 5), repeat=2)))
def test_same_keeps_the_size(kernel):
    rng = np.random.default_rng(kernel)
    x, weight = whole(rng, 2, 2, 3, 5), whole(rng, 3, 2, *kernel)
    for dilation in (1, 2, (1, 3)):
        ours = F.conv2d(x, weight, padding="same", dilation=dilation)
        assert ours.shape == (2, 3, 3, 5)
        assert np.array_equal(ours, by_torch("conv2d", x, weight, padding="same", dilation=dilation))


def test_same_with_a_dilation_far_beyond_the_input_costs_nothing():
    x, weight = np.arange(5.0).reshape(1, 1, 5), np.array([[[7.0, 2.0, 9.0]]])
    assert np.array_equal(F.conv1d(x, weight, padding="same", dilation=2**33), 2 * x)


def test_valid_is_no_padding():
    x, weight = np.arange(5.0).reshape(1, 5), np.ones((1, 1, 3))
    assert F.conv1d(x, weight, padding="valid").tolist() == F.conv1d(x, weight).tolist() == [[3, 6, 9]]


def test_a_depthwise_convolution_with_equal_weights_is_average_pooling():
    x = np.random.default_rng(0).normal(size=(2, 5, 7, 8))
    weight = np.full((5, 1, 3, 2), 1 / 6)
    ours = F.conv2d(x, weight, stride=(3, 2), padding=1, groups=5)
    np.testing.assert_allclose(ours, F.avg_pool2d(x, (3, 2), (3, 2), 1), rtol=0, atol=1e-15)


def test_the_stride_is_one_unless_given():
    x = np.arange(6.0).reshape(1, 6)
    assert F.conv1d(x, np.ones((1, 1, 2))).shape == (1, 5)
    assert F.avg_pool1d(x, 2).shape == (1, 3)


def test_groups_do_not_see_each_other():
    x = np.arange(8.0).reshape(1, 4, 2)
    weight = np.arange(1.0, 9).reshape(4, 2, 1)
    whole_weight = np.zeros((4, 4, 1))
    whole_weight[:2, :2], whole_weight[2:, 2:] = weight[:2], weight[2:]
    assert np.array_equal(F.conv1d(x, weight, groups=2), F.conv1d(x, whole_weight))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_integers_wrap_as_in_torch(dtype, rank):
    rng, limits = np.random.default_rng(rank), np.iinfo(dtype)
    x, weight, bias = (
        rng.integers(limits.min, limits.max, shape, dtype, endpoint=True)
        for shape in ((2, 3, *(5,) * rank), (4, 3, *(2,) * rank), (4,))
    )
    ours = getattr(F, f"conv{rank}d")(x, weight, bias, 2, 1)
    assert ours.dtype == dtype
    assert np.array_equal(ours, by_torch(f"conv{rank}d", x, weight, bias, stride=2, padding=1))


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_complex_numbers(dtype):
    rng = np.random.default_rng(0)
    x, weight, bias = (
        (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(dtype)
        for shape in ((2, 4, 6, 5), (6, 2, 3, 2), (6,))
    )
    settings_ = {"stride": 2, "padding": 1, "dilation": 2, "groups": 2}
    ours, theirs = F.conv2d(x, weight, bias, **settings_), by_torch("conv2d", x, weight, bias, **settings_)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=60 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_zero_of_padding_takes_part(dtype):
    weight = np.array([[[1, np.inf, 1]]], dtype)
    ours = F.conv1d(np.ones((1, 1, 3), dtype), weight, padding=2)
    assert np.isnan(ours[0, 0, 0]) and np.isnan(ours[0, 0, -1])  # the infinite tap lies on a zero
    assert np.isposinf(ours[0, 0, 1:-1]).all()
    if dtype != np.float32:  # there torch chooses among kernels, even by the batch size
        theirs = by_torch("conv1d", np.ones((1, 1, 3), dtype), weight, padding=2)
        assert np.array_equal(ours, theirs, equal_nan=True)


@pytest.mark.parametrize("settings_", [{"padding": "same", "dilation": 9}, {"padding": 20}])
def test_an_infinite_weight_shows_where_its_tap_is_never_data(settings_):
    x, weight = np.ones((1, 1, 4)), np.array([[[np.inf, 1.0, np.nan]]])
    theirs = by_torch("conv1d", x, weight, **settings_)
    assert np.array_equal(F.conv1d(x, weight, **settings_), theirs, equal_nan=True)


def test_nan_and_infinity_stay_in_their_windows():
    x = np.array([[1, np.nan, 1, 1, np.inf, 1, -np.inf]])
    ours = F.conv1d(x, np.array([[[1.0, 1.0]]]))
    assert np.array_equal(ours, [[np.nan, np.nan, 2, np.inf, np.inf, -np.inf]], equal_nan=True)


def extended(x, weight, groups):
    """The same in extended precision, with one cell of padding."""
    padded = np.pad(x, [(0, 0), (0, 0), *[(1, 1)] * (x.ndim - 2)]).astype(np.longdouble)
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], tuple(range(2, x.ndim)))
    outputs, taps = "abc"[: x.ndim - 2], "xyz"[: x.ndim - 2]
    parts = zip(np.split(windows, groups, 1), np.split(weight.astype(np.longdouble), groups), strict=True)
    return np.concatenate([np.einsum(f"nk{outputs}{taps},ok{taps}->no{outputs}", *part) for part in parts], 1)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("channels, groups", [(1, 1), (24, 1), (16, 16), (12, 3)])
def test_no_farther_from_the_truth_than_torch(dtype, channels, groups):
    rng = np.random.default_rng([channels, groups])
    for name, sizes in (("conv1d", (60,)), ("conv2d", (13, 11)), ("conv3d", (6, 7, 5))):
        kernel = (3,) * len(sizes)
        x = rng.normal(size=(3, channels, *sizes)).astype(dtype)
        weight = rng.normal(size=(2 * channels, channels // groups, *kernel)).astype(dtype)
        exact = extended(x, weight, groups)
        errors = [
            np.abs(result.astype(np.longdouble) - exact).mean()
            for result in (
                getattr(F, name)(x, weight, padding=1, groups=groups),
                by_torch(name, x, weight, padding=1, groups=groups),
            )
        ]
        # In float64 both use the same digits: then the orders of addition are even, within chance.
        assert errors[0] <= errors[1] * (1.25 if dtype == np.float64 else 1.0)


@given(st.data())
@settings(max_examples=60)
def test_linear_and_shifting_with_the_input(data):
    rank = data.draw(st.integers(1, 3))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    x, other, weight = whole(rng, 1, 2, *(6,) * rank), whole(rng, 1, 2, *(6,) * rank), whole(rng, 3, 2, *(2,) * rank)
    convolve = getattr(F, f"conv{rank}d")
    stride = data.draw(st.integers(1, 3))
    assert np.array_equal(
        convolve(x, weight, stride=stride) + convolve(other, weight, stride=stride),
        convolve(x + other, weight, stride=stride),
    )
    inner = (..., *(slice(stride, None),) * rank)
    assert np.array_equal(
        convolve(x[inner], weight, stride=stride), convolve(x, weight, stride=stride)[(..., *(slice(1, None),) * rank)]
    )


def test_the_input_is_left_alone_and_layouts_do_not_matter():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 3, 6, 6)), rng.normal(size=(4, 3, 1, 1))
    x.flags.writeable = weight.flags.writeable = False
    ours = F.conv2d(x, weight)
    assert not np.shares_memory(ours, x)
    assert np.array_equal(ours, F.conv2d(np.asfortranarray(x), np.asfortranarray(weight)))
    assert np.array_equal(F.conv2d(x[0], weight), ours[0])


@pytest.mark.parametrize(
    "shape, weight, made", [((0, 3, 5), (4, 3, 2), 4), ((2, 0, 5), (4, 0, 2), 0), ((0, 5), (4, 0, 2), 0)]
)
@pytest.mark.parametrize("dtype", ["float32", "bool", "uint16"])
def test_nothing_to_compute(shape, weight, made, dtype):
    x, kernel = np.zeros(shape, dtype), np.zeros(weight, dtype)
    ours = F.conv1d(x, kernel)
    assert ours.shape == by_torch("conv1d", x, kernel).shape == (*shape[:-2], made, 4)
    assert ours.dtype == dtype


ONES: dict[str, Any] = {"input": np.ones((2, 4, 5, 5), np.float32), "weight": np.ones((4, 4, 3, 3), np.float32)}
REFUSED: dict[str, Any] = {
    "rank": ({"input": np.ones((4, 5), np.float32)}, "input", {}),
    "list": ({"input": [[[1.0]]]}, "input", {}),
    "weight of another rank": ({"weight": np.ones((4, 4, 3), np.float32)}, "weight", {}),
    "channels": ({"weight": np.ones((4, 2, 3, 3), np.float32)}, "input", {"groups": 2}),
    "groups of no whole part": ({"groups": 3}, "weight", {"groups": 1}),
    "no groups": ({"groups": 0}, "groups", {"groups": 1}),
    "bias": ({"bias": np.ones(3, np.float32)}, "bias", {}),
    "other dtype": ({"bias": np.ones(4)}, "bias", {}),
    # A padding that nobody set is not told as received.
    "kernel too large": ({"weight": np.ones((4, 4, 7, 3), np.float32)}, "weight", {"padding": (1, 0)}),
    "kernel too large for its padding": (
        {"weight": np.ones((4, 4, 9, 3), np.float32), "padding": 1},
        "padding",
        {"padding": (2, 1)},
    ),
    "stride": ({"stride": 0}, "stride", {"stride": 1}),
    "negative padding": ({"padding": -1}, "padding", {"padding": 0}),
    "dilation": ({"dilation": (1, 0)}, "dilation", {"dilation": 1}),
    "no stride": ({"stride": ()}, "stride", {}),
    "same with a stride": ({"padding": "same", "stride": 2}, "stride", {"stride": 1}),
    "padding by name": ({"padding": "SAME"}, "padding", {"padding": "same"}),
    "padding by another name": ({"padding": "full"}, "padding", {"padding": 0}),
    "no cells": ({"input": np.ones((2, 4, 0, 5), np.float32), "padding": 2}, "input", {}),
    "no output channels": ({"weight": np.ones((0, 4, 3, 3), np.float32)}, "weight", {}),
    "bool": ({"input": np.ones((2, 4, 5, 5), bool), "weight": np.ones((4, 4, 3, 3), bool)}, "input", {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_as_by_torch(name):
    changed, parameter, fix = REFUSED[name]
    arguments = {**ONES, **changed}
    with pytest.raises(PoolingError) as caught:
        F.conv2d(**arguments)
    assert caught.value.parameter == parameter
    assert caught.value.fix == fix
    assert "\n" not in str(caught.value)
    with pytest.raises((RuntimeError, TypeError, ValueError, NotImplementedError, AttributeError)):
        by_torch("conv2d", arguments.pop("input"), arguments.pop("weight"), **arguments)


@pytest.mark.parametrize("dtype", ["int8", "int32", "uint8"])
def test_dilated_windows_of_small_integers_are_refused_as_by_torch(dtype):
    x, weight = np.ones((1, 1, 5), dtype), np.ones((1, 1, 2), dtype)
    with pytest.raises(PoolingError, match="with a dilation"):
        F.conv1d(x, weight, dilation=2)
    with pytest.raises(NotImplementedError):
        by_torch("conv1d", x, weight, dilation=2)


def test_refused_on_purpose_though_torch_takes_it():
    nothing, weight = np.ones((0, 1, 5), np.float32), np.ones((1, 1, 2))
    with pytest.raises(PoolingError, match="dtype"):
        F.conv1d(nothing, weight)
    with pytest.raises(PoolingError, match="dilation"):
        F.conv1d(nothing, weight.astype(np.float32), dilation=0)
    with pytest.raises(PoolingError, match="at least one cell"):
        F.conv1d(np.ones((1, 0, 5)), np.ones((1, 0, 0)))


def test_the_blocks_of_the_taps_are_what_each_reads():
    x, weight = np.zeros((1, 1, 5)), np.zeros((1, 1, 3))
    blocks = list(tap_blocks(checked_plan("conv1d", x, weight, None, stride=2, padding=1)))
    read = [(tap, list(range(5))[cells[0]], list(range(3))[made[0]]) for tap, made, cells in blocks]
    assert read == [((0,), [1, 3], [1, 2]), ((1,), [0, 2, 4], [0, 1, 2]), ((2,), [1, 3], [0, 1])]
