"""Stochastic pooling against loops in float64 and against its own probabilities."""

from math import fsum, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.compute.stochastic import draw_cells
from pooling_core.extensions import stochastic_pool1d, stochastic_pool2d, stochastic_pool3d, stochastic_probabilities
from pooling_core.geometry.layer import layer_axes
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.traced_calls import quick

POOLS = {1: stochastic_pool1d, 2: stochastic_pool2d, 3: stochastic_pool3d}
# 99.9 % of a chi-square distribution lies below, by degrees of freedom.
CHI_SQUARE = {1: 10.83, 2: 13.82, 3: 16.27, 7: 24.32, 8: 26.12}
ACTIVATIONS = st.sampled_from([0.0, 0.0, -0.0, 1.0, 2.5, 0.1, 7.0, 1e-300, 5e-324, 1e300]) | st.floats(0, 10)


@st.composite
def windowed(draw):
    """An input ``(channels, *spatial)``, its rank, and the windows."""
    rank = draw(st.integers(1, 3))
    kernel = [draw(st.integers(1, 4 - (rank == 3))) for _ in range(rank)]
    stride = [draw(st.integers(1, 4)) for _ in range(rank)]
    sizes = [draw(st.integers(k, k + (9, 4, 2)[rank - 1])) for k in kernel]
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    pool = np.array(draw(st.lists(ACTIVATIONS, min_size=1, max_size=8)))
    x = rng.choice(pool, (2, *sizes))
    x.setflags(write=False)
    return x, rank, {"kernel_size": kernel, "stride": stride, "ceil_mode": draw(st.booleans())}


def looped(x, rank, arguments):
    """Every output with the cells of its window: (channel, *cell), flat positions, values."""
    windows, padding = oracle.window_axes(x, rank, arguments)
    for lead, plane in oracle.planes(x, rank):
        for cell, taps in oracle.output_cells(windows, plane.shape, padding):
            real = [tap.position for tap in taps if tap.kind == oracle.REAL]
            flat = [oracle.flat_position(position, plane.shape) for position in real]
            yield lead + cell, flat, [float(plane[position]) for position in real]


@quick
@given(windowed())
def test_inference_is_the_weighted_mean(call):
    x, rank, arguments = call
    means = POOLS[rank](x, **arguments, training=False)
    for at, _, values in looped(x, rank, arguments):
        total = fsum(values)
        wanted = fsum(value * (value / total) for value in values) if total else 0.0
        assert abs(means[at] - wanted) <= (len(values) + 3) * 2.3e-16 * wanted + 1e-323


@quick
@given(windowed(), st.integers(0, 10**9))
def test_a_draw_names_a_cell_of_its_window_that_has_a_probability(call, seed):
    x, rank, arguments = call
    values, cells = POOLS[rank](x, **arguments, rng=seed, return_indices=True)
    assert cells.dtype == np.int64 and cells.shape == values.shape and values.dtype == x.dtype
    assert not np.signbit(values).any()
    for at, flat, window in looped(x, rank, arguments):
        assert x[at[0]].ravel()[cells[at]] == values[at]
        if any(window):
            assert cells[at] in flat and values[at] > 0
        else:
            assert cells[at] == flat[0] and values[at] == 0
    np.testing.assert_array_equal(POOLS[rank](x, **arguments, rng=seed), values)


@quick
@given(windowed(), st.sampled_from([0.0, 5e-324, 0.5, np.nextafter(1, 0), 1.0]))
def test_no_number_draws_a_cell_of_zero(call, u):
    """From the first number of [0, 1) to the last, and where a subnormal total rounds up."""
    x, rank, arguments = call
    axes = layer_axes(PoolSpec.of(f"stochastic_pool{rank}d", **arguments), x.shape[1:])
    cells = draw_cells(x, axes, np.full((len(x), *(axis.outputs for axis in axes)), u))
    for at, flat, window in looped(x, rank, arguments):
        positive = [position for position, value in zip(flat, window, strict=True) if value]
        if positive:
            assert cells[at] in positive
            if u == 0:
                assert cells[at] == positive[0]
            if u == 1 and window[flat.index(positive[-1])] > 1e-12 * fsum(window):
                assert cells[at] == positive[-1]


