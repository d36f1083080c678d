"""What a trace says of a convolution: every sum found again from its own taps and weights, and from PyTorch."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.compared import depthwise, shifts
from pooling_core.explain.convolution import LARGEST_SIDE, TooLargeToDrawError, conv_trace, shared_windows
from pooling_core.explain.trace import trace
from pooling_core.geometry.convolution import group_axis

quick = settings(max_examples=60)
SAME = "ignore:Using padding='same'"


@st.composite
def calls(draw):
    """A convolution that PyTorch takes, with whole numbers, so that every sum is exact."""
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def whole(*shape):
        return numbers.integers(-5, 6, shape).astype(np.float32)

    rank, taps = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    padding = draw(st.sampled_from([0, 1, 3, "same", "valid"]))
    stride = 1 if padding == "same" else draw(st.integers(1, 3))
    said = {"stride": stride, "padding": padding, "dilation": draw(st.integers(1, 2))}
    if rank == 2:
        return "conv2d", whole(5, 6), whole(1, 1, taps, 2), {**said, "groups": 1}
    groups, per_group, per_kernel = (draw(st.integers(1, 3)) for _ in range(3))
    return (
        "conv1d",
        whole(groups * per_group, 7),
        whole(groups * per_kernel, per_group, taps),
        {**said, "groups": groups},
    )


def by_torch(name, plane, weight, said):
    batch = plane if name == "conv1d" else plane[np.newaxis]
    result = getattr(torch.nn.functional, name)(torch.from_numpy(batch), torch.from_numpy(weight), **said).numpy()
    return result.reshape(result.shape[-2:])


@pytest.mark.filterwarnings(SAME)
@quick
@given(calls())
def test_the_output_is_torchs_and_the_sum_of_its_own_taps(call):
    name, plane, weight, said = call
    traced = conv_trace(name, plane, weight, **said)
    np.testing.assert_array_equal(traced.output, by_torch(*call))
    rows, columns = traced.axes
    for (i, j), value in np.ndenumerate(traced.output):
        places = list(product(rows.taps(i).tolist(), columns.taps(j).tolist()))
        inside = [0 <= r < plane.shape[0] and 0 <= c < plane.shape[1] for r, c in places]
        cells = [plane[place] if within else 0 for place, within in zip(places, inside, strict=True)]
        weights = [float(tap) for tap in traced.weights[i][j]]
        assert sum(np.multiply(cells, weights)) == value
        assert (traced.real[i, j], traced.padding[i, j]) == (sum(inside), len(inside) - sum(inside))
        line, told = traced.arithmetic[i][j].replace("·", "*").replace("−", "-").split(" = ")
        assert eval(line) == float(told) == value


@pytest.mark.filterwarnings(SAME)
@quick
@given(calls())
def test_every_drawn_cell_has_its_kind(call):
    name, plane, weight, said = call
    traced = conv_trace(name, plane, weight, **said)
    (top, bottom), (left, right) = traced.frame
    assert traced.kinds.shape == (top + plane.shape[0] + bottom, left + plane.shape[1] + right)
    read = [{int(at) for i in range(axis.outputs) for at in axis.taps(i)} for axis in traced.axes]
    for (r, c), kind in np.ndenumerate(traced.kinds):
        r, c = r - top, c - left
        inside = 0 <= r < plane.shape[0] and 0 <= c < plane.shape[1]
        assert (kind == "p") == (not inside)
        assert (kind == "r") == (inside and r in read[0] and c in read[1])


def test_a_sum_is_written_as_it_is_read():
    plane = np.array([[3, -1, 4]], np.float32)
    traced = conv_trace("conv1d", plane, np.array([[[0.5, -2]]], np.float32), padding="same")
    assert traced.arithmetic == (("0.5·3 − 2·(-1) = 3.5", "0.5·(-1) − 2·4 = -8.5", "0.5·4 − 2·0 = 2"),)
    assert traced.weights[0][0] == ("0.5", "-2") and traced.frame == ((0, 0), (0, 1))


def test_each_output_channel_reads_its_group_and_no_other():
    assert [group_axis(6, 3, 3).taps(i).tolist() for i in range(3)] == [[0, 1], [2, 3], [4, 5]]
    assert [group_axis(4, 2, 4).taps(i).tolist() for i in range(4)] == [[0, 1], [0, 1], [2, 3], [2, 3]]
    assert [group_axis(3, 1, 2).taps(i).tolist() for i in range(2)] == [[0, 1, 2]] * 2


def test_windows_are_shared_where_the_pooling_has_one():
    plane = np.arange(12, dtype=np.float32).reshape(2, 6)
    pooled = trace(PoolSpec.of("max_pool1d", kernel_size=2), plane)
    mixed = shared_windows(conv_trace("conv1d", plane, np.ones((1, 2, 2), np.float32)), pooled)
    assert mixed == [[[(0, 0), (1, 0)], [], [(0, 1), (1, 1)], [], [(0, 2), (1, 2)]]]
    apart = conv_trace("conv1d", plane, np.ones((2, 1, 2), np.float32), groups=2, dilation=2)
    assert shared_windows(apart, pooled) == [[[]] * 4] * 2


@pytest.mark.parametrize(
    "weight, said, parameter",
    [
        ((1, 1, 9), {}, "kernel_size"),
        ((1, 1, 2), {"padding": 99_999_999}, "padding"),
        ((1, 1, 8), {"padding": "same", "dilation": 32}, "padding"),
    ],
)
def test_what_torch_takes_and_nobody_could_read_is_named(weight, said, parameter):
    with pytest.raises(TooLargeToDrawError) as refused:
        conv_trace("conv1d", np.ones((1, 16), np.float32), np.ones(weight, np.float32), **said)
    assert refused.value.parameter == parameter and str(LARGEST_SIDE) in str(refused.value)


def test_what_torch_refuses_is_refused():
    plane, weight = np.ones((2, 4), np.float32), np.ones((1, 2, 2), np.float32)
    for said in ({"stride": 2, "padding": "same"}, {"groups": 2}, {"padding": "SAME"}, {"stride": 0}, {"dilation": 9}):
        with pytest.raises(PoolingError) as refused:
            conv_trace("conv1d", plane, weight, **said)
        assert not isinstance(refused.value, TooLargeToDrawError)
        with pytest.raises((RuntimeError, ValueError)):
            by_torch("conv1d", plane, weight, said)


@quick
@given(st.integers(1, 2), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_an_average_is_its_depthwise_convolution(rank, kernel_size, stride, padding, seed):
    plane = np.random.default_rng(seed).normal(0, 10, (3, *[6] * rank)).astype(np.float32)
    windows = {"kernel_size": kernel_size, "stride": stride, "padding": min(padding, kernel_size // 2)}
    beside = depthwise(PoolSpec.of(f"avg_pool{rank}d", **windows), plane)
    average = getattr(torch.nn.functional, f"avg_pool{rank}d")(torch.from_numpy(plane), **windows).numpy()
    assert not beside.apart.any() and beside.apart.shape == average.shape
    np.testing.assert_allclose(beside.output, average, rtol=1e-5, atol=1e-4)
    other = depthwise(PoolSpec.of(f"avg_pool{rank}d", **windows), plane + 100, first_weight=2)
    assert other.apart.all() or padding


def test_small_differences_beside_large_numbers_are_seen():
    signal = np.array([[1e8, 1e8, 1, 3]], np.float32)
    spec = PoolSpec.of("avg_pool1d", kernel_size=2)
    assert not depthwise(spec, signal).apart.any()
    assert depthwise(spec, signal, first_weight=0.50001).apart.tolist() == [[True, True]]


def test_where_padding_is_not_counted_no_kernel_does_it():
    spec = PoolSpec.of("avg_pool1d", kernel_size=3, stride=1, padding=1, count_include_pad=False)
    assert depthwise(spec, np.ones((1, 5), np.float32)).apart.tolist() == [[True, False, False, False, True]]
    with pytest.raises(PoolingError, match="ceil_mode"):
        depthwise(PoolSpec.of("avg_pool1d", kernel_size=2, ceil_mode=True), np.ones((1, 5), np.float32))


def test_the_known_signal_and_its_shifts():
    signal = np.array([[0, 0, 1, 1, 0, 0, 1, 1]], np.float32)
    found = shifts(PoolSpec.of("max_pool1d", kernel_size=2), signal, range(5))
    assert [shift.output.astype(int).tolist() for shift in found] == [
        [[0, 1, 0, 1]],
        [[1, 1, 1, 1]],
        [[1, 0, 1, 0]],
        [[1, 1, 1, 1]],
        [[0, 1, 0, 1]],
    ]
    assert [shift.moved for shift in found] == [0, None, 1, None, 2]


@quick
@given(st.integers(1, 4), st.integers(1, 4), st.integers(4, 16), st.integers(0, 2**32 - 1))
def test_a_shift_by_the_stride_moves_the_output(kernel_size, stride, length, seed):
    """The lesson's exact statement: always from output m on, and as a whole where windows tile the signal."""
    signal = np.random.default_rng(seed).integers(0, 9, (2, length)).astype(np.float32)
    spec = PoolSpec.of("max_pool1d", kernel_size=kernel_size, stride=stride)
    unmoved, *moved = shifts(spec, signal, range(0, 4 * stride, stride))
    for m, shift in enumerate(moved, 1):
        np.testing.assert_array_equal(shift.output[:, m:], unmoved.output[:, :-m])
        assert shift.whole == np.array_equal(shift.output, np.roll(unmoved.output, m, axis=-1))
        assert shift.whole or length % stride or kernel_size > stride
        assert shift.moved == m or m >= unmoved.output.shape[-1]
