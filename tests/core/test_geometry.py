"""One axis against the loop oracle: where windows and bins stand, and what each of them counts."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pooling_core.geometry.axis import adaptive_axis, separate_axis, size_steps, strided_axis
from pooling_core.oracle.textbook import pooling as oracle


@st.composite
def windows(draw, dilated=True):
    """Size, kernel, stride, padding (at most half the kernel), dilation and ceil_mode."""
    kernel = draw(st.integers(1, 40))
    return (
        draw(st.integers(1, 120)),
        kernel,
        draw(st.integers(1, 50)),
        draw(st.integers(0, kernel // 2)),
        draw(st.integers(1, 6)) if dilated else 1,
        draw(st.booleans()),
    )


def small_windows():
    for size, kernel, stride, dilation in itertools.product(range(1, 10), range(1, 6), range(1, 6), range(1, 4)):
        for padding, ceil_mode in itertools.product(range(kernel // 2 + 1), (False, True)):
            yield size, kernel, stride, padding, dilation, ceil_mode


def check_against_walk(window):
    size, _, _, padding, _, _ = window
    walked, axis = oracle.walk_windows(*window), strided_axis(*window)
    assert max(size_steps(*window).outputs, 0) == len(walked) == axis.outputs
    assert [axis.taps(i).tolist() for i in range(axis.outputs)] == walked
    assert axis.stops.tolist() == [taps[-1] + 1 for taps in walked]
    kinds = [[oracle.kind_of((tap,), (size,), [padding]) for tap in taps] for taps in walked]
    assert axis.real_counts().tolist() == [row.count(oracle.REAL) for row in kinds]
    assert axis.first_inside().tolist() == [min((t for t in taps if t >= 0), default=taps[-1]) for taps in walked]
    if axis.dilation == 1:
        assert axis.padded_counts().tolist() == [len(row) - row.count(oracle.BEYOND) for row in kinds]


def test_every_small_window_stands_where_walking_finds_it():
    for window in small_windows():
        check_against_walk(window)


@given(windows())
def test_windows_stand_where_walking_finds_them(window):
    check_against_walk(window)


@given(windows())
def test_output_size_is_torchs(window):
    size, kernel, stride, padding, dilation, ceil_mode = window
    count = size_steps(*window).outputs
    if count < 1:
        return
    pooled = torch.nn.functional.max_pool1d(torch.zeros(1, size), kernel, stride, padding, dilation, ceil_mode)
    assert pooled.shape[-1] == count


@given(windows())
def test_the_steps_lead_to_the_output_size(window):
    size, kernel, stride, padding, dilation, ceil_mode = window
    steps = size_steps(*window)
    exact = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride
    assert steps.leeway == round(exact * stride)
    assert steps.rounded == (math.ceil(exact) if ceil_mode else math.floor(exact)) + 1
    assert steps.outputs == steps.rounded - steps.dropped and not (steps.dropped and not ceil_mode)


@given(windows())
def test_floor_never_overhangs_and_leaves_less_than_a_stride(window):
    size, _, stride, padding, _, _ = window
    axis = strided_axis(*window[:-1], False)
    if axis.outputs:
        left = size + padding - int(axis.stops[-1])
        assert 0 <= left < stride


@given(windows())
def test_ceil_adds_at_most_one_window_and_starts_inside(window):
    floor, ceil = strided_axis(*window[:-1], False), strided_axis(*window[:-1], True)
    assert floor.outputs <= ceil.outputs <= floor.outputs + 1
    assert ceil.starts[: floor.outputs].tolist() == floor.starts.tolist()
    assert all(ceil.starts < window[0])


@given(windows(dilated=False))
def test_ceil_reads_every_cell_unless_stride_skips(window):
    size, kernel, stride, _, _, _ = window
    axis = strided_axis(*window[:-1], True)
    if stride <= kernel and axis.outputs:
        read = {int(tap) for i in range(axis.outputs) for tap in axis.taps(i)}
        assert read >= set(range(size))


@given(st.integers(1, 200), st.integers(0, 200))
def test_bins_are_the_cells_that_overlap_them(size, bins):
    axis = adaptive_axis(size, bins)
    assert [axis.taps(i).tolist() for i in range(axis.outputs)] == oracle.walk_bins(size, bins)
    assert axis.real_counts().tolist() == axis.kernel_sizes.tolist()


@given(st.integers(1, 10**6), st.integers(1, 2000))
def test_bins_cover_the_axis_and_are_symmetric(size, bins):
    axis = adaptive_axis(size, bins)
    starts, stops = axis.starts, axis.stops
    assert starts[0] == 0 and stops[-1] == size and bool((stops > starts).all())
    overlap = stops[:-1] - starts[1:]
    assert bool((overlap >= 0).all()) and bool((overlap <= 1).all())
    assert (size - stops[::-1]).tolist() == starts.tolist()
    assert set((stops - starts).tolist()) <= {size // bins, size // bins + 1, size // bins + 2}


@given(st.integers(1, 50), st.integers(1, 50))
def test_a_named_stride_means_equal_distances_and_equal_windows(size, bins):
    axis = adaptive_axis(size, bins)
    if axis.stride is not None:
        assert set(np.diff(axis.starts).tolist()) <= {axis.stride}
        assert len(set(axis.kernel_sizes.tolist())) == 1


def test_a_separate_axis_reads_each_cell_once():
    assert [separate_axis(4).taps(i).tolist() for i in range(4)] == [[0], [1], [2], [3]]


@pytest.mark.parametrize("axis", [strided_axis(7, 3, 2, 1, 1, True), adaptive_axis(7, 5)])
def test_shared_axes_cannot_be_written(axis):
    for values in (axis.starts, axis.kernel_sizes):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 9
