"""The table of hard cases: the number worked out by hand, ours, torch's and the loop oracle's are one and the same."""

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.cases import CASES, Case

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def parts(result) -> list[np.ndarray]:
    return [np.asarray(part) for part in (result if isinstance(result, tuple) else (result,))]


def check(case: Case, values: np.ndarray, indices: np.ndarray | None = None) -> None:
    expected = case.output
    assert (values.shape, values.dtype) == (expected.shape, expected.dtype), case.why
    slack = 0 if case.exact else 4 * np.finfo(expected.dtype).eps
    np.testing.assert_allclose(values, expected, rtol=slack, atol=0, err_msg=case.why)
    if case.indices is not None:
        assert indices is not None and indices.dtype == np.int64
        assert indices.tolist() == case.indices.tolist(), case.why


@every_case
def test_ours(case):
    check(case, *parts(getattr(F, case.function)(case.input, **case.arguments)))


@every_case
def test_torchs(case):
    call = getattr(torch.nn.functional, case.function)
    check(case, *parts(call(torch.from_numpy(case.input.copy()), **case.arguments)))


@every_case
def test_the_oracles(case):
    answer, expected = oracle.reference(case.function, case.input, case.arguments), case.output
    if answer.intervals is None:
        check(case, answer.values, answer.indices)
        return
    assert (answer.values.shape, answer.values.dtype) == (expected.shape, expected.dtype), case.why
    for at in np.ndindex(*expected.shape):
        interval, number = answer.intervals[at], expected[at]
        assert interval.contains(number), f"{number} at {at} is not within {interval}: {case.why}"
        if np.isfinite(number) and number:
            assert not interval.contains(number + 1 + abs(number) / 100), f"{interval} at {at} allows too much"


def test_every_case_has_its_own_name_and_a_reason():
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.why for case in CASES)


def test_every_function_family_is_in_the_table():
    assert {case.spec.operation.family for case in CASES} == {
        "max_pool", "avg_pool", "lp_pool", "adaptive_max_pool", "adaptive_avg_pool",
    }  # fmt: skip
