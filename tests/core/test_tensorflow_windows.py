"""TensorFlow's windows against loops, and against torch on an input padded by hand."""

import itertools
from math import inf

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import extensions
from pooling_core.geometry.axis import same_axis
from pooling_core.geometry.shapes import output_shape
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.small_calls import line, refusal
from tests.core.traced_calls import quick


def same_windows(size, kernel, stride, dilation):
    """Slide from the first start on; the starts follow from sharing out the padding, the odd cell last."""
    span, outputs = (kernel - 1) * dilation + 1, 0
    while outputs * stride < size:
        outputs += 1
    short = 0
    while outputs and (outputs - 1) * stride + span > size + short:
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
    rank, same = len(axes), padding.upper() == "SAME"
    dilated = axes[0][-1] and not same
    sizes = [min(size, 9 // rank) for size, *_ in axes]
    kernels = [kernel for _, kernel, *_ in axes]
    strides = [1 if dilated else axis[2] for axis in axes]
    dilations = [axis[3] if dilated else 1 for axis in axes]
    found = zip(sizes, kernels, strides, dilations, strict=True)
    windows = [same_windows(*axis)[0] if same else valid_windows(*axis) for axis in found]
    x = np.random.default_rng(seed).integers(-9, 9, (2, 2, *sizes)).astype(np.float64)
    x.setflags(write=False)
    settings = {"kernel_size": kernels, "stride": strides, "padding": padding, "dilation": dilations}
    largest, mean = (getattr(extensions, f"tf_{kind}_pool{rank}d") for kind in ("max", "avg"))
    if not all(windows):
        assert refusal(largest, x, **settings).parameter == "kernel_size"
        return
    np.testing.assert_array_equal(largest(x, **settings), loop_pool(x, rank, windows, max))
    means = loop_pool(x, rank, windows, lambda v: sum(v) / len(v))
    np.testing.assert_allclose(mean(x, **settings), means, rtol=1e-14)


def test_a_same_axis_stands_where_walking_finds_it():
    for size, kernel, stride, dilation in itertools.product(range(12), range(1, 8), range(1, 5), range(1, 4)):
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
    assert refusal(call, x, (5, 1), padding="VALID").fix == {"kernel_size": (4, 1)}
    assert call(x, 5).shape == (1, 1, 1)


@pytest.mark.parametrize("name", ["tf_max_pool2d", "tf_avg_pool2d"])
@pytest.mark.parametrize(
    ("arguments", "parameter", "first"),
    [
        ({"stride": 1, "dilation": 2}, "padding", {"padding": "VALID"}),
        ({"stride": 1, "dilation": (1, 2), "padding": "Same"}, "padding", {"padding": "VALID"}),
        ({"dilation": 2, "padding": "VALID"}, "stride", {"stride": 1}),
        ({"stride": (2, 1), "dilation": (1, 2), "padding": "VALID"}, "stride", {"stride": 1}),
        ({"stride": 2, "dilation": 2}, "stride", {"stride": 1, "padding": "VALID"}),
    ],
)
def test_a_dilated_window_wants_valid_and_stride_one(name, arguments, parameter, first):
    call, x = getattr(extensions, name), np.ones((1, 4, 4))
    error = refusal(call, x, 2, **arguments)
    assert (error.parameter, error.fixes) == (parameter, (first, {"dilation": 1}))
    assert refusal(output_shape, name, x.shape, kernel_size=2, **arguments).fixes == error.fixes
    for fix in error.fixes:
        assert call(x, 2, **arguments | fix).size
