"""Every function beside PyTorch on a few hundred random calls, and how near each comes to the float64 truth."""

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

import pooling_core.functional as core
from pooling_core.call.errors import PoolingError
from pooling_core.oracle.random_calls.arrays import seeded
from pooling_core.oracle.random_calls.cases import OPERATIONS, Case, random_case
from pooling_core.oracle.random_calls.compare import attempt, call_core, call_torch, compare_case

CALLS = 300
EXPECTED_FEATURES = {
    *(f"dtype: {dtype}" for dtype in ("float16", "float32", "float64", "int64", "int32", "uint8")),
    *(f"values: {character}" for character in ("ties", "special", "wide", "minus infinity", "positive", "zeros")),
    *(f"layout: {layout}" for layout in ("contiguous", "transposed", "reversed", "strided", "read-only")),
    *(f"broken: {what} kernel_size" for what in ("zero", "negative", "length", "type")),
    *(f"broken: {what} stride" for what in ("zero", "negative", "length", "type")),
    *(f"broken: {what}" for what in ("rank up", "rank down", "dtype", "no channel", "no cells", "too large", "p = 0")),
    "no batch", "dimensions: 1", "dimensions: 2", "ceil_mode: True", "return_indices: True", "stride: None",
    "count_include_pad: False", "divisor_override: int", "dilation: tuple of 2", "padding: int",
    "kernel_size: list of 1", "kernel_size: int64", "output_size: tuple of 2 with None", "norm_type: inf",
    "broken: padding beyond", "broken: divisor 0", "broken: negative output_size", "broken: zero output_size",
}  # fmt: skip


# The gradients have their own tests, in test_gradients.
@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.startswith("pullback_")])
def test_agrees_with_torch(name):
    rng = seeded(name, 0)
    found = [text for text in (compare_case(random_case(rng, name)) for _ in range(CALLS)) if text]
    assert not found, f"{len(found)} of {CALLS} calls differ:\n" + "\n".join(found[:5])


def test_random_calls_cover_the_features():
    rng = np.random.default_rng(0)
    seen = {feature for _ in range(3000) for feature in random_case(rng).features}
    assert seen >= EXPECTED_FEATURES, EXPECTED_FEATURES - seen


def follow_fixes(case: Case) -> tuple[Case, Exception | None, int]:
    """Take the core's advice until it accepts, has no more advice, or goes in circles."""
    for step in range(6):
        _, error = attempt(call_core, case)
        if error is None:
            return case, None, step
        assert isinstance(error, PoolingError), f"{error!r}: {case.call_text()}"
        assert str(error) and "\n" not in str(error) and error.parameter and error.rule, case.call_text()
        if not error.fix or "input" in error.fix:
            return case, error, step
        case = Case(case.name, case.arguments | error.fix, case.array)
    raise AssertionError(f"the advice goes in circles: {error}: {case.call_text()}")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_refusal_explains_and_its_fix_works(name):
    rng, fixed = seeded(name, 1), 0
    for _ in range(CALLS):
        case, error, steps = follow_fixes(random_case(rng, name))
        if steps and error is None:
            fixed += 1
            result, refusal = attempt(call_torch, case)
            assert result is not None, f"torch refuses the advised call: {refusal}\n    {case.call_text()}"
    assert fixed, "no refusal offered a fix"


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        ("avg_pool2d", {"dilation": 2}),
        ("lp_pool2d", {"padding": 1, "norm_type": 2}),
        ("avg_pool1d", {"divisor_override": 2}),
        ("avg_pool2d", {"temperature": 2.0}),
    ],
)
def test_a_parameter_torch_lacks_is_refused(name, unknown):
    x = np.ones((2, 6, 6), np.float32)
    for call, value in ((getattr(core, name), x), (getattr(torch.nn.functional, name), torch.from_numpy(x))):
        with pytest.raises(TypeError):
            call(value, kernel_size=2, **unknown)


# --- accuracy: distance to the sum made in float64 -------------------------------------------------------------------


def errors(name: str, x: np.ndarray, truth: np.ndarray, **arguments) -> tuple[np.ndarray, np.ndarray]:
    ours = getattr(core, name)(x, **arguments)
    theirs = getattr(torch.nn.functional, name)(torch.from_numpy(x), **arguments).numpy()
    return np.abs(ours - truth), np.abs(theirs - truth)


