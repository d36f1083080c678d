"""Fractional max pooling: which sample places what, in which arithmetic; torch's refusals and those of our own."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.geometry.fractional import fractional_output_size, fractional_starts

torch.set_num_threads(1)


def starts_by_loop(size, kernel, outputs, sample):
    """generate_intervals of PyTorch, one scalar of the sample's dtype at a time."""
    number = type(sample)
    if outputs == 1:
        return [size - kernel]
    step = number(size - kernel) / number(outputs - 1)
    first = int(sample * step)
    return [int((number(i) + sample) * step) - first for i in range(outputs - 1)] + [size - kernel]


def by_loop(x, kernels, outputs, samples):
    rank = len(kernels)
    values = np.empty((*x.shape[:-rank], *outputs), x.dtype)
    indices = np.empty(values.shape, np.int64)
    for lead in np.ndindex(*x.shape[:-rank]):
        plane = x[lead]
        drawn = samples[lead][::-1] if rank == 2 else samples[lead]
        starts = [starts_by_loop(*axis) for axis in zip(plane.shape, kernels, outputs, drawn, strict=True)]
        for cell in itertools.product(*map(range, outputs)):
            corner = [line[i] for line, i in zip(starts, cell, strict=True)]
            best, at = -np.inf, int(np.ravel_multi_index(corner, plane.shape))
            for tap in itertools.product(*(range(a, a + k) for a, k in zip(corner, kernels, strict=True))):
                if plane[tap] > best or np.isnan(plane[tap]):
                    best, at = plane[tap], int(np.ravel_multi_index(tap, plane.shape))
            values[(*lead, *cell)], indices[(*lead, *cell)] = best, at
    return values, indices


def both(name, x, *settings_, samples=None, **more):
    results: list[Any] = []
    for side, wrap in ((F, lambda a: a), (torch.nn.functional, lambda a: torch.from_numpy(a.copy()))):
        given_samples = wrap(samples) if isinstance(samples, np.ndarray) else samples
        try:
            result = getattr(side, name)(wrap(x), *settings_, **more, _random_samples=given_samples)
            results.append(tuple(map(np.asarray, result)) if isinstance(result, tuple) else (np.asarray(result),))
        except Exception as error:
            results.append(error)
    return results


def assert_alike(name, x, *settings_, **more):
    ours, theirs = both(name, x, *settings_, **more)
    if isinstance(theirs, Exception):
        assert isinstance(ours, PoolingError), f"torch refuses ({theirs}), ours: {ours!r}"
        assert "\n" not in str(ours)
    else:
        assert isinstance(ours, tuple), f"torch accepts, ours: {ours!r}"
        for a, b in zip(ours, theirs, strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a, b)


def evenly(rank, sample=0.5, batch=1, channels=1, dtype=np.float32):
    return np.full((batch, channels, rank), sample, dtype)


# --- where the windows are ------------------------------------------------------------------------------------------


def test_in_two_dimensions_the_first_sample_is_for_the_width():
    x = np.arange(81, dtype=np.float32).reshape(1, 1, 9, 9)
    for samples, rows, columns in (
        ([0, 0.99], [0, 3, 5, 8], [0, 2, 5, 8]),
        ([0.99, 0], [0, 2, 5, 8], [0, 3, 5, 8]),
    ):
        drawn = np.array([[samples]], np.float32)
        result = F.fractional_max_pool2d(x, 1, 4, _random_samples=drawn)
        assert (result[0, 0] == x[0, 0][np.ix_(rows, columns)]).all()
        assert_alike("fractional_max_pool2d", x, 1, 4, samples=drawn)


def test_in_three_dimensions_the_samples_follow_the_axes():
    x = np.arange(9**3, dtype=np.float32).reshape(1, 1, 9, 9, 9)
    usual, shifted = [0, 2, 5, 8], [0, 3, 5, 8]
    for at in range(3):
        drawn = np.zeros((1, 1, 3), np.float32)
        drawn[..., at] = 0.99
        result = F.fractional_max_pool3d(x, 1, 4, _random_samples=drawn)
        assert (result[0, 0] == x[0, 0][np.ix_(*(shifted if axis == at else usual for axis in range(3)))]).all()
        assert_alike("fractional_max_pool3d", x, 1, 4, samples=drawn)


def test_the_last_window_ends_with_the_input_and_one_window_is_the_last():
    assert fractional_starts(10, 3, 1, np.array([0.7])).tolist() == [[7]]
    assert fractional_starts(10, 3, 4, np.array([0.0, 0.9])).tolist() == [[0, 2, 4, 7], [0, 2, 4, 7]]
    assert fractional_starts(10, 2, 4, np.array([0.0, 0.5])).tolist() == [[0, 2, 5, 8], [0, 3, 5, 8]]
    assert fractional_starts(10, 3, 0, np.array([0.5])).shape == (1, 0)