@given(windowed(), st.integers(0, 10**6))
@settings(quick, max_examples=80)
def test_the_piece_that_holds_u_is_drawn(call, seed):
    x, rank, arguments = call
    values, cells = POOLS[rank](x, **arguments, rng=seed, return_indices=True)
    u = np.random.default_rng(seed).random(values.shape)  # one number for each output, in reading order
    for at, flat, window in looped(x, rank, arguments):
        total = fsum(window)
        if total < 1e-290:
            continue
        chosen = flat.index(int(cells[at]))
        before, after = fsum(window[:chosen]) / total, fsum(window[: chosen + 1]) / total
        assert before - 1e-14 <= u[at] <= after + 1e-14


@pytest.mark.parametrize(
    "window",
    [[[1, 2], [3, 4]], [[0, 1], [0, 9]], [[5, 0, 1], [1, 1, 0], [2, 0, 3]], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]],
)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_cells_come_up_as_often_as_their_probability_says(window, dtype):
    draws = 20_000
    plane = np.array(window, dtype)
    batch = np.broadcast_to(plane, (draws, 1, *plane.shape))
    _, cells = stochastic_pool2d(batch, plane.shape, rng=2013, return_indices=True)
    seen = np.bincount(cells.ravel(), minlength=plane.size)
    expected = draws * stochastic_probabilities(plane, plane.shape)[0, 0]
    possible = expected > 0
    assert not seen[~possible].any()
    statistic = ((seen - expected)[possible] ** 2 / expected[possible]).sum()
    below = min(limit for freedom, limit in CHI_SQUARE.items() if freedom >= possible.sum() - 1)
    assert statistic < below


def test_the_mean_of_many_draws_is_the_inference():
    plane = np.random.default_rng(4).random((6, 6))
    drawn = stochastic_pool2d(np.broadcast_to(plane, (5000, 6, 6)), 3, rng=1)
    expected = stochastic_pool2d(plane[np.newaxis], 3, training=False)[0]
    spread = drawn.std(0) / 5000**0.5
    assert (np.abs(drawn.mean(0) - expected) < 4 * spread).all()


@quick
@given(windowed())
def test_probabilities_are_shares_in_reading_order(call):
    x, rank, arguments = call
    tables = np.stack([stochastic_probabilities(plane, **arguments) for plane in x])
    assert tables.dtype == np.float64
    windows, padding = oracle.window_axes(x, rank, arguments)
    for lead, plane in oracle.planes(x, rank):
        for cell, taps in oracle.output_cells(windows, plane.shape, padding):
            values = [float(plane[tap.position]) if tap.kind == oracle.REAL else 0.0 for tap in taps]
            total = fsum(values) or 1.0
            np.testing.assert_allclose(tables[lead + cell], [v / total for v in values], rtol=1e-14, atol=1e-323)


def test_randomness_is_in_the_callers_hand():
    x = np.random.default_rng(0).random((2, 3, 8, 8))
    generator = np.random.default_rng(7)
    first, second = (stochastic_pool2d(x, 2, rng=generator) for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, stochastic_pool2d(x, 2, rng=7))
    fresh = np.random.default_rng(7)
    fresh.random(2 * first.size)
    assert generator.bit_generator.state == fresh.bit_generator.state
    assert len({stochastic_pool2d(x, 2).tobytes() for _ in range(3)}) == 3
    np.testing.assert_array_equal(*(stochastic_pool2d(x, 2, training=False, rng=seed) for seed in (1, 2)))


