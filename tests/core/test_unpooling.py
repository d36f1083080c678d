"""Max unpooling: named cases, a plain loop as a second opinion, torch's refusals and those of our own."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.compute.unpooling import unpool_plan
from pooling_core.geometry.axis import size_steps
from pooling_core.geometry.unpooling import unpool_sizes, unpooled_size

torch.set_num_threads(1)


def array(values, dtype=np.float32):
    return np.array(values, dtype)


def by_loop(x, indices, sizes):
    """One element after another, as one would by hand."""
    out = np.zeros((*x.shape[: x.ndim - len(sizes)], *sizes), x.dtype)
    for place in itertools.product(*map(range, x.shape)):
        lead, flat = place[: x.ndim - len(sizes)], int(indices[place])
        cell: tuple[Any, ...] = (*lead, *np.unravel_index(flat, sizes))
        out[cell] = x[place]
    return out


def both(name, x, indices, *settings_, **more):
    """Our result and torch's, or the error each raises."""
    results: list[Any] = []
    for side, wrap in ((F, lambda a: a), (torch.nn.functional, lambda a: torch.from_numpy(a.copy()))):
        try:
            results.append(np.asarray(getattr(side, name)(wrap(x), wrap(indices), *settings_, **more)))
        except Exception as error:
            results.append(error)
    return results


def assert_alike(name, x, indices, *settings_, **more):
    ours, theirs = both(name, x, indices, *settings_, **more)
    if isinstance(theirs, Exception):
        assert isinstance(ours, PoolingError), f"torch refuses ({theirs}), ours: {ours!r}"
        assert "\n" not in str(ours)
    else:
        assert isinstance(ours, np.ndarray), f"torch accepts, ours: {ours!r}"
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


# --- values ---------------------------------------------------------------------------------------------------------


def test_maxima_go_back_to_their_cells():
    x = array([[[1, 2, 5, 3], [4, 8, 6, 7], [9, 0, 1, 2], [3, 4, 5, 6]]])
    pooled, indices = F.max_pool2d(x, 2, return_indices=True)
    unpooled = F.max_unpool2d(pooled, indices, 2)
    assert unpooled.tolist() == [[[0, 0, 0, 0], [0, 8, 0, 7], [9, 0, 0, 0], [0, 0, 0, 6]]]
    assert (F.max_pool2d(unpooled, 2) == pooled).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_last_of_several_values_stays(order):
    x = np.arange(24, dtype=np.float64).reshape(2, 3, 4)
    indices = np.array([[3, 3, 3, 1]] * 6, np.int64).reshape(2, 3, 4)
    result = F.max_unpool1d(np.asarray(x, order=order), np.asarray(indices, order=order), 2)
    assert (result[..., 3] == x[..., 2]).all() and (result[..., 1] == x[..., 3]).all()
    plane = np.zeros((1, 2, 2), np.int64)
    turned = F.max_unpool2d(array([[[1, 2], [3, 4]]]), plane.transpose(0, 2, 1), 2)
    assert turned[0, 0, 0] == 4 and turned.sum() == 4


def test_overlapping_windows_lose_nothing_but_their_number():
    x = array([[0, 9, 1, 2, 7]])
    pooled, indices = F.max_pool1d(x, 3, 1, return_indices=True)
    assert pooled.tolist() == [[9, 9, 7]] and indices.tolist() == [[1, 1, 4]]
    assert F.max_unpool1d(pooled, indices, 3, 1).tolist() == [[0, 9, 0, 0, 7]]


def test_special_values_travel_unchanged():
    x = array([[np.nan, -0.0, -np.inf]])
    result = F.max_unpool1d(x, array([[4, 1, 0]], np.int64), 2)
    assert np.isnan(result[0, 4]) and np.signbit(result[0, 1]) and result[0, 0] == -np.inf
    assert not np.signbit(result[0, [2, 3, 5]]).any()


def test_a_size_that_does_not_divide_needs_output_size():
    x = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
    pooled, indices = F.max_pool2d(x, 2, return_indices=True)
    with pytest.raises(PoolingError, match="4x4") as refusal:
        F.max_unpool2d(pooled, indices, 2)
    assert refusal.value.parameter == "indices"
    assert refusal.value.fixes == ({"output_size": (4, 5)}, {"output_size": (5, 5)})
    unpooled = F.max_unpool2d(pooled, indices, 2, **refusal.value.fixes[1])
    kept = unpooled != 0
    assert kept.sum() == 4 and (unpooled[kept] == x[kept]).all()