@settings(max_examples=150)
@given(st.integers(1, 400), st.data(), st.sampled_from([np.float16, np.float32, np.float64]))
def test_starts_are_those_of_the_scalar_loop(size, data, dtype):
    kernel = data.draw(st.integers(1, size))
    outputs = data.draw(st.integers(1, size - kernel + 1))
    sample = dtype(data.draw(st.one_of(st.floats(0, 1, width=16), st.sampled_from([1 / 3, 1 - 2**-24, 1 - 2**-53]))))
    expected = starts_by_loop(size, kernel, outputs, sample)
    assert fractional_starts(size, kernel, outputs, np.array([sample])).tolist() == [expected]


@pytest.mark.parametrize(
    ("size", "outputs", "sample", "narrow", "wide"),
    [(12, 5, np.float16(0.2), np.float16, np.float64), (100, 12, np.float16(0.5), np.float32, np.float64)],
)
def test_rounding_decides_about_whole_cells(size, outputs, sample, narrow, wide):
    """The same sample, exact in both dtypes, places a window one cell further in the narrower one."""
    rows = []
    for dtype in (narrow, wide):
        x = np.arange(size, dtype=dtype).reshape(1, 1, 1, size)
        drawn = evenly(2, sample, dtype=dtype)
        assert_alike("fractional_max_pool2d", x, (1, 2), (1, outputs), None, True, samples=drawn)
        rows.append(fractional_starts(size, 2, outputs, drawn[0, :, 0])[0])
    further = rows[0] - rows[1]
    assert set(further) == {0, 1}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("windows", [(2049, 1, 2048), (5000, 2, 2000), (60000, 2, 50), (100_000, 3, 30_000)])
def test_long_axes(dtype, windows):
    """float16 cannot count so far: torch fails at an assertion, or places nothing where even the step is infinite."""
    size, kernel, outputs = windows
    x = (np.arange(size) % 97).astype(dtype).reshape(1, 1, 1, size)
    arguments: dict[str, Any] = {"kernel_size": (1, kernel), "output_size": (1, outputs), "return_indices": True}
    if dtype == np.float16 and size == 100_000:
        with pytest.raises(PoolingError, match="float16"):
            F.fractional_max_pool2d(x, **arguments, _random_samples=evenly(2, 0.3, dtype=dtype))
    else:
        assert_alike("fractional_max_pool2d", x, **arguments, samples=evenly(2, 0.3, dtype=dtype))


# --- values ---------------------------------------------------------------------------------------------------------


