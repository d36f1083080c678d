"""Gradients: hard cases worked out by hand, PyTorch's autograd, finite differences and the laws they obey."""

import warnings
from math import inf, nan
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as core
from pooling_core.backward.pullback import pullback
from pooling_core.call.errors import PoolingError
from pooling_core.geometry.axis import adaptive_axis, strided_axis
from pooling_core.geometry.readers import readers, transposed
from pooling_core.oracle.random_calls.arrays import seeded
from pooling_core.oracle.random_calls.cases import OPERATIONS, random_case
from pooling_core.oracle.random_calls.compare import compare_case

torch.set_num_threads(1)
CALLS = 30
PULLBACKS = [name for name in OPERATIONS if name.startswith("pullback_")]

# name, arguments, input, gradient of the result, expected gradient of the input; all of one channel
BY_HAND = [
    ("a dropped tail gets nothing", "max_pool1d", {"kernel_size": 2}, [1, 5, 2, 4, 9], [1, 2], [0, 1, 0, 2, 0]),
    ("a tie goes to the first", "max_pool1d", {"kernel_size": 3}, [2, 2, 2], [1], [1, 0, 0]),
    ("overlapping windows add up", "max_pool1d", {"kernel_size": 2, "stride": 1}, [1, 9, 3], [4, 5], [0, 9, 0]),
    ("the last nan takes it", "max_pool1d", {"kernel_size": 4}, [nan, 1, nan, 7], [3], [0, 0, 3, 0]),
    ("only -inf: the first real cell", "max_pool1d", {"kernel_size": 2, "padding": 1}, [-inf, -inf], [1, 2], [1, 2]),
    ("a dilation skips its holes", "max_pool1d", {"kernel_size": 2, "dilation": 2}, [1, 9, 3], [1], [0, 0, 1]),
    ("no data, no flow", "max_pool1d", {"kernel_size": 2, "padding": 1, "dilation": 2}, [3], [7], [0]),
    ("nan comes down too", "max_pool1d", {"kernel_size": 2}, [1, 2, 3, 4], [nan, inf], [0, nan, 0, inf]),
    ("padding keeps its share", "avg_pool1d", {"kernel_size": 2, "padding": 1}, [5, 5], [1, 1], [0.5, 0.5]),
    ("no padding", "avg_pool1d", {"kernel_size": 2, "padding": 1, "count_include_pad": False}, [5, 5], [1, 1], [1, 1]),
    ("overhang never counts", "avg_pool1d", {"kernel_size": 2, "ceil_mode": True}, [1, 1, 1], [1, 1], [0.5, 0.5, 1]),
    ("gaps of a stride", "avg_pool1d", {"kernel_size": 1, "stride": 2}, [1, 2, 3], [4, 5], [4, 0, 5]),
    ("more bins than cells", "adaptive_avg_pool1d", {"output_size": 4}, [1, 2], [1, 2, 3, 4], [3, 7]),
    ("one bin is the mean", "adaptive_avg_pool1d", {"output_size": 1}, [1, 2, 3, 4], [2], [0.5] * 4),
    ("adaptive maxima", "adaptive_max_pool1d", {"output_size": 2}, [1, 9, 3], [4, 5], [0, 9, 0]),
    ("p = 1 is a sum", "lp_pool1d", {"norm_type": 1, "kernel_size": 2}, [3, 4], [2], [2, 2]),
    ("p = 1 of a negative sum", "lp_pool1d", {"norm_type": 1, "kernel_size": 2}, [-3, 1], [2], [2, 2]),
    ("p = 1 of nothing", "lp_pool1d", {"norm_type": 1, "kernel_size": 2}, [-3, 3], [2], [0, 0]),
    ("p = 2", "lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [3, 4], [10], [6, 8]),
    ("p = 2 of zeros: not nan", "lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [0, 0], [5], [0, 0]),
    ("p = 3 of a negative sum", "lp_pool1d", {"norm_type": 3, "kernel_size": 2}, [-1, 0], [1], [nan, nan]),
    ("p = inf keeps the sign", "lp_pool1d", {"norm_type": inf, "kernel_size": 3}, [1, -5, 5], [2], [0, -2, 0]),
    ("p = inf of a zero", "lp_pool1d", {"norm_type": inf, "kernel_size": 1}, [0], [2], [0]),
    ("p = -inf: the smallest", "lp_pool1d", {"norm_type": -inf, "kernel_size": 3}, [4, -2, 3], [2], [0, -2, 0]),
    ("temperature", "temperature_avg_pool1d", {"kernel_size": 2, "temperature": 3}, [1, 2], [4], [6, 6]),
    ("GeM at p = 1 is the mean", "gem_pool1d", {"p": 1}, [1, 2, 3, 4], [4], [1, 1, 1, 1]),
    ("GeM clamps", "gem_pool1d", {"p": 1, "eps": 1}, [-1, 2, 1, 0], [4], [0, 1, 1, 0]),
    ("GeM at p = inf: equal maxima share", "gem_pool1d", {"p": inf}, [1, 3, 3, 2], [4], [0, 2, 2, 0]),
    ("GeM at a large p", "gem_pool1d", {"p": 5000}, [1, 300, 2, 0], [4], [0, 4 * 4 ** (-1 / 5000), 0, 0]),
    ("the drawn cell takes it", "stochastic_pool1d", {"kernel_size": 3, "rng": 1}, [0, 7, 0], [2], [0, 2, 0]),
    ("weighted mean", "stochastic_pool1d", {"kernel_size": 2, "training": False}, [1, 3], [8], [-1, 7]),
    ("weighted mean of zeros", "stochastic_pool1d", {"kernel_size": 2, "training": False}, [0, 0], [8], [0, 0]),
    ("TensorFlow's SAME", "tf_avg_pool1d", {"kernel_size": 2}, [1, 2, 3], [2, 5], [1, 1, 5]),
    ("TensorFlow's maximum", "tf_max_pool1d", {"kernel_size": 2}, [1, 2, 3], [2, 5], [0, 2, 5]),
    ("nearest copies add up", "interpolate", {"size": 5}, [1, 2], [1, 2, 3, 4, 5], [6, 9]),
    ("area is adaptive", "interpolate", {"size": 2, "mode": "area"}, [1, 2, 3], [2, 4], [1, 3, 2]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "name", "arguments", "x", "grad", "expected"), BY_HAND, ids=[row[0] for row in BY_HAND]
)
def test_by_hand(why, name, arguments, x, grad, expected):
    lead = (1, 1) if name == "interpolate" else (1,)
    cells = np.array(x, float).reshape(*lead, -1)
    found = pullback(name, np.array(grad, float).reshape(*lead, -1), cells, **arguments)
    found = found[0] if isinstance(found, tuple) else found
    assert found.flags.writeable
    with np.printoptions(precision=17):
        np.testing.assert_allclose(found, np.array(expected, float).reshape(cells.shape), rtol=3e-13, atol=0)


def test_the_documents_numbers():
    ones = pullback("adaptive_avg_pool1d", np.ones((1, 5)), np.ones((1, 7)), output_size=5)
    np.testing.assert_allclose(ones[0], [1 / 2, 1, 5 / 6, 1 / 3, 5 / 6, 1, 1 / 2], rtol=1e-15)
    given_ = pullback("adaptive_avg_pool1d", np.array([[1.0, 2, 3, 4]]), np.arange(14.0)[np.newaxis], output_size=4)
    expected = [0.25, 0.25, 0.25, 0.75, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 1.75, 1, 1, 1]
    assert given_[0].tolist() == expected


@pytest.mark.parametrize("name", PULLBACKS)
def test_agrees_with_autograd(name):
    rng = seeded(name, 7)
    found = [text for text in (compare_case(random_case(rng, name)) for _ in range(CALLS)) if text]
    assert not found, f"{len(found)} of {CALLS} calls differ:\n" + "\n".join(found[:3])


def autograd(name, x, grad, **arguments):
    leaf = torch.from_numpy(x.copy()).requires_grad_()
    result = getattr(torch.nn.functional, name)(leaf, **arguments)
    return torch.autograd.grad(result, leaf, torch.from_numpy(grad))[0].numpy()


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    ("family", "arguments"),
    [
        ("max_pool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
        ("max_pool", {"kernel_size": 2, "stride": 1, "dilation": 2}),
        ("avg_pool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
        ("avg_pool", {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False}),
        ("avg_pool", {"kernel_size": 7, "stride": 1, "padding": 3}),
        *(("lp_pool", {"norm_type": p, "kernel_size": 3, "stride": 2}) for p in (1, 2, 3, 1.5, -1, inf, -inf)),
        ("adaptive_max_pool", {"output_size": 4}),
        ("adaptive_avg_pool", {"output_size": 4}),
        ("adaptive_avg_pool", {"output_size": 11}),
    ],
)
def test_float64_is_torch_to_ten_digits(family, rank, arguments):
    name, rng = f"{family}{rank}d", np.random.default_rng(rank)
    x = rng.random((2, 3, *(9, 8, 7)[:rank])) + 0.1
    result = getattr(core, name)(x, **arguments)
    grad = rng.normal(size=result.shape)
    np.testing.assert_allclose(pullback(name, grad, x, **arguments), autograd(name, x, grad, **arguments), atol=1e-10)


def test_a_dilated_window_beyond_all_data_does_not_leak_into_the_next_plane():
    x = np.arange(1.0, 4.0).reshape(3, 1, 1)
    arguments: dict[str, Any] = {"kernel_size": 2, "stride": 1, "padding": 1, "dilation": 2}
    values, indices = core.max_pool2d(x, **arguments, return_indices=True)
    assert (values == -inf).all()
    assert (indices == 2).all()
    assert not pullback("max_pool2d", np.ones_like(values), x, **arguments).any()


def test_a_convolution_gives_three_gradients():
    rng = np.random.default_rng(1)
    x, weight, bias = rng.normal(size=(2, 4, 6, 5)), rng.normal(size=(6, 2, 3, 2)), rng.normal(size=6)
    settings_: dict[str, Any] = {"stride": (2, 1), "padding": 1, "groups": 2}
    leaves = [torch.from_numpy(part.copy()).requires_grad_() for part in (x, weight, bias)]
    result = torch.nn.functional.conv2d(leaves[0], leaves[1], leaves[2], **settings_)
    grad = rng.normal(size=tuple(result.shape))
    theirs = torch.autograd.grad(result, leaves, torch.from_numpy(grad))
    found = pullback("conv2d", grad, x, weight=weight, bias=bias, **settings_)
    for part, twin in zip(found, theirs, strict=True):
        np.testing.assert_allclose(part, twin.numpy(), atol=1e-12)
    assert pullback("conv2d", grad, x, weight=weight, **settings_)[2] is None


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_gradients_are_torchs(dtype):
    rng = np.random.default_rng(1)
    x, weight, grad = (
        (rng.normal(size=s) + 1j * rng.normal(size=s)).astype(dtype) for s in ((1, 2, 5), (3, 2, 2), (1, 3, 4))
    )
    leaves = [torch.from_numpy(part.copy()).requires_grad_() for part in (x, weight)]
    result = torch.nn.functional.conv1d(leaves[0], leaves[1])
    theirs = torch.autograd.grad(result, leaves, torch.from_numpy(grad))
    for part, twin in zip(pullback("conv1d", grad, x, weight=weight), theirs, strict=False):
        np.testing.assert_allclose(part, twin.numpy(), rtol=1e-5)
        assert part.dtype == dtype
    mean = pullback("adaptive_avg_pool1d", grad[..., :1], x[:, [0, 1, 1]], output_size=1)
    np.testing.assert_allclose(mean, np.broadcast_to(grad[..., :1] / 5, (1, 3, 5)), rtol=1e-6)
    peak = pullback("lp_pool1d", np.abs(grad[:, :2, :2]), x, norm_type=inf, kernel_size=2)
    np.testing.assert_allclose(
        peak, autograd("lp_pool1d", x, np.abs(grad[:, :2, :2]), norm_type=inf, kernel_size=2), rtol=1e-5
    )


FRACTIONAL = {"kernel_size": 2, "output_size": 1}
FRACTIONAL_OUTSIDE = {"kernel_size": -5, "output_size": 3, "_random_samples": np.full((1, 1, 2), 0.5)}
REFUSED = [
    ("grad_output", "max_pool1d", np.ones((1, 3)), np.ones((1, 4)), {"kernel_size": 2}),
    ("grad_output", "max_pool1d", np.ones(2), np.ones((1, 4)), {"kernel_size": 2}),
    ("grad_output", "max_pool1d", [[1.0, 1.0]], np.ones((1, 4)), {"kernel_size": 2}),
    ("grad_output", "avg_pool1d", np.ones((1, 2), complex), np.ones((1, 4)), {"kernel_size": 2}),
    ("grad_output", "avg_pool1d", np.full((1, 2), "a"), np.ones((1, 4)), {"kernel_size": 2}),
    ("grad_output", "adaptive_avg_pool1d", np.ones((1, 0)), np.ones((1, 4)), {"output_size": 0}),
    ("input", "max_pool2d", np.ones((1, 1, 1)), np.ones((1, 2, 2), int), {"kernel_size": 2}),
    ("input", "conv1d", np.ones((1, 1)), np.ones((1, 2), int), {"weight": np.ones((1, 1, 2), int)}),
    ("input", "avg_pool1d", np.ones((1, 2)), [[1.0, 2.0]], {"kernel_size": 2}),
    ("padding", "avg_pool1d", np.ones((1, 2)), np.ones((1, 4)), {"kernel_size": 2, "padding": 2}),
    ("dilation", "avg_pool1d", np.ones((1, 2)), np.ones((1, 4)), {"kernel_size": 2, "dilation": 2}),
    ("name", "pool2d", np.ones((1, 2)), np.ones((1, 4)), {"kernel_size": 2}),
    ("name", "interpolate2d", np.ones((1, 2)), np.ones((1, 4)), {"size": 2}),
    ("rng", "stochastic_pool1d", np.ones((1, 2)), np.ones((1, 4)), {"kernel_size": 2}),
    ("input", "stochastic_pool1d", np.ones((1, 2)), -np.ones((1, 4)), {"kernel_size": 2, "rng": 0}),
    ("weight", "conv1d", np.ones((1, 1)), np.ones((1, 2)), {}),
    ("kernel", "conv1d", np.ones((1, 1)), np.ones((1, 2)), {"weight": np.ones((1, 1, 2)), "kernel": 2}),
    ("indices", "max_unpool1d", np.ones((1, 4)), np.ones((1, 2)), {"kernel_size": 2}),
    ("name", "fractional_max_pool1d", np.ones((1, 1)), np.ones((1, 3)), {"kernel_size": 2, "output_size": 1}),
    ("_random_samples", "fractional_max_pool2d", np.ones((1, 1, 1)), np.ones((1, 3, 3)), FRACTIONAL),
    ("kernel_size", "fractional_max_pool2d", np.ones((1, 3, 3)), np.ones((1, 3, 3)), FRACTIONAL_OUTSIDE),
]  # fmt: skip


@pytest.mark.parametrize(("parameter", "name", "grad", "x", "arguments"), REFUSED)
def test_what_does_not_fit_is_refused(parameter, name, grad, x, arguments):
    with pytest.raises(PoolingError) as caught:
        pullback(name, grad, x, **arguments)
    assert caught.value.parameter == parameter
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("dtype", ["float64", "float16", "int64", "bool", "uint8"])
def test_a_real_gradient_is_taken_in_the_results_dtype(dtype):
    x, grad = np.arange(4, dtype=np.float32).reshape(1, 4), np.array([[1, 0]]).astype(dtype)
    found = pullback("avg_pool1d", grad, x, kernel_size=2)
    assert found.dtype == np.float32
    assert found.tolist() == autograd("avg_pool1d", x, grad, kernel_size=2).tolist() == [[0.5, 0.5, 0, 0]]


def test_nothing_is_written_and_nothing_warns():
    x, grad = np.array([[0.0, 0, inf, nan, 1e30, -1]], np.float32), np.array([[inf, nan, 1]], np.float32)
    x.flags.writeable = grad.flags.writeable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for p in (0.5, 2, -1, 200, inf):
            pullback("lp_pool1d", grad, x, norm_type=p, kernel_size=2)
            pullback("gem_pool1d", grad, x, p=p, kernel_size=2, eps=0)
        pullback("avg_pool1d", grad.astype(np.float64) * 1e300, x, kernel_size=2)


# --- laws ------------------------------------------------------------------------------------------------------------

windows = st.tuples(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.booleans()).filter(
    lambda w: w[3] <= w[1] // 2 and w[0] + 2 * w[3] >= w[1]
)


@settings(max_examples=150)
@given(windows, windows, st.integers(0, 2**32))
def test_a_sum_goes_back_by_its_transpose(rows, columns, seed):
    """<grad, avg(x)> = <pullback(grad), x> for every linear layer."""
    rng = np.random.default_rng(seed)
    size, kernel, stride, padding = (pair for pair in zip(rows[:4], columns[:4], strict=True))
    arguments = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": rows[4]}
    x = rng.normal(size=(2, *size))
    result = core.avg_pool2d(x, **arguments)
    grad = rng.normal(size=result.shape)
    back = pullback("avg_pool2d", grad, x, **arguments)
    assert np.vdot(grad, result) == pytest.approx(np.vdot(back, x), abs=1e-11)


@settings(max_examples=150)
@given(windows, windows, st.integers(1, 2), st.integers(0, 2**32))
def test_a_maximum_hands_on_all_it_gets(rows, columns, dilation, seed):
    rng = np.random.default_rng(seed)
    size, kernel, stride, padding = (pair for pair in zip(rows[:4], columns[:4], strict=True))
    size = tuple(max(n, dilation * (k - 1) + 1) for n, k in zip(size, kernel, strict=True))
    arguments = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    x = rng.integers(-2, 3, (2, *size)).astype(float)
    values, indices = core.max_pool2d(x, **arguments, return_indices=True)
    grad = rng.integers(-9, 10, values.shape).astype(float)
    back = pullback("max_pool2d", grad, x, **arguments)
    inside = indices < np.prod(size)  # a window without data may name a cell beyond its plane
    assert back.sum() == grad[inside].sum()
    for plane in range(2):
        line = np.zeros(np.prod(size))
        np.add.at(line, indices[plane][inside[plane]], grad[plane][inside[plane]])
        assert (line == back[plane].ravel()).all()


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 15))
def test_the_readers_of_a_cell_are_those_that_read_it(size, outputs):
    axis = adaptive_axis(size, outputs)
    for cell, listed in enumerate(readers(axis)):
        reading = [output for output in range(outputs) if cell in axis.taps(output)]
        assert transposed(axis).taps(cell).tolist() == listed == reading


def test_the_readers_of_padding_are_listed_with_its_cells():
    assert readers(strided_axis(3, 2, 2, 1, 1, True), 1, 1) == [[0], [0], [1], [1], []]


@pytest.mark.parametrize(
    ("cells", "arguments"), [(30, {"size": 86}), (20, {"scale_factor": 2.0253238636144952}), (2, {"scale_factor": 2.3})]
)
def test_torchs_nearest_backward_is_not_its_forward(cells, arguments):
    """The two kernels find a source cell in different arithmetic; the gradient follows the backward one."""
    x = np.arange(float(cells)).reshape(1, 1, cells)
    forward = core.interpolate(x, **arguments)
    back = pullback("interpolate", np.ones_like(forward), x, **arguments)
    assert (back == autograd("interpolate", x, np.ones_like(forward), **arguments)).all()
    assert (back[0, 0] != np.bincount(forward[0, 0].astype(int), minlength=cells)).any()
