"""Many draws of one window: counts add up, repeat by seed, and run to the probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core import PoolingError
from pooling_core.explain.draws import draw_window, draw_windows
from pooling_core.extensions import stochastic_pool1d

WINDOW = np.array([1, 2, 3, 4], np.float32)
MILESTONES = (1, 2, 5, 10, 100, 1000)


def test_every_milestone_counts_all_draws_up_to_it():
    draws = draw_window(WINDOW, MILESTONES, 0)
    assert draws.counts.shape == (6, 4) and draws.counts.sum(axis=1).tolist() == list(MILESTONES)
    assert (np.diff(draws.counts, axis=0) >= 0).all()
    np.testing.assert_allclose(draws.means, draws.counts @ WINDOW / MILESTONES, rtol=1e-12)
    assert draws.probabilities.tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4]) and draws.expected == 3


def test_the_same_seed_draws_the_same_and_another_does_not():
    first, again, other = (draw_window(WINDOW, (1000,), seed) for seed in (3, 3, 4))
    assert first.counts.tolist() == again.counts.tolist() != other.counts.tolist()


def test_many_windows_are_each_drawn_by_their_own_cells():
    cells = np.array([[1, 2, 3, 4], [0, 0, 0, 0], [5, 0, 0, 5]], np.float32)
    draws = draw_windows(cells, MILESTONES, 1)
    for each, window in zip(draws, cells, strict=True):
        alone = draw_window(window, MILESTONES, 1)
        assert each.probabilities.tolist() == alone.probabilities.tolist() and each.expected == alone.expected
        assert each.counts.shape == alone.counts.shape and each.counts.sum(axis=1).tolist() == list(MILESTONES)
        np.testing.assert_allclose(each.means, each.counts @ window / MILESTONES, rtol=1e-12)
        assert each.counts[-1] / 1000 == pytest.approx(window / max(window.sum(), 1), abs=0.08) or not window.any()


def test_further_milestones_do_not_change_earlier_draws():
    few, many = draw_window(WINDOW, (1, 10), 5), draw_window(WINDOW, (1, 10, 500), 5)
    assert many.counts[:2].tolist() == few.counts.tolist() and many.means[:2].tolist() == few.means.tolist()


@pytest.mark.parametrize("seed", range(4))
def test_many_draws_come_close_to_the_probabilities(seed):
    number = 40_000
    draws = draw_window(np.array([5, 0, 1, 2, 0.5], np.float32), (number,), seed)
    spread = np.sqrt(draws.probabilities * (1 - draws.probabilities) / number)
    assert (np.abs(draws.counts[-1] / number - draws.probabilities) <= 5 * spread).all()
    assert draws.counts[-1, 1] == 0
    assert draws.means[-1] == pytest.approx(draws.expected, rel=0.02)


def test_a_chi_square_of_many_seeds_is_what_chance_gives():
    expected = 1000 * np.array([0.1, 0.2, 0.3, 0.4])
    values = [((draw_window(WINDOW, (1000,), seed).counts[-1] - expected) ** 2 / expected).sum() for seed in range(200)]
    # Three degrees of freedom: mean 3, variance 6; five standard errors of the mean of 200.
    assert abs(np.mean(values) - 3) < 5 * (6 / 200) ** 0.5


def test_each_draw_is_one_cell_of_its_own():
    values, taken = stochastic_pool1d(np.broadcast_to(WINDOW, (50, 4)), 4, rng=7, return_indices=True)
    draws = draw_window(WINDOW, (50,), 7)
    assert draws.counts[0].tolist() == np.bincount(taken.ravel(), minlength=4).tolist()
    assert (values.ravel() == WINDOW[taken.ravel()]).all()


def test_a_window_of_zeros_gives_zero_each_time():
    draws = draw_window(np.zeros(3, np.float32), (1, 20), 0)
    assert draws.probabilities.tolist() == [0, 0, 0] and draws.expected == 0 and draws.means.tolist() == [0, 0]


def test_one_cell_is_always_drawn():
    draws = draw_window(np.array([7], np.float32), (1, 20), 0)
    assert draws.counts.tolist() == [[1], [20]] and draws.means.tolist() == [7, 7]


@pytest.mark.parametrize("cells", [[-1, 2], [np.nan, 1], [np.inf, 1]])
def test_what_has_no_probability_is_refused(cells):
    with pytest.raises(PoolingError):
        draw_window(np.array(cells, np.float32), (1,), 0)


def test_large_cells_do_not_overflow():
    draws = draw_window(np.full(4, 3e38, np.float32), (1, 1000), 0)
    assert np.isfinite(draws.means).all() and draws.means[-1] == pytest.approx(3e38, rel=1e-6)
    assert draws.probabilities.tolist() == [0.25] * 4


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1e6, width=32), min_size=1, max_size=16), st.integers(0, 9999))
def test_only_cells_with_a_probability_are_drawn_and_the_input_stays(cells, seed):
    window = np.array(cells, np.float32)
    window.flags.writeable = False
    draws = draw_window(window, (1, 30), seed)
    assert draws.counts.sum(axis=1).tolist() == [1, 30]
    if window.any():
        assert draws.probabilities.sum() == pytest.approx(1)
        assert (draws.counts[:, draws.probabilities == 0] == 0).all()
    low, high = window.min(), window.max()
    assert low * (1 - 1e-6) <= draws.expected <= high * (1 + 1e-6)