def test_the_documents_four_loops():
    """The document's module: windows of a ReLU, drawn where a gradient is wanted, else weighted."""
    x = np.maximum(np.random.default_rng(3).normal(size=(2, 3, 7, 7)), 0)
    wanted = np.zeros((2, 3, 3, 3))
    for n, c, i, j in np.ndindex(wanted.shape):
        window = x[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        wanted[n, c, i, j] = (window * (window / window.sum())).sum() if window.any() else 0
    np.testing.assert_allclose(stochastic_pool2d(x, 2, training=False), wanted, rtol=1e-14)


def test_edges_by_hand():
    drawn, cells = stochastic_pool1d(np.array([[-0.0, 0, 0, 3, 0]]), 2, ceil_mode=True, rng=0, return_indices=True)
    assert drawn.tolist() == [[0, 3, 0]] and cells.tolist() == [[0, 3, 4]]
    assert stochastic_pool1d(np.array([[1e308, 0.5e308]]), 2, training=False).tolist() == [
        [pytest.approx(1e308 * (5 / 6))]
    ]
    tiny = np.array([[0, 5e-324, 0]])
    assert {stochastic_pool1d(tiny, 3, rng=seed).item() for seed in range(20)} == {5e-324}
    assert stochastic_pool2d(np.zeros((0, 3, 4, 4)), 2, rng=0).shape == (0, 3, 2, 2)
    assert stochastic_pool2d(np.zeros((0, 3, 4, 4)), 2, training=False).shape == (0, 3, 2, 2)
    assert stochastic_probabilities(np.zeros(3), 2, ceil_mode=True).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, -2, 3], "apply ReLU first"),
        ([1, -1e-300, nan], "apply ReLU first"),
        ([1, -inf, 3], "apply ReLU first"),
        ([1, nan, 3], "(nan among its values)"),
        ([1, inf, 3], "(inf among its values)"),
        ([1e308, 1e308, 3], "finite sum"),
    ],
)
def test_what_has_no_probability_is_refused(values, words, training):
    x = np.array([values], np.float64)
    for call in (
        lambda: stochastic_pool1d(x, 2, training=training),
        lambda: stochastic_probabilities(x[0], 2),
    ):
        with pytest.raises(PoolingError) as refused:
            call()
        assert words in str(refused.value) and "\n" not in str(refused.value) and refused.value.parameter == "input"


@pytest.mark.parametrize(
    ("arguments", "parameter", "fix"),
    [
        ({"rng": -1}, "rng", {"rng": 0}),
        ({"rng": True}, "rng", {"rng": 0}),
        ({"rng": "seed"}, "rng", {"rng": 0}),
        ({"rng": 1.5}, "rng", {"rng": 0}),
        ({"training": 1}, "training", {"training": True}),
        ({"training": False, "return_indices": True}, "return_indices", {"return_indices": False}),
        ({"ceil_mode": 1}, "ceil_mode", {"ceil_mode": True}),
        ({"kernel_size": (9, 2)}, "kernel_size", {"kernel_size": (4, 2)}),
        ({"stride": 0}, "stride", {"stride": 1}),
    ],
)
def test_a_refusal_has_a_fix_that_works(arguments, parameter, fix):
    x = np.ones((1, 4, 4))
    with pytest.raises(PoolingError) as refused:
        stochastic_pool2d(x, **{"kernel_size": 2} | arguments)
    assert (refused.value.parameter, refused.value.fix) == (parameter, fix)
    stochastic_pool2d(x, **{"kernel_size": 2} | arguments | fix)


@pytest.mark.parametrize("plane", [np.ones((1, 1, 2, 2)), np.float64(1), [1.0, 2.0], np.ones(3, int), np.ones((0, 3))])
def test_probabilities_are_of_one_plane(plane):
    with pytest.raises(PoolingError, match="one plane") as refused:
        stochastic_probabilities(plane, 1)
    assert refused.value.parameter == "plane"
