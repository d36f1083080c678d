"""The round trip of a plane explained: every grid is PyTorch's, and every link leads to the right cells."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pooling_core import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.unpooling import pool_with_indices, unpool_trace

VOLUME = np.random.default_rng(3).permutation(48).reshape(3, 4, 4).astype(np.float32)
PLANE = np.array([[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]], np.float32)


def spec(**windows):
    return PoolSpec.of("max_pool2d", **windows)


def in_torch(plane, size=None, **windows):
    x = torch.from_numpy(np.array(plane))[None]
    pooled, indices = tF.max_pool2d(x, **windows, return_indices=True)
    unpooled = tF.max_unpool2d(pooled, indices, **windows, output_size=size)
    upsampled = tF.interpolate(pooled[None], unpooled.shape[-2:])
    return pooled[0], indices[0], unpooled[0], upsampled[0, 0]


def compare(plane, size=None, **windows):
    back = unpool_trace(spec(**windows), plane, size)
    grids = (back.pooled, back.indices, back.unpooled, back.upsampled)
    for ours, theirs in zip(grids, in_torch(plane, size, **windows), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    return back


@pytest.mark.parametrize(
    "size, windows",
    [
        (None, {"kernel_size": 2}),
        ((5, 5), {"kernel_size": 2}),
        ((4, 5), {"kernel_size": 2}),
        (None, {"kernel_size": 2, "stride": 1}),
        (None, {"kernel_size": 3, "stride": 1, "padding": 1}),
        ((4, 4), {"kernel_size": 3, "stride": 2, "padding": 1}),
        ((4, 4), {"kernel_size": 1, "stride": 2}),
        (None, {"kernel_size": 4}),
        (None, {"kernel_size": (2, 1), "stride": (2, 1)}),
    ],
    ids=str,
)
def test_the_grids_are_torchs(size, windows):
    compare(PLANE, size, **windows)


def test_each_output_lands_on_its_cell_and_is_copied_over_its_block():
    back = compare(PLANE, kernel_size=2)
    assert back.lands == (((1, 1), (0, 2)), ((3, 0), (3, 3)))
    assert back.copies[1][0] == ((2, 0), (2, 1), (3, 0), (3, 1))
    assert back.repeated == {}
    assert (back.sizes[0].default, back.sizes[0].legal, back.sizes[0].sources) == (4, range(3, 6), range(4, 6))


def test_copies_follow_torchs_rounding_where_the_sizes_do_not_divide():
    back = compare(PLANE, (5, 5), kernel_size=2)
    rows = [row for row, _ in sorted({cell for column in back.copies[0] for cell in column})]
    nearest = tF.interpolate(torch.arange(2.0)[None, None], 5)[0, 0].tolist()
    assert sorted(set(rows)) == [i for i, source in enumerate(nearest) if source == 0]
    every = sorted(cell for row in back.copies for cells in row for cell in cells)
    assert every == [(r, c) for r in range(5) for c in range(5)]


def test_equal_indices_are_counted():
    back = compare(np.array([[1, 2, 3], [4, 9, 5], [6, 7, 8]], np.float32), kernel_size=2, stride=1)
    assert back.repeated == {4: 4} and {cell for row in back.lands for cell in row} == {(1, 1)}
    assert back.unpooled.sum() == 9


def test_counted_in_another_width_an_index_is_another_cell():
    wide = np.zeros((5, 5), np.float32)
    wide[2, 1] = 7
    assert unpool_trace(spec(kernel_size=2), wide, (5, 5)).lands[1][0] == (2, 1)
    back = compare(wide, kernel_size=2)
    assert back.lands[1][0] == divmod(11, 4) == (2, 3) and back.unpooled[2, 3] == 7


def test_the_values_that_land_elsewhere_are_told_with_both_cells():
    plane = np.array([[9, 2, 6, 3, 1], [3, 5, 2, 1, 1], [1, 2, 7, 1, 8], [3, 3, 4, 2, 1], [1] * 5], np.float32)
    back = compare(plane, kernel_size=2)
    assert back.source == (5, 5) and back.unpooled.shape == (4, 4)
    assert back.moved == ((3, (3, 0), (3, 3)), (7, (2, 2), (3, 0)))
    for value, origin, cell in back.moved:
        assert plane[origin] == back.unpooled[cell] == value
    assert [compare(plane, size, kernel_size=2).moved for size in ((5, 5), (4, 5))] == [(), ()]
    assert len(compare(np.full((3, 6), 5, np.float32), (3, 7), kernel_size=2, stride=2).moved) == 0  # the first row


def test_a_value_of_overlapping_windows_lands_elsewhere_once():
    plane = np.zeros((6, 6), np.float32)
    plane[2, 2] = 9
    back = compare(plane, kernel_size=3, stride=2)
    assert back.repeated == {14: 4} and back.moved == ((9, (2, 2), (2, 4)),)


def test_to_a_plane_without_cells_nothing_lands():
    windows = {"kernel_size": 2, "stride": 3, "padding": 1}
    back = unpool_trace(spec(**windows), np.float32([[1, 2], [3, 4]]), None)
    theirs = tF.max_unpool2d(torch.ones(1, 1, 1), torch.zeros(1, 1, 1).long(), **windows)
    assert back.unpooled.shape == back.upsampled.shape == tuple(theirs.shape[1:]) == (0, 0)
    assert back.lands == ((None,),) and back.copies == (((),),) and back.moved == ()


@pytest.mark.parametrize("size", [(2, 2), (6, 6), (4, 7), (0, 0)])
def test_a_size_that_is_not_legal_is_refused_as_in_torch(size):
    with pytest.raises(PoolingError) as refused:
        unpool_trace(spec(kernel_size=2), PLANE, size)
    assert refused.value.parameter == "output_size"
    with pytest.raises(ValueError):
        in_torch(PLANE, list(size), kernel_size=2)
    fixed = [fix["output_size"] for fix in refused.value.fixes]
    assert fixed[0] == PLANE.shape and all(rows in (3, 4, 5) and columns == 4 for rows, columns in fixed)


def test_an_index_outside_the_plane_is_refused_as_in_torch():
    with pytest.raises(PoolingError) as refused:
        unpool_trace(spec(kernel_size=2), PLANE, (3, 3))
    assert refused.value.parameter == "indices"
    assert refused.value.fixes == ({"output_size": (4, 4)}, {"output_size": (5, 4)})
    with pytest.raises(RuntimeError):
        in_torch(PLANE, [3, 3], kernel_size=2)


def test_of_the_sizes_that_mend_a_refusal_the_pooled_one_comes_first():
    plane = np.zeros((10, 10), np.float32)
    plane[8, 8] = 50
    with pytest.raises(PoolingError) as refused:
        unpool_trace(spec(kernel_size=3), plane, None)
    assert [fix["output_size"] for fix in refused.value.fixes] == [(10, 10), (9, 10), (11, 10)]
    narrow = np.zeros((2, 7), np.float32)
    narrow[1, 0] = 1  # index 7, which four widths hold in its window
    with pytest.raises(PoolingError) as refused:
        unpool_trace(spec(kernel_size=(2, 4)), narrow, (1, 1))
    assert [fix["output_size"] for fix in refused.value.fixes] == [(2, 7), (3, 7)]


def test_pooling_with_indices_leaves_the_plane_alone():
    plane = PLANE.copy()
    plane.flags.writeable = False
    values, indices = pool_with_indices(spec(kernel_size=2), plane)
    assert values.tolist() == [[5, 6], [7, 8]] and indices.tolist() == [[5, 2], [12, 15]]
    assert indices.dtype == np.int64 and values.dtype == np.float32


def test_nan_and_infinities_come_back_as_they_went():
    plane = np.array([[np.nan, 1, -np.inf, -np.inf], [2, np.nan, -np.inf, -np.inf]], np.float32)
    back = compare(plane, kernel_size=2)
    assert np.isnan(back.unpooled[back.lands[0][0]]) and back.unpooled[back.lands[0][1]] == -np.inf


@settings(max_examples=80)
@given(st.data())
def test_any_plane_and_window_gives_torchs_round_trip(data):
    rows, columns = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 7))
    kernel, stride = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    padding = data.draw(st.integers(0, kernel // 2))
    assume(min(rows, columns) + 2 * padding >= kernel)
    values = data.draw(st.lists(st.integers(-4, 4), min_size=rows * columns, max_size=rows * columns))
    plane = np.array(values, np.float32).reshape(rows, columns)
    windows = {"kernel_size": kernel, "stride": stride, "padding": padding}
    size = data.draw(st.sampled_from([None, (rows, columns)]))
    try:
        theirs = tF.max_pool2d(torch.from_numpy(plane)[None], **windows, return_indices=True)
        tF.max_unpool2d(*theirs, **windows, output_size=size)
    except (RuntimeError, ValueError):
        with pytest.raises(PoolingError):
            unpool_trace(spec(**windows), plane, size)
        return
    back = unpool_trace(spec(**windows), plane, size)
    if 0 in back.unpooled.shape:
        return
    compare(plane, size, **windows)
    for row, cells in zip(back.pooled, back.lands, strict=True):
        for value, cell in zip(row, cells, strict=True):
            assert cell is not None and back.unpooled[cell] == value


@pytest.mark.parametrize("rank, x", [(1, PLANE), (2, PLANE), (3, VOLUME)])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_number_of_axes_with_dilation_ceil_mode_and_its_own_windows(rank, x, data):
    def sides(low, high):
        return data.draw(st.tuples(*[st.integers(low, high)] * rank))

    there = {"kernel_size": sides(1, 2), "stride": sides(1, 2), "dilation": sides(1, 2)}
    there |= {"ceil_mode": data.draw(st.booleans())}
    own = (
        {"kernel_size": sides(1, 3), "stride": sides(1, 3), "padding": sides(0, 1)} if data.draw(st.booleans()) else {}
    )
    size = data.draw(st.none() | st.just(x.shape[-rank:]))
    given = torch.from_numpy(x.copy())
    given = given if rank == 1 else given[None]
    pooled, indices = getattr(tF, f"max_pool{rank}d")(given, **there, return_indices=True)
    windows = {"kernel_size": there["kernel_size"], "stride": there["stride"], **own}
    call = PoolSpec.of(f"max_pool{rank}d", **there)
    try:
        unpooled = getattr(tF, f"max_unpool{rank}d")(pooled, indices, **windows, output_size=size)
    except (RuntimeError, ValueError):
        with pytest.raises(PoolingError) as refused:
            unpool_trace(call, x, size, own)
        for fix in [
            each for each in refused.value.fixes if "output_size" in each
        ]:  # each of them leaves every value on its cell, and torch takes it
            back = unpool_trace(call, x, fix["output_size"], own)
            assert not back.moved
        return
    back = unpool_trace(call, x, size, own)
    np.testing.assert_array_equal(back.unpooled, unpooled.numpy().reshape(back.unpooled.shape))
    for place in np.ndindex(back.pooled.shape):
        if back.unpooled.size:
            assert back.unpooled[back.land(place)] == back.pooled[place] == x[back.origin(place)]
    if size is None:
        assert tuple(axis.default for axis in back.sizes) == back.unpooled.shape[-rank:]
    for number, (axis, pooled_size) in enumerate(zip(back.sizes, back.pooled.shape[-rank:], strict=True)):
        assert x.shape[-rank:][number] in axis.sources
        for outside in (axis.sources.start - 1, axis.sources.stop):
            line = torch.zeros(1, outside)
            windows = {name: values if name == "ceil_mode" else values[number] for name, values in there.items()}
            try:
                assert tF.max_pool1d(line, **windows).shape[-1] != pooled_size
            except RuntimeError:  # too small for the window
                assert outside < axis.sources.start