def test_the_wrong_size_may_go_unnoticed():
    """A plane is a flat row: in another width the same position is another cell, in torch as here."""
    x = array([[[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]]])
    pooled, indices = F.max_pool2d(x, 2, return_indices=True)
    assert_alike("max_unpool2d", pooled, indices, 2)
    assert F.max_unpool2d(pooled, indices, 2).tolist() == [[[0, 0, 0, 0], [0, 1, 0, 0]]]  # one column too far
    assert (F.max_unpool2d(pooled, indices, 2, output_size=(2, 5)) == x).all()


@st.composite
def calls(draw):
    rank = draw(st.integers(1, 3))
    axes = [
        (draw(st.integers(1, 4)), k := draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(0, k // 2)))
        for _ in range(rank)
    ]
    pooled, kernels, strides, paddings = map(tuple, zip(*axes, strict=True))
    sizes = tuple(draw(st.sampled_from(list(unpool_sizes(*axis).legal))) for axis in axes)
    shape = (draw(st.integers(1, 2)), *pooled)
    cells = int(np.prod(sizes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    indices = rng.integers(0, max(cells, 1), shape)
    return rank, rng.normal(size=shape), indices, kernels, strides, paddings, sizes


@settings(max_examples=100)
@given(calls())
def test_agrees_with_the_loop_and_with_torch(call):
    rank, x, indices, kernels, strides, paddings, sizes = call
    keep = x.copy(), indices.copy()
    x.flags.writeable = indices.flags.writeable = False
    result = getattr(F, f"max_unpool{rank}d")(x, indices, kernels, strides, paddings, sizes)
    assert (x == keep[0]).all() and (indices == keep[1]).all()
    assert not np.shares_memory(result, x)
    if result.size:
        np.testing.assert_array_equal(result, by_loop(x, indices, sizes))
    assert_alike(f"max_unpool{rank}d", x, indices, kernels, strides, paddings, sizes)


def test_a_plan_says_where_each_element_goes():
    indices = array([[3, 0]], np.int64)
    plan = unpool_plan("max_unpool1d", array([[5, 6]]), indices, 2)
    assert plan.shape == (1, 4) and plan.cells.tolist() == [3, 0]


# --- sizes ----------------------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(st.integers(1, 9), st.integers(1, 7), st.integers(1, 6), st.data())
def test_sizes_are_those_that_torch_takes_and_pooling_makes(pooled, kernel, stride, data):
    padding = data.draw(st.integers(0, kernel // 2))
    sizes = unpool_sizes(pooled, kernel, stride, padding)
    made = [n for n in range(1, 90) if size_steps(n, kernel, stride, padding, 1, False).outputs == pooled]
    assert list(sizes.sources) == made
    assert set(made) <= set(sizes.legal)
    x, indices = torch.ones(1, pooled), torch.zeros(1, pooled, dtype=torch.int64)
    for size in range(0, sizes.legal.stop + 2):
        try:
            torch.nn.functional.max_unpool1d(x, indices, kernel, stride, padding, [size])
            accepted = True
        except ValueError:
            accepted = False
        assert accepted == (size in sizes.legal)
    assert torch.nn.functional.max_unpool1d(x, indices, kernel, stride, padding).shape[-1] == sizes.default


def test_the_default_is_the_smallest_source():
    assert unpool_sizes(2, 2, 2) == (range(3, 6), 4, range(4, 6))
    assert unpool_sizes(3, 3, 2, 1) == (range(4, 7), 5, range(5, 7))
    assert unpool_sizes(4, 3, 1).sources == range(6, 7)  # stride 1 forgets nothing
    assert unpooled_size("max_unpool2d", (2, 2), 2, output_size=(1, 1, 5, 5)) == (5, 5)


@pytest.mark.parametrize(
    "output_size",
    [[4, 4], (3, 5), (2, 4), (6, 4), (4, 6), (1, 1, 5, 5), [7, 9, 5, 5], (None, "a", 5, 5), (1, 5, 5), (1, 1, 1, 5, 5),
     5, (), None, (None, None), (4.0, 4.0), (4, 4.0), (True, True), np.array([5, 5]), range(4, 6), [np.int64(5)] * 2,
     "44", np.int64(4), (-1, 4)],
    ids=repr,
)  # fmt: skip
def test_forms_of_output_size(output_size):
    x, indices = np.ones((1, 1, 2, 2), np.float32), np.zeros((1, 1, 2, 2), np.int64)
    assert_alike("max_unpool2d", x, indices, 2, output_size=output_size)


# --- refusals -------------------------------------------------------------------------------------------------------


FORMS = [2, 2.0, [2], (2,), (2, 2), (2, 2, 2), (), "2", None, 0, -1, np.int64(2), np.float64(2), (2.0, 2.0)]


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    ("parameter", "form"),
    [*itertools.product(["kernel_size", "stride", "padding"], FORMS), ("stride", 2**40), ("padding", 2**40)],
    ids=repr,
)
def test_forms_of_a_setting(rank, parameter, form):
    if parameter != "kernel_size" and isinstance(form, tuple):
        form = form[:rank]  # longer ones: see the accidents below
    x = np.ones((1, 1) + (1,) * rank, np.float32)
    arguments = {"kernel_size": 2} | {parameter: form}
    assert_alike(f"max_unpool{rank}d", x, np.zeros(x.shape, np.int64), **arguments)


@pytest.mark.parametrize("parameter", ["kernel_size", "stride", "padding"])
def test_numpy_integers_need_an_output_size(parameter):
    """torch compares sizes with `is True`; a check that NumPy integers pass only beside an output_size."""
    x, indices = np.ones((1, 2), np.float32), np.zeros((1, 2), np.int64)
    arguments: dict[str, Any] = {"kernel_size": 2, "padding": 1} | {parameter: np.int64(1)}
    assert_alike("max_unpool1d", x, indices, **arguments)
    assert_alike("max_unpool1d", x, indices, **arguments, output_size=(2,))
    with pytest.raises(PoolingError) as refusal:
        F.max_unpool1d(x, indices, **arguments)
    assert refusal.value.fix == {parameter: 1}


@pytest.mark.parametrize(
    "arguments",
    [{"kernel_size": True}, {"kernel_size": 2.5, "stride": 2, "output_size": (4,)}, {"kernel_size": range(2, 3)},
     {"kernel_size": 2, "stride": (2, 9)}, {"kernel_size": 2, "padding": (0, 9)}, {"kernel_size": 2, "padding": False}],
    ids=str,
)  # fmt: skip
def test_accidents_are_refused_on_purpose(arguments):
    ours, theirs = both("max_unpool1d", np.ones((1, 2), np.float32), np.zeros((1, 2), np.int64), **arguments)
    assert isinstance(theirs, np.ndarray) and isinstance(ours, PoolingError)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "int8", "uint8", "bool", "complex64"])
def test_dtypes_count_only_where_there_is_something_to_fill(rank, dtype):
    name = f"max_unpool{rank}d"
    for shape in ((1, 1) + (1,) * rank, (0, 1) + (1,) * rank):
        x = np.ones(shape, dtype)
        assert_alike(name, x, np.zeros(shape, np.int64), 2)
        assert_alike(name, x, np.full(shape, 99, np.int64), 2, padding=1)  # no cell is left
        assert_alike(name, x, np.zeros(shape, np.int32), 2)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_shapes(rank):
    name = f"max_unpool{rank}d"
    shapes = [(), (1,), *((1,) * n for n in range(2, 7)), (0,) + (1,) * rank, (0, 1) + (1,) * rank]
    shapes += [(1, 0) + (1,) * rank, (1,) + (0,) * rank, (1, 1) + (1,) * (rank - 1) + (0,), (0, 0) + (1,) * rank]
    for shape in shapes:
        assert_alike(name, np.ones(shape, np.float32), np.zeros(shape, np.int64), 1)
    x = np.ones((1, 2) + (2,) * rank, np.float32)
    for shape in [x.shape[1:], (1, 1, *x.shape[2:]), (*x.shape[:-1], 3), (*x.shape, 1), (2, *x.shape[1:])]:
        assert_alike(name, x, np.zeros(shape, np.int64), 2)


@pytest.mark.parametrize("flat", [-1, -(2**40), 4, 2**40])
def test_an_index_outside_the_plane_names_it(flat):
    x, indices = np.ones((2, 1, 2), np.float32), np.zeros((2, 1, 2), np.int64)
    indices[1, 0, 1] = flat
    assert_alike("max_unpool1d", x, indices, 2)
    with pytest.raises(PoolingError, match=rf"\({flat} among them\).*cells 0 to 3"):
        F.max_unpool1d(x, indices, 2)


def test_what_is_no_array_and_what_no_memory_holds():
    x, indices = np.ones((1, 2, 2), np.float32), np.zeros((1, 2, 2), np.int64)
    pairs: list[tuple[Any, Any]] = [([[[1.0]]], indices), (x, [[[0]]]), (x, None)]
    for left, right in pairs:
        with pytest.raises(PoolingError, match="numpy array"):
            F.max_unpool2d(left, right, 2)
    with pytest.raises(PoolingError, match="more than memory holds"):
        F.max_unpool2d(x, indices, 2, 2**33)
    with pytest.raises(PoolingError, match="less than one stride away from 4") as refusal:
        F.max_unpool2d(x, indices, 2, output_size=(9, 1))
    assert refusal.value.fix == {"output_size": (5, 3)}
