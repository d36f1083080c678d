"""What TensorFlow 2.21 gives on a CPU where torch is no guide: its values were run there and are written down here."""

from math import inf, nan

import numpy as np
import pytest

from pooling_core import PoolSpec, extensions
from pooling_core.backward.pullback import pullback
from pooling_core.explain.trace import trace
from pooling_core.geometry.shapes import output_shape
from tests.core.small_calls import refusal

FLOATS = ["float16", "float32", "float64"]
LOW = "the lowest finite number"
DILATED = {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2}
# A line, its window, and the maxima.
MAXIMA = [
    ([1, nan], {"kernel_size": 2}, [1]),
    ([nan, 1], {"kernel_size": 2}, [1]),
    ([nan, inf], {"kernel_size": 2}, [inf]),
    ([inf, -inf], {"kernel_size": 2}, [inf]),
    ([nan, 1, 2, nan, 5, -1], {"kernel_size": 3, "stride": 1}, [1, 2, 2, 5, 5, 5]),
    (
        [nan, 1, 2, nan, 5, -1, nan],
        {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2},
        [2, 1, 5, -1, 5],
    ),
    ([nan, nan], {"kernel_size": 2}, [LOW]),
    ([nan, 3], {"kernel_size": 1}, [LOW, 3]),
    ([-inf, -inf], {"kernel_size": 2}, [LOW]),
    ([-inf, nan], {"kernel_size": 2}, [LOW]),
    ([-inf, 3], {"kernel_size": 1}, [LOW, 3]),
    ([-inf, 1], {"kernel_size": 2}, [1]),
    ([-inf, LOW], {"kernel_size": 2}, [LOW]),
    ([0.0, -0.0], {"kernel_size": 2}, [0.0]),
    ([-0.0, 0.0], {"kernel_size": 2}, [-0.0]),
    ([-1, -0.0, 0.0, -0.0, -2], {"kernel_size": 5}, [-0.0]),
]
# A window, and where the gradient of its maximum goes.
WAYS_BACK = [
    ([1, 1], [1, 0]),
    ([nan, 1], [1, 0]),
    ([1, nan], [1, 0]),
    ([nan, nan], [1, 0]),
    ([-inf, -inf], [1, 0]),
    ([-inf, nan], [1, 0]),
    ([-inf, LOW], [0, 1]),
    ([0.0, -0.0], [1, 0]),
    ([1, nan, 2], [0, 0, 1]),
    ([nan, 1, 2], [1, 0, 0]),
]


def rows(cells, dtype, rank=1, channels=1):
    """The cells as the last axis of ``channels`` alike planes."""
    least = np.finfo(dtype).min
    line = np.array([least if cell is LOW else cell for cell in cells], dtype)
    return np.broadcast_to(line, (channels, *(1,) * (rank - 1), len(cells)))


@pytest.mark.parametrize(("cells", "arguments", "maxima"), MAXIMA)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_nan_never_wins_a_maximum_and_the_first_zero_stays(cells, arguments, maxima, dtype, rank):
    before = (1,) * (rank - 1)
    windows = {key: (*before, given) if isinstance(given, int) else given for key, given in arguments.items()}
    for channels in (1, 8):
        x, expected = rows(cells, dtype, rank, channels), rows(maxima, dtype, rank, channels)
        found = getattr(extensions, f"tf_max_pool{rank}d")(x, **windows)
        np.testing.assert_array_equal(found, expected, strict=True)
        assert (np.signbit(found) == np.signbit(expected)).all()
    traced = trace(PoolSpec.of("tf_max_pool1d", **arguments), rows(cells, dtype)[0])
    np.testing.assert_array_equal(traced.output, rows(maxima, dtype))


@pytest.mark.parametrize(("cells", "shares"), WAYS_BACK)
@pytest.mark.parametrize("rank", [1, 2])
def test_the_gradient_of_a_maximum_stays_with_a_nan_that_comes_first(cells, shares, rank):
    arguments = {"kernel_size": (*(1,) * (rank - 1), len(cells))}
    x = rows(cells, np.float32, rank, 2)
    found = pullback(f"tf_max_pool{rank}d", np.ones((*x.shape[:-1], 1)), x, **arguments)
    np.testing.assert_array_equal(found, rows(shares, np.float32, rank, 2), strict=True)


