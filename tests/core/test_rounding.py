"""LP pooling beside PyTorch: rounding alone is never called a difference, and a wrong number always is."""

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.call.spec import PoolSpec
from pooling_core.oracle.calls import ask
from pooling_core.oracle.random_calls.arrays import seeded
from pooling_core.oracle.random_calls.cases import random_case
from pooling_core.oracle.rounding import power_sum_bounds
from pooling_core.oracle.textbook import pooling

torch.set_num_threads(1)
POWERS = [-100, -20, -7, -3, -1, -0.5, -0.01, 0.01, 0.1, 0.3, 1, 1.5, 2, 3, 7, 64]


def planes(dtype, seed):
    """Whole numbers of both signs, whose odd powers cancel; and numbers of every size."""
    rng = np.random.default_rng(seed)
    yield rng.integers(-9, 10, (1, 6, 7)).astype(dtype)
    yield rng.normal(size=(1, 6, 7)).astype(dtype)
    yield np.exp(rng.normal(size=(1, 6, 7)) * 3).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.float64])
@pytest.mark.parametrize("p", POWERS)
def test_rounding_is_no_difference(p, dtype):
    for seed in range(12):
        for x in planes(dtype, seed):
            spec = PoolSpec.of("lp_pool2d", norm_type=p, kernel_size=1 + seed % 3, stride=1, ceil_mode=seed % 2 == 1)
            verdict = ask(spec, x, F.lp_pool2d(x, **spec.arguments))
            assert verdict.agrees, (p, verdict.difference, x)


@pytest.mark.parametrize("p", [1, 2, 3, 7, 64, 1.5, 2.0, -2.0])
def test_integers_are_exact_up_to_the_root(p):
    for seed in range(12):
        x = np.random.default_rng(seed).integers(-9, 10, (1, 6, 7))
        spec = PoolSpec.of("lp_pool2d", norm_type=p, kernel_size=1 + seed % 3, stride=1)
        honest = F.lp_pool2d(x, **spec.arguments)
        verdict = ask(spec, x, honest)
        assert verdict.agrees and (isinstance(p, float) or verdict.undecided == 0)
        assert np.isnan(honest).all() or not ask(spec, x, honest + np.float32(1)).agrees


@pytest.mark.parametrize("p", [-7, -1, 0.3, 1.5, 2, 3])
def test_a_wrong_power_sum_is_found(p):
    x = np.abs(next(iter(planes(np.float32, 0)))) + 1
    spec = PoolSpec.of("lp_pool2d", norm_type=p, kernel_size=2)
    honest = F.lp_pool2d(x, **spec.arguments)
    assert ask(spec, x, honest).agrees
    for wrong in (honest * np.float32(1.0001), honest + 1, np.full_like(honest, np.nan), np.full_like(honest, np.inf)):
        one = honest.copy()
        one.flat[3] = wrong.flat[3]
        verdict = ask(spec, x, one)
        assert not verdict.agrees and verdict.undecided == 0


def test_the_mean_is_not_taken_for_the_sum():
    x = np.array([[3, 4, 6, 8]], np.float32)
    spec = PoolSpec.of("lp_pool1d", norm_type=2, kernel_size=2)
    verdict = ask(spec, x, F.lp_pool1d(x, **spec.arguments) / np.float32(np.sqrt(2)))
    assert not verdict.agrees and verdict.difference > 1


def test_where_terms_cancel_the_window_is_set_aside_and_counted():
    x = np.array([[3, -3, 3, 4]], np.float32)
    spec = PoolSpec.of("lp_pool1d", norm_type=-7, kernel_size=2)
    honest = F.lp_pool1d(x, **spec.arguments)
    verdict = ask(spec, x, np.array([[np.nan, honest[0, 1]]], np.float32))
    assert verdict.agrees and verdict.undecided == 1 and verdict.difference == 0
    assert not ask(spec, x, np.array([[np.nan, 0]], np.float32)).agrees


@pytest.mark.parametrize("p", [-2, 0.5, 1, 2, 6.5])
def test_the_truth_lies_between_the_bounds(p):
    x = np.abs(next(iter(planes(np.float32, 1)))) + 1
    spec = PoolSpec.of("lp_pool2d", norm_type=p, kernel_size=(3), stride=2)
    low, high, undecided = power_sum_bounds(spec, x)
    truth = F.lp_pool2d(x.astype(np.float64), **spec.arguments)
    assert ((low < truth) & (truth < high)).all() and not undecided.any()
    assert ((high - low) / truth < 1e-3).all()


def held_against_the_textbook(name, calls):
    """For each window of random calls: its bounds of the badge, and its interval by the textbook's exact sums."""
    rng = seeded(name, 9)
    for case in (random_case(rng, name) for _ in range(calls)):
        power = case.arguments.get("norm_type")
        if case.array.dtype.kind not in "fiu" or not isinstance(power, int | float) or not np.isfinite(power):
            continue
        try:
            bounds = power_sum_bounds(PoolSpec.of(name, **case.arguments), case.array)
        except ValueError:  # one of the broken calls
            continue
        with np.errstate(all="ignore"):
            intervals = pooling.reference(name, case.array, case.arguments).intervals
        dtype = case.array.dtype if case.array.dtype.kind == "f" else np.dtype(np.float32)
        for at in np.ndindex(*intervals.shape):
            yield case, dtype, *(each[at] for each in bounds), intervals[at]


@pytest.mark.parametrize("name", ["lp_pool1d", "lp_pool2d", "lp_pool3d"])
def test_the_badges_bounds_hold_what_the_textbook_allows_and_little_more(name):
    """Two theories on purpose: whole arrays at once beside one exact sum at a time. Neither knows of the other."""
    compared, wider = 0, []
    for case, dtype, low, high, undecided, interval in held_against_the_textbook(name, 300):
        if undecided or not np.isfinite([interval.low, interval.high]).all():  # no number, or the same infinity
            continue
        compared += 1
        assert low <= interval.low and interval.high <= high, f"{low} to {high}, not {interval}: {case.call_text()}"
        room = float(interval.high) - float(interval.low) + float(np.finfo(dtype).eps) * abs(float(high))
        wider.append((float(high) - float(low)) / room if room and np.isfinite(high - low) else 1.0)
    assert compared > 1000
    assert max(wider) < 50 and np.median(wider) < 3