@st.composite
def calls(draw):
    rank = draw(st.sampled_from([2, 3]))
    axes = []
    for _ in range(rank):
        kernel, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 4 if rank == 2 else 2))
        axes.append((kernel + outputs - (rank == 2) + draw(st.integers(0, 4)), kernel, outputs))
    sizes, kernels, outputs = map(tuple, zip(*axes, strict=True))
    lead = draw(st.sampled_from([(1, 2), (2, 1), (3, 2)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    x = rng.integers(-2, 3, (*lead, *sizes)).astype(dtype)
    special = draw(st.sampled_from([0.0, 0.2, 1.0]))
    x = np.where(rng.random(x.shape) < special, rng.choice([np.nan, -np.inf, -np.inf], x.shape), x).astype(dtype)
    return x, kernels, outputs, rng.random((*lead, rank)).astype(dtype)


@settings(max_examples=80)
@given(calls())
def test_agrees_with_the_loop_and_with_torch(call):
    x, kernels, outputs, samples = call
    name = f"fractional_max_pool{len(kernels)}d"
    keep = x.copy(), samples.copy()
    x.flags.writeable = samples.flags.writeable = False
    values, indices = getattr(F, name)(x, kernels, outputs, None, True, samples)
    alone = getattr(F, name)(x, kernels, outputs, _random_samples=samples)
    np.testing.assert_array_equal(x, keep[0])
    np.testing.assert_array_equal(samples, keep[1])
    expected, cells = by_loop(x, kernels, outputs, samples)
    np.testing.assert_array_equal(values, expected)
    np.testing.assert_array_equal(indices, cells)
    np.testing.assert_array_equal(alone, values)
    assert_alike(name, x, kernels, outputs, None, True, samples=samples)


def test_ties_nan_and_nothing_but_minus_infinity():
    n = np.nan
    x = np.array([[[n, 1, 2], [3, n, 3], [3, 3, n]]], np.float32)
    _, indices = F.fractional_max_pool2d(x, 2, 2, None, True, evenly(2))
    assert indices.tolist() == [[[4, 4], [4, 8]]]
    _, indices = F.fractional_max_pool2d(np.full_like(x, -np.inf), 2, 2, None, True, evenly(2))
    assert indices.tolist() == [[[0, 1], [3, 4]]]
    _, indices = F.fractional_max_pool2d(np.ones_like(x), 2, 2, None, True, evenly(2))
    assert indices.tolist() == [[[0, 1], [3, 4]]]


def test_many_planes_agree_with_torch_and_can_be_unpooled():
    rng = np.random.default_rng(0)
    x, samples = rng.normal(size=(8, 20, 40, 50)).astype(np.float32), rng.random((8, 20, 2), np.float32)
    assert_alike("fractional_max_pool2d", x, (3, 2), (25, 31), None, True, samples=samples)
    values, indices = F.fractional_max_pool2d(x, 2, (20, 25), None, True, samples)
    back = F.max_unpool2d(values, indices, 2)
    assert (back[back != 0] == x[back != 0]).all()


@pytest.mark.parametrize("name", ["fractional_max_pool2d", "fractional_max_pool3d"])
@pytest.mark.parametrize("kernel_size", [0, -1, -5, "one"])
def test_windows_without_cells_are_minus_infinity(name, kernel_size):
    rank = int(name[-2])
    kernel = (0, *(2,) * (rank - 1)) if kernel_size == "one" else kernel_size
    x = np.ones((1, 1) + (6,) * rank, np.float32)
    assert_alike(name, x, kernel, 3, None, True, samples=evenly(rank))


# --- drawing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("rank", [2, 3])
def test_without_samples_every_call_and_every_plane_draws(rank, dtype):
    pool = getattr(F, f"fractional_max_pool{rank}d")
    line = np.arange(12, dtype=dtype)
    x = np.broadcast_to(line, (40, 3) + (12,) * rank).copy()
    before = np.random.get_state(legacy=False)["state"]["key"].copy()
    first, again = pool(x, 2, 5), pool(x, 2, 5)
    assert (np.random.get_state(legacy=False)["state"]["key"] == before).all()
    assert first.shape == (40, 3) + (5,) * rank and first.dtype == dtype
    assert (first != again).any()
    rows = first.reshape(-1, 5)
    assert len(np.unique(rows, axis=0)) > 1
    assert (rows[:, -1] == 11).all() and (rows[:, 0] == 1).all() and (np.diff(rows) > 0).all()
    assert pool(x[0], 2, 5).shape == (3,) + (5,) * rank


def test_integers_are_refused_but_where_nothing_is_done():
    for dtype in ("int64", "uint8", "bool", "complex64"):
        for rank, outputs, batch in itertools.product((2, 3), (2, 0), (1, 0)):
            x = np.ones((batch, 1) + (6,) * rank, dtype)
            assert_alike(f"fractional_max_pool{rank}d", x, 2, outputs, samples=evenly(rank, 0, batch, dtype=dtype))
            assert_alike(f"fractional_max_pool{rank}d", x[:0], 2, outputs)


# --- sizes ----------------------------------------------------------------------------------------------------------


def test_three_dimensions_always_leave_a_cell():
    flat, deep = np.ones((1, 1, 6, 6), np.float32), np.ones((1, 1, 6, 6, 6), np.float32)
    for kernel, outputs in itertools.product(range(1, 8), range(8)):
        assert_alike("fractional_max_pool2d", flat, kernel, outputs, samples=evenly(2))
        assert_alike("fractional_max_pool3d", deep, kernel, outputs, samples=evenly(3))
    assert fractional_output_size("fractional_max_pool2d", (6, 6), 2, 5) == (5, 5)
    with pytest.raises(PoolingError) as refusal:
        fractional_output_size("fractional_max_pool3d", (6, 6, 6), 2, 5)
    assert refusal.value.fix == {"kernel_size": 1}


@pytest.mark.parametrize("rank", [2, 3])
@pytest.mark.parametrize(
    "ratio",
    [0.5, (0.5,), (0.5, 0.5), [0.5, 0.7], (0.5, 0.5, 0.5), (), None, 0, 1, 1.0, (1.0, 1.0), (0, 0), (0.1,) * 3,
     (-0.5, 0.5, 0.5), (-0.1, 0.5), (-0.1, 0.5, 0.5), (np.nan,) * 3, (np.inf,) * 2, True, (True, True),
     np.float32(0.5), (np.float32(0.5),) * 2, (np.float16(0.5),) * 3, np.array([0.5, 0.5]), np.array([0.5] * 3),
     np.array(0.5), (None, None), (0.5j,) * 2, (np.int8(1),) * 2, (1.5, 1.5), (0.9,) * 3],
    ids=repr,
)  # fmt: skip
def test_forms_of_output_ratio(rank, ratio):
    x = np.arange(6**rank, dtype=np.float32).reshape((1, 1) + (6,) * rank)
    assert_alike(f"fractional_max_pool{rank}d", x, 1, output_ratio=ratio, samples=evenly(rank))
    assert_alike(f"fractional_max_pool{rank}d", x, 1, 3, ratio, samples=evenly(rank))  # not looked at


@pytest.mark.parametrize("rank", [2, 3])
@pytest.mark.parametrize("parameter", ["kernel_size", "output_size"])
@pytest.mark.parametrize(
    "form",
    [2, 2.0, True, np.int64(2), [2], (2,), (2, 2), [2, 2, 2], (2, True), (2, 2, True), (True, 2), (), "2", None, -1,
     (2, 2.0), (2.0, 2, 2), range(2, 4), np.array([2, 2]), 2**31, 2**40, 2**63],
    ids=repr,
)  # fmt: skip
def test_forms_of_a_setting(rank, parameter, form):
    x = np.arange(6**rank, dtype=np.float32).reshape((1, 1) + (6,) * rank)
    arguments = {"kernel_size": 2, "output_size": 2} | {parameter: form}
    assert_alike(f"fractional_max_pool{rank}d", x, **arguments, samples=evenly(rank))


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", [2, 3])
def test_shapes(rank):
    name = f"fractional_max_pool{rank}d"
    shapes = [(6,) * n for n in range(7)] + [(0, 1) + (6,) * rank, (1, 0) + (6,) * rank, (0,) + (6,) * rank]
    shapes += [(1, 1) + (0,) * rank, (1, 1) + (6,) * (rank - 1) + (0,), (1,) + (6,) * (rank - 1) + (0,), (0, 0, 6, 6)]
    for shape in shapes:
        lead = shape[:2] if len(shape) == rank + 2 else (1, *shape[:1])
        drawn = np.full((*lead, rank), 0.5, np.float32)
        assert_alike(name, np.ones(shape, np.float32), 2, 2, None, True, samples=drawn)


@pytest.mark.parametrize("rank", [2, 3])
def test_samples_must_fit(rank):
    name = f"fractional_max_pool{rank}d"
    x = np.random.default_rng(0).normal(size=(2, 3) + (6,) * rank).astype(np.float32)
    shapes = [(2, 3), (3, 3), (1, 3), (2, 2), (2, 4), (0, 3)]
    for shape in [*((*s, rank) for s in shapes), (2, 3, rank - 1), (2, 3, rank + 1), (2, 3), (2, 3, rank, 1)]:
        drawn = np.random.default_rng(1).random(shape, np.float32)
        assert_alike(name, x, 2, 3, samples=drawn)  # too many rows are fine
        assert_alike(name, x[0], 2, 3, samples=drawn)
    assert_alike(name, x, 2, 3, samples=evenly(rank, 0.5, 2, 3, np.float64))
    for wrong in (0.5, [[[0.5] * rank] * 3] * 2):
        assert_alike(name, x, 2, 3, samples=wrong)
    assert_alike(name, x, 2)
    assert isinstance(both(name, x.tolist(), 2, 3)[0], PoolingError)


@pytest.mark.parametrize("sample", [1.0, -0.0, -0.3, -1.0, 1.5, 3.0, 7.25])
def test_finite_samples_outside_the_interval_do_what_the_formula_says(sample):
    x = np.arange(36, dtype=np.float32).reshape(1, 1, 6, 6)
    for kernel, outputs in ((2, 3), (1, 4), (2, 5), (0, 4)):
        assert_alike("fractional_max_pool2d", x, kernel, outputs, None, True, samples=evenly(2, sample))


@pytest.mark.parametrize("sample", [np.nan, np.inf, -np.inf, 1e20, -1e10])
def test_samples_that_place_nothing_are_refused_on_purpose(sample):
    """torch casts what no int can hold, which C++ leaves undefined; here all windows but the last start at 0."""
    ours, theirs = both("fractional_max_pool2d", np.ones((1, 1, 6, 6), np.float32), 2, 3, samples=evenly(2, sample))
    assert isinstance(theirs, tuple)
    assert isinstance(ours, PoolingError) and ours.parameter == "_random_samples"


def test_other_forms_refused_on_purpose():
    deep = np.ones((1, 1, 6, 6, 6), np.float32)
    for arguments in ({"output_ratio": (0.5,) * 4}, {"output_size": 2, "kernel_size": -(2**33)}):
        settings_ = {"kernel_size": 1} | arguments
        ours, theirs = both("fractional_max_pool3d", deep, **settings_, samples=evenly(3))
        assert isinstance(theirs, tuple) and isinstance(ours, PoolingError)