def test_overlapping_gradients_add_up():
    x, grad = rows([nan, 1, 2, nan, 5, -1], np.float32), np.ones((1, 6))
    assert pullback("tf_max_pool1d", grad, x, kernel_size=3, stride=1).tolist() == [[2, 0, 1, 1, 2, 0]]
    x, grad = rows([nan, 1, 2, nan, 5, -1, nan], np.float32), np.ones((1, 5))
    assert pullback("tf_max_pool1d", grad, x, **DILATED).tolist() == [[1, 1, 0, 1, 2, 0, 0]]


@pytest.mark.parametrize(
    ("cells", "mean"),
    [([1, nan], nan), ([inf, -inf], nan), ([-inf, -inf], -inf), ([inf, 1], inf), ([-0.0, -0.0], 0.0)],
)
def test_special_values_pass_through_a_mean(cells, mean):
    found = extensions.tf_avg_pool1d(rows(cells, np.float32), 2)
    np.testing.assert_array_equal(found, rows([mean], np.float32), strict=True)
    assert not np.signbit(found[found == 0]).any()


@pytest.mark.parametrize("name", ["tf_max_pool2d", "tf_avg_pool2d"])
@pytest.mark.parametrize(
    ("shape", "arguments", "outputs"),
    [
        ((1, 0, 4, 4), {"kernel_size": 2}, (1, 0, 2, 2)),
        ((0, 4, 4), {"kernel_size": 2, "padding": "VALID"}, (0, 2, 2)),
        ((1, 0, 4, 4), {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2}, (1, 0, 2, 2)),
        ((0, 3, 4, 4), {"kernel_size": 3, "stride": 2}, (0, 3, 2, 2)),
        ((2, 3, 0, 4), {"kernel_size": 2}, (2, 3, 0, 2)),
        ((2, 3, 0, 0), {"kernel_size": 3, "stride": 1}, (2, 3, 0, 0)),
    ],
)
def test_what_is_empty_has_an_empty_result(name, shape, arguments, outputs):
    x = np.empty(shape, np.float32)
    found = getattr(extensions, name)(x, **arguments)
    assert (found.shape, found.dtype) == (outputs, x.dtype) and output_shape(name, shape, **arguments) == outputs
    grad = pullback(name, found, x, **arguments)
    assert (grad.shape, grad.dtype) == (shape, x.dtype)


@pytest.mark.parametrize("name", ["tf_max_pool2d", "tf_avg_pool2d"])
def test_valid_finds_no_window_on_an_empty_axis(name):
    for kernel_size in (1, 2):
        x, windows = np.empty((2, 3, 0, 4), np.float32), {"kernel_size": kernel_size, "padding": "VALID"}
        assert refusal(getattr(extensions, name), x, **windows).key == "empty-beyond-channels"
        assert refusal(output_shape, name, x.shape, **windows).key == "empty-beyond-channels"


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_integers_have_maxima_over_one_and_two_axes(rank):
    call = getattr(extensions, f"tf_max_pool{rank}d")
    for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint16"):
        least, largest = np.iinfo(dtype).min, np.iinfo(dtype).max
        x = np.full((1, *(3,) * rank), least, dtype)
        x[(0, *(0,) * rank)] = largest
        if rank == 3:
            assert refusal(call, x, 2).parameter == "input"
            continue
        expected = np.full((1, *(2,) * rank), least, dtype)
        expected[(0, *(0,) * rank)] = largest
        np.testing.assert_array_equal(call(x, 2), expected, strict=True)
    for dtype in ("uint32", "uint64", "bool", "complex64"):
        assert refusal(call, np.ones((1, *(3,) * rank), dtype), 2).parameter == "input"


def test_means_are_rounded_once():
    """Here TensorFlow is left: its sums overflow, and its count of cells ends at 2048."""
    assert extensions.tf_avg_pool1d(rows([60000] * 4, np.float16), 4).tolist() == [[60000]]
    assert extensions.tf_avg_pool1d(rows([0] * 2048 + [0.5] * 2048, np.float16), 4096).tolist() == [[0.25]]