def assert_no_farther(ours: np.ndarray, theirs: np.ndarray) -> None:
    """The worst is taken per plane and averaged: the one worst of all cells is a matter of luck for either side."""
    worst, their_worst = (e.reshape(len(e), -1).max(1).mean() for e in (ours, theirs))
    assert ours.mean() <= theirs.mean(), f"on average {ours.mean():.3g} against {theirs.mean():.3g}"
    assert worst <= their_worst, f"at worst {worst:.3g} against {their_worst:.3g}"


@pytest.mark.parametrize("character", ["normal", "positive"])
@pytest.mark.parametrize("kernel", [(1, 2), (2, 2), (3, 3), (1, 7), (5, 5), (8, 8), (13, 9), (31, 31)])
@pytest.mark.parametrize("stride", [1, 2])
def test_average_is_no_farther_from_the_truth_than_torch(kernel, stride, character):
    rng = np.random.default_rng([*kernel, stride])
    x = (rng.normal(size=(40, 64, 64)) if character == "normal" else rng.random((40, 64, 64))).astype(np.float32)
    truth = sliding_window_view(x.astype(np.float64), kernel, axis=(1, 2)).mean((-2, -1))[:, ::stride, ::stride]
    assert_no_farther(*errors("avg_pool2d", x, truth, kernel_size=kernel, stride=stride))


@pytest.mark.parametrize(("size", "bins"), [(7, 5), (14, 4), (64, 9), (64, 1)])
def test_adaptive_average_is_no_farther_from_the_truth_than_torch(size, bins):
    x = np.random.default_rng(size).normal(size=(20, 100, size)).astype(np.float32)
    starts, stops = [i * size // bins for i in range(bins)], [-(-(i + 1) * size // bins) for i in range(bins)]
    truth = np.stack([x[..., a:b].mean(-1, dtype=np.float64) for a, b in zip(starts, stops, strict=True)], -1)
    assert_no_farther(*errors("adaptive_avg_pool1d", x, truth, output_size=bins))


@pytest.mark.parametrize("norm_type", [1, 1.5, 2, 3, 6.5])
def test_power_average_is_no_farther_from_the_truth_than_torch(norm_type):
    x = np.random.default_rng(0).random((40, 64, 64)).astype(np.float32)
    powers = sliding_window_view(x.astype(np.float64), (3, 3), axis=(1, 2)) ** norm_type
    truth = powers.sum((-2, -1)) ** (1 / norm_type)
    assert_no_farther(*errors("lp_pool2d", x, truth, norm_type=norm_type, kernel_size=3, stride=1))


# --- inputs larger than a cache tile ---------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [(3, 2, 1), (2, 2, 0), (31, 1, 15), (5, 3, 2)])
def test_large_inputs_agree(settings):
    kernel, stride, padding = settings
    x = np.random.default_rng(kernel).integers(-50, 50, (2, 30, 120, 130)).astype(np.float32)
    window = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": True}
    tensor = torch.from_numpy(x)
    for indices in (False, True) if kernel < 31 else (False,):
        case = Case("max_pool2d", window | {"return_indices": indices}, x)
        ours, theirs = call_core(case), call_torch(case)
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
    average, magnitude = (torch.nn.functional.avg_pool2d(t, **window).numpy() for t in (tensor, tensor.abs()))
    roundings = (kernel * kernel + 3) * np.finfo(np.float32).eps / 2  # each side, of the mean of |x|
    allowed = 2 * roundings / (1 - roundings) * magnitude * (1 + roundings)
    assert bool((np.abs(core.avg_pool2d(x, **window) - average) <= allowed).all())


def test_a_dilation_of_one_cell_may_be_as_wide_as_torch_counts():
    x = np.array([[1.0, 5, 2]])
    for dilation in (2**33, 2**63 - 1):
        theirs = torch.nn.functional.max_pool1d(torch.from_numpy(x), 1, dilation=dilation)
        assert (core.max_pool1d(x, 1, dilation=dilation) == theirs.numpy()).all()
    with pytest.raises(PoolingError):  # torch comes around at 32 bits here, and reads cells that are no window's
        core.max_pool1d(x, 2, dilation=2**33)
