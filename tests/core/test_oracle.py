"""The loop oracle against torch, so that it may be trusted, and the core against the oracle."""

import numpy as np
import pytest

from pooling_core.oracle.random_calls.cases import OPERATIONS, Case, random_case
from pooling_core.oracle.random_calls.compare import attempt, call_core, call_torch
from pooling_core.oracle.textbook import pooling as oracle

CALLS = 150
# Other functions of the table bring an oracle of their own.
WALKED = [name for name in OPERATIONS if name[: -len("_pool1d")] in oracle.FAMILIES]


def disagreement(result: tuple[np.ndarray, ...], reference: oracle.Reference) -> str | None:
    """What an actual result has that the oracle does not allow."""
    values, expected = result[0], reference.values
    if (values.shape, values.dtype) != (expected.shape, expected.dtype):
        return f"{values.shape} {values.dtype}, expected {expected.shape} {expected.dtype}"
    if reference.intervals is not None:
        outside = [at for at in np.ndindex(*values.shape) if not reference.intervals[at].contains(values[at])]
        return (
            f"{values[outside[0]]!r} at {outside[0]}, expected {reference.intervals[outside[0]]}" if outside else None
        )
    if not np.array_equal(values, expected, equal_nan=values.dtype.kind == "f"):
        return f"{values.tolist()}, expected {expected.tolist()}"
    if len(result) > 1 and result[1].tolist() != reference.indices.tolist():
        return f"indices {result[1].tolist()}, expected {reference.indices.tolist()}"
    return None


def drawn(name: str, stream: int) -> list[Case]:
    rng = np.random.default_rng([stream, *name.encode()])
    cases = [random_case(rng, name) for _ in range(CALLS)]
    return [case for case in cases if case.array.dtype.kind != "c"]  # the oracle speaks of real numbers


@pytest.mark.parametrize("name", WALKED)
def test_oracle_allows_what_torch_returns(name):
    accepted = 0
    for case in drawn(name, 2):
        result, _ = attempt(call_torch, case)
        if result is not None:
            accepted += 1
            found = disagreement(result, oracle.torch_reference(name, case.array, case.arguments))
            assert not found, f"{found}\n    {case.call_text()}"
    assert accepted > CALLS / 5


@pytest.mark.parametrize("name", WALKED)
def test_oracle_allows_what_the_core_returns(name):
    accepted = 0
    for case in drawn(name, 3):
        result, _ = attempt(call_core, case)
        if result is not None:
            accepted += 1
            found = disagreement(result, oracle.reference(name, case.array, case.arguments))
            assert not found, f"{found}\n    {case.call_text()}"
    assert accepted > CALLS / 5


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        ((5, 2, 2, 0, 1, False), [0, 2]),
        ((5, 2, 2, 0, 1, True), [0, 2, 4]),
        ((6, 3, 3, 1, 1, True), [-1, 2, 5]),
        ((3, 2, 3, 1, 1, True), [-1, 2]),  # plain ceil would give a third window, in the right padding
        ((3, 4, 2, 0, 1, True), [0]),  # wider than the input, yet within one stride of fitting
        ((2, 2, 1, 1, 3, False), [-1]),  # misses every real cell
    ],
)
def test_walked_windows(arguments, starts):
    assert [window[0] for window in oracle.walk_windows(*arguments)] == starts


def test_walked_bins():
    assert oracle.walk_bins(7, 5) == [[0, 1], [1, 2], [2, 3, 4], [4, 5], [5, 6]]
    assert oracle.walk_bins(2, 3) == [[0], [0, 1], [1]]


def test_known_averages():
    ones = np.ones((1, 6), np.float32)
    counted = oracle.average_pool(ones, 1, kernel_size=3, stride=3, padding=1, ceil_mode=True)
    assert counted.values[0].tolist() == pytest.approx([2 / 3, 1, 1 / 2])
    bins = oracle.adaptive_avg_pool(np.arange(7.0)[None], 1, output_size=4)
    assert bins.values[0].tolist() == [0.5, 2, 4, 5.5]


def test_ties_and_nan():
    x = np.array([[3, 7, 7, np.nan, 1, np.nan]])
    found = oracle.max_pool(x, 1, kernel_size=3, stride=3)
    assert found.indices[0].tolist() == [1, 5] and np.isnan(found.values[0, 1])
