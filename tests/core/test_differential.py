"""Every function beside PyTorch on a few hundred random calls, and how near each comes to the float64 truth."""

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

import pooling_core.functional as core
from pooling_core.errors import PoolingError
from tests.differential import attempt, call_core, call_torch, compare_case
from tests.random_cases import OPERATIONS, Case, random_case

CALLS = 300
EXPECTED_FEATURES = {
    *(f"dtype: {dtype}" for dtype in ("float16", "float32", "float64", "int64", "int32", "uint8")),
    *(f"values: {character}" for character in ("ties", "special", "wide", "minus infinity", "positive", "zeros")),
    *(f"layout: {layout}" for layout in ("contiguous", "transposed", "reversed", "strided", "read-only")),
    *(f"broken: {what} {name}" for what in ("zero", "negative", "length", "type") for name in ("kernel_size", "stride")),
    *(f"broken: {what}" for what in ("rank up", "rank down", "dtype", "no channel", "no cells", "too large", "p = 0")),
    "no batch", "dimensions: 1", "dimensions: 2", "ceil_mode: True", "return_indices: True", "stride: None",
    "count_include_pad: False", "divisor_override: int", "dilation: tuple of 2", "padding: int",
    "kernel_size: list of 1", "kernel_size: int64", "output_size: tuple of 2 with None", "norm_type: inf",
    "broken: padding beyond", "broken: divisor 0", "broken: negative output_size", "broken: zero output_size",
}  # fmt: skip


def seeded(name: str, stream: int) -> np.random.Generator:
    return np.random.default_rng([stream, *name.encode()])


@pytest.mark.parametrize("name", OPERATIONS)
def test_agrees_with_torch(name):
    rng = seeded(name, 0)
    found = [text for text in (compare_case(random_case(rng, name)) for _ in range(CALLS)) if text]
    assert not found, f"{len(found)} of {CALLS} calls differ:\n" + "\n".join(found[:5])


def test_random_calls_cover_the_features():
    rng = np.random.default_rng(0)
    seen = {feature for _ in range(3000) for feature in random_case(rng).features}
    assert seen >= EXPECTED_FEATURES, EXPECTED_FEATURES - seen


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_refusal_explains_and_its_fix_works(name):
    rng, fixed = seeded(name, 1), 0
    for _ in range(CALLS):
        case = random_case(rng, name)
        _, error = attempt(call_core, case)
        if not isinstance(error, PoolingError):
            continue
        text = str(error)
        assert text and "\n" not in text and error.parameter and error.rule, case.call_text()
        if not error.fix or not set(error.fix) <= set(case.arguments):
            continue
        arguments = case.arguments | error.fix
        result, refusal = attempt(call_torch, Case(name, arguments, case.array))
        assert result is not None, f"fix {error.fix} of {case.call_text()} is refused: {refusal}"
        fixed += 1
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


# --- accuracy: distance to the sum made in float64 ---------------------------------------------------------------------


def errors(name: str, x: np.ndarray, truth: np.ndarray, **arguments) -> tuple[np.ndarray, np.ndarray]:
    ours = getattr(core, name)(x, **arguments)
    theirs = getattr(torch.nn.functional, name)(torch.from_numpy(x), **arguments).numpy()
    return np.abs(ours - truth), np.abs(theirs - truth)


def assert_no_farther(ours: np.ndarray, theirs: np.ndarray) -> None:
    assert ours.mean() <= theirs.mean(), f"on average {ours.mean():.3g} against {theirs.mean():.3g}"
    assert ours.max() <= theirs.max(), f"at worst {ours.max():.3g} against {theirs.max():.3g}"


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
