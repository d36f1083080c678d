"""Indices that do not fit: every size offered keeps their meaning, and the one that was pooled is among them."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.geometry import unpooling
from pooling_core.geometry.unpooling import MOST_NAMED, fitting_sizes, outside_windows, unpool_sizes

torch.set_num_threads(1)

LONGEST = 12
# (size, kernel_size, stride, padding) of every axis that max pooling takes.
AXES = [
    (size, kernel, stride, padding)
    for size, kernel, stride in itertools.product(range(1, LONGEST + 1), repeat=3)
    for padding in range(kernel // 2 + 1)
    if size + 2 * padding >= kernel
]


def planes_of(stride, count=1):
    """Planes of two different axes: each axis of this stride as the columns, beside ``count`` others as the rows."""
    rng = np.random.default_rng(stride)
    for axis in (axis for axis in AXES if axis[2] == stride):
        for other in rng.integers(0, len(AXES), count):
            sizes, *windows = zip(AXES[other], axis, strict=True)
            values = rng.permutation(sizes[0] * sizes[1]).astype(np.float32).reshape(1, *sizes)
            if rng.random() < 0.5:
                values[0, -1, -1] = values.size  # the largest index there is, where the last window reaches it
            yield values, windows


def refusal(pooled, indices, windows, output_size=None):
    try:
        F.max_unpool2d(pooled, indices, *windows, output_size)
    except PoolingError as error:
        return error
    return None


def in_their_windows(indices, size, windows):
    """Whether the cell that each index of one plane names on a plane of this size lies in the window of its output."""
    inside = np.ones(indices.shape[1:], bool)
    cells, outputs = np.unravel_index(indices[0], size), np.indices(inside.shape)
    for cell, output, kernel, stride, padding in zip(cells, outputs, *windows, strict=True):
        tap = cell - (output * stride - padding)
        inside &= (tap >= 0) & (tap < kernel)
    return inside


def made_by_pooling(size, pooled, windows):
    """Whether a plane of this size is pooled to that one, in one of the modes."""
    made = []
    for ceil_mode in (False, True):
        try:
            shape = torch.nn.functional.max_pool2d(torch.zeros(1, *size), *windows, ceil_mode=ceil_mode).shape
        except RuntimeError:
            continue
        made.append(tuple(shape[1:]) == pooled)
    return any(made)


def fitting_by_hand(indices, windows):
    """Every legal size, judged one by one and index by index."""
    pooled = indices.shape[1:]
    legal = [unpool_sizes(*axis).legal for axis in zip(pooled, *windows, strict=True)]
    return [
        size
        for size in itertools.product(*legal)
        if np.prod(size) > indices.max()
        and made_by_pooling(size, pooled, windows)
        and in_their_windows(indices, size, windows).all()
    ]


@pytest.mark.parametrize("stride", range(1, LONGEST + 1))
def test_every_size_offered_keeps_the_meaning_and_the_pooled_one_is_among_them(stride, monkeypatch):
    monkeypatch.setattr(unpooling, "MOST_NAMED", LONGEST**4)  # before any cut
    refused = 0
    for plane, windows in planes_of(stride):
        pooled, indices = F.max_pool2d(plane, *windows, return_indices=True)
        fitting = fitting_sizes(indices, *windows)
        assert fitting is not None and fitting.total == len(fitting.named) == len(set(fitting.named))
        assert plane.shape[1:] in fitting.named, (plane.shape, windows)
        error = refusal(pooled, indices, windows)
        if error is None:
            continue
        refused += 1
        assert error.key == "index-beyond-plane" and error.values["fitting"] == fitting.total
        assert [fix["output_size"] for fix in error.fixes] == list(fitting.named)
        for size in fitting.named:
            assert in_their_windows(indices, size, windows).all(), (plane.shape, windows, size)
        back = F.max_unpool2d(pooled, indices, *windows, plane.shape[1:])
        assert (back[back != 0] == plane[back != 0]).all() and set(pooled[pooled != 0]) == set(back[back != 0])
    assert refused > 20 or stride == 1, refused


@pytest.mark.parametrize("stride", [2, 3, 5, 8])
def test_torch_takes_every_size_offered(stride):
    for plane, windows in planes_of(stride):
        pooled, indices = F.max_pool2d(plane, *windows, return_indices=True)
        error = refusal(pooled, indices, windows)
        if error is not None:
            assert len(error.fixes) == min(error.values["fitting"], MOST_NAMED)
            for fix in error.fixes:
                tensors = torch.from_numpy(pooled), torch.from_numpy(indices)
                back = torch.nn.functional.max_unpool2d(*tensors, *windows, **fix)
                np.testing.assert_array_equal(F.max_unpool2d(pooled, indices, *windows, **fix), back)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_sizes_are_those_found_one_by_one(stride, monkeypatch):
    monkeypatch.setattr(unpooling, "MOST_NAMED", LONGEST**4)
    calls = list(planes_of(stride))
    for plane, windows in calls[:: len(calls) // 40]:
        _, indices = F.max_pool2d(plane, *windows, return_indices=True)
        found = fitting_sizes(indices, *windows)
        assert found is not None and sorted(found.named) == fitting_by_hand(indices, windows), (plane.shape, windows)


def test_a_size_pooled_in_ceil_mode_is_found_too(monkeypatch):
    monkeypatch.setattr(unpooling, "MOST_NAMED", LONGEST**4)
    refused = 0
    for plane, windows in planes_of(3, count=2):
        pooled, indices = F.max_pool2d(plane, *windows, ceil_mode=True, return_indices=True)
        smallest = tuple(unpool_sizes(*axis).legal[0] for axis in zip(pooled.shape[1:], *windows, strict=True))
        error = refusal(pooled, indices, windows, smallest)
        if error is not None:
            refused += 1
            assert {"output_size": plane.shape[1:]} in error.fixes, (plane.shape, windows)
    assert refused > 100


def test_the_maximum_of_a_corner_goes_back_to_the_corner():
    plane = np.zeros((1, 10, 10), np.float32)
    plane[0, 8, 8] = 50
    pooled, indices = F.max_pool2d(plane, 3, return_indices=True)
    error = refusal(pooled, indices, (3, None, 0))
    assert error is not None and error.key == "index-beyond-plane" and error.parameter == "indices"
    assert [fix["output_size"] for fix in error.fixes] == [(9, 10), (10, 10), (11, 10)]
    assert "9x9 and has the cells 0 to 80" in error.rule and "of 3 of the legal sizes (7, 7) to (11, 11)" in error.rule
    for fix in error.fixes:
        assert np.argwhere(F.max_unpool2d(pooled, indices, 3, **fix)).tolist() == [[0, 8, 8]]


def test_one_size_is_the_one_fix():
    plane = np.zeros((1, 1, 7), np.float32)
    plane[0, 0, -1] = 1
    pooled, indices = F.max_pool2d(plane, (1, 4), (1, 3), return_indices=True)
    assert refusal(pooled, indices, ((1, 4), (1, 3), 0)) is None  # 7 is the default
    stretched = np.tile(np.arange(20, dtype=np.float32).reshape(1, 2, 10), (1, 2, 1))
    pooled, indices = F.max_pool2d(stretched, (2, 3), (1, 3), return_indices=True)
    error = refusal(pooled, indices, ((2, 3), (1, 3), 0))
    assert error is not None and error.fixes == ({"output_size": (4, 10)},)
    assert str(error).endswith("can give such indices; nearest valid choice: output_size=(4, 10)")


def test_of_many_sizes_the_smallest_are_named_and_all_are_counted():
    plane = np.zeros((1, 49, 49), np.float32)
    plane[0, 23, 23] = 1
    pooled, indices = F.max_pool2d(plane, 25, return_indices=True)
    error = refusal(pooled, indices, (25, None, 0))
    by_hand = [(h, w) for h in range(25, 50) for w in range(25, 50) if h * w > 1150 and 1150 % w < 25 > 1150 // w]
    by_hand.sort(key=lambda size: (size[0] * size[1], size))
    assert error is not None and len(by_hand) > MOST_NAMED == len(error.fixes)
    assert [fix["output_size"] for fix in error.fixes] == by_hand[:MOST_NAMED]
    assert error.values["fitting"] == len(by_hand) and f"of {len(by_hand)} of the legal sizes" in str(error)


@pytest.mark.parametrize(
    ("indices", "arguments", "legal"),
    [
        ([[-1, 2], [8, 10]], {"kernel_size": 2}, "(3, 3) to (5, 5)"),
        ([[99, 2], [8, 10]], {"kernel_size": 2}, "(3, 3) to (5, 5)"),
        ([[12, 2], [8, 10]], {"kernel_size": 2, "output_size": (3, 3)}, "(3, 3) to (5, 5)"),  # in no window of its own
        # Each has a window on 3 by 4, but max pooling pads by half of its kernel at most.
        ([[0, 1], [4, 5]], {"kernel_size": 3, "padding": 2}, "(0, 0) to (4, 4)"),
    ],
    ids=str,
)
def test_where_no_size_fits_none_is_offered_and_the_legal_ones_are_told(indices, arguments, legal):
    with pytest.raises(PoolingError) as caught:
        F.max_unpool2d(np.ones((1, 2, 2), np.float32), np.array([indices]), **arguments)
    assert (caught.value.key, caught.value.fixes) == ("index-beyond-plane-of-any-size", ())
    assert f"none of the legal sizes {legal}" in str(caught.value)


def test_every_plane_has_its_say():
    """Wherever in a batch the index stands that tells the width."""
    told, other = [[0, 2], [10, 12]], [[0, 2], [8, 10]]  # of five columns, of four
    for planes in ([told, other], [other, told]):
        assert fitting_sizes(np.array(planes), 2) == ((), 0)
    with pytest.raises(PoolingError) as caught:
        F.max_unpool2d(np.ones((2, 1, 2, 2), np.float32), np.array([[told], [[[0, 2], [10, 18]]]]), 2)
    assert [fix["output_size"] for fix in caught.value.fixes] == [(4, 5), (5, 5)]


@pytest.mark.parametrize(("kernel_size", "stride"), [(2, 0), (2, -1), (2, 2**9), (2, 2**62)])
def test_without_legal_sizes_or_with_too_many_only_the_plane_is_told(kernel_size, stride):
    x, indices = np.ones((1, 1, 1), np.float32), np.full((1, 1, 1), 9)
    with pytest.raises(PoolingError) as caught:
        F.max_unpool2d(x, indices, kernel_size, stride)
    assert (caught.value.key, caught.value.fixes) == ("index-beyond-plane-alone", ())
    assert caught.value.rule == "the unpooled plane is 2x2 and has the cells 0 to 3"


def test_in_three_dimensions_two_axes_give_an_index_its_meaning():
    x = np.random.default_rng(3).permutation(7 * 8 * 10).astype(np.float64).reshape(1, 7, 8, 10)
    pooled, indices = F.max_pool3d(x, (2, 3, 4), (2, 3, 3), return_indices=True)
    with pytest.raises(PoolingError) as caught:
        F.max_unpool3d(pooled, indices, (2, 3, 4), (2, 3, 3), output_size=(6, 6, 8))
    sizes = [fix["output_size"] for fix in caught.value.fixes]
    assert sizes == [(6, 8, 10), (7, 8, 10)]
    back = F.max_unpool3d(pooled, indices, (2, 3, 4), (2, 3, 3), output_size=x.shape[1:])
    assert (back[back != 0] == x[back != 0]).all()


def test_along_one_axis_an_index_means_the_same_in_any_length():
    x = np.array([[0, 0, 0, 0, 9, 0, 0, 0]], np.float32)
    pooled, indices = F.max_pool1d(x, 3, 3, return_indices=True)
    with pytest.raises(PoolingError) as caught:
        F.max_unpool1d(pooled, indices, 3, output_size=(4,))
    assert [fix["output_size"] for fix in caught.value.fixes] == [(6,), (7,), (8,), (5,)]  # 5 in ceil_mode only


# --- a size that is not legal -----------------------------------------------------------------------------------------


def test_the_nearest_legal_size_is_offered_only_where_the_values_stay():
    plane = np.zeros((1, 4, 4), np.float32)
    plane[0, [1, 0, 3, 3], [1, 2, 0, 3]] = (5, 6, 7, 8)
    pooled, indices = F.max_pool2d(plane, 2, return_indices=True)
    offered: dict[Any, Any] = {(7, 4): [(5, 4)], (0, 4): [(4, 4), (5, 4)], (7, 7): [(4, 4), (5, 4)]}
    for asked, sizes in offered.items():
        error = refusal(pooled, indices, (2, None, 0), asked)
        assert error is not None and error.key == "size-out-of-range"
        assert [fix["output_size"] for fix in error.fixes] == sizes
    without = refusal(pooled[:0], indices[:0], (2, None, 0), (7, 7))
    assert without is not None and without.fixes == ({"output_size": (5, 5)},)
    far = refusal(pooled, indices, (2, 2**62, 0), (1, 1))
    assert far is not None and far.fixes == ({"output_size": (3, 3)},)
    with pytest.raises(PoolingError, match="axis 0 may have"):  # more cells than 64 bits count
        F.max_unpool1d(np.ones((1, 5), np.float32), np.zeros((1, 5), np.int64), 2, 2**62, output_size=(7,))


# --- which values leave their windows ---------------------------------------------------------------------------------


def test_the_indices_that_leave_their_windows_in_another_width():
    indices = np.array([[[0, 2], [15, 12]]])
    assert outside_windows(indices, 2, None, 0, (5, 5)).tolist() == [[[False, False], [False, False]]]
    assert outside_windows(indices, 2, None, 0, (4, 4)).tolist() == [[[False, False], [True, True]]]
    assert outside_windows(indices, 2, None, 0, (3, 5)).tolist() == [[[False, False], [True, False]]]
    assert outside_windows(indices, 2, None, 0, (0, 5)).all()
    assert outside_windows(-indices - 1, 2, None, 0, (5, 5)).all()
    assert outside_windows(np.array([[[-1]]]), 3, None, 1, (2, 2)).all()  # the padding holds no cells


@pytest.mark.parametrize("stride", [1, 2, 3, 7])
def test_leaving_is_judged_as_by_hand(stride):
    rng = np.random.default_rng(stride)
    calls = list(planes_of(stride))
    for plane, windows in calls[:: len(calls) // 40]:
        _, indices = F.max_pool2d(plane, *windows, return_indices=True)
        assert not outside_windows(indices, *windows, plane.shape[1:]).any()
        wider = (plane.shape[1] + int(rng.integers(0, 3)), plane.shape[2] + int(rng.integers(1, 3)))
        by_hand = ~in_their_windows(indices, wider, windows)
        assert (outside_windows(indices, *windows, wider) == by_hand).all()
