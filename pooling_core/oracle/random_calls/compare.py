"""The core beside PyTorch, call by call.

Maxima and indices must be equal. Sums must be equal or lie, both of them, inside the interval that a correct
order of float operations may return (pooling_core/oracle/textbook). What torch refuses, the core must refuse as
PoolingError.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import pooling_core.functional as core
from pooling_core.call.errors import PoolingError
from pooling_core.oracle.random_calls.arrays import TENSORS
from pooling_core.oracle.random_calls.cases import OPERATIONS, Case


@dataclass(frozen=True)
class Outcome:
    """What one comparison found; `drift` is the largest |difference| in eps of the magnitude summed."""

    accepted: bool
    mismatch: str | None = None
    drift: float = 0.0
    differing: int = 0


def as_tensor(value: Any) -> Any:
    """torch gets its own contiguous copy, so that neither side can see what the other does to the input."""
    import torch

    return torch.from_numpy(np.array(value, order="C", copy=True)) if isinstance(value, np.ndarray) else value


def as_arrays(result: Any) -> tuple[np.ndarray, ...]:
    import torch

    parts = result if isinstance(result, tuple) else (result,)
    return tuple(part.numpy() if isinstance(part, torch.Tensor) else np.asarray(part) for part in parts)


def call_torch(case: Case) -> tuple[np.ndarray, ...]:
    import torch

    if torch.get_num_threads() != 1:  # helpers cost more than these few cells
        torch.set_num_threads(1)
    call = OPERATIONS[case.name].theirs or getattr(torch.nn.functional, case.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = {key: as_tensor(value) if key in TENSORS else value for key, value in case.arguments.items()}
        return as_arrays(call(as_tensor(case.array), **given))


def call_core(case: Case) -> tuple[np.ndarray, ...]:
    call = OPERATIONS[case.name].ours or getattr(core, case.name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a learner never sees NumPy's RuntimeWarning
        return as_arrays(call(case.array, **case.arguments))


def attempt(call: Any, case: Case) -> tuple[tuple[np.ndarray, ...] | None, Exception | None]:
    try:
        return call(case), None
    except Exception as error:
        return None, error


def equal(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    same = ours == theirs
    return np.asarray(same | ((ours != ours) & (theirs != theirs)))


def compare_values(case: Case, ours: np.ndarray, theirs: np.ndarray, part: int) -> Outcome:
    """Equal cells need no bound; only where they differ is the oracle asked."""
    if ours.shape != theirs.shape:
        return Outcome(True, f"shape of result {part}: ours {ours.shape}, torch {theirs.shape}")
    if ours.dtype != theirs.dtype:
        return Outcome(True, f"dtype of result {part}: ours {ours.dtype}, torch {theirs.dtype}")
    different = np.argwhere(~equal(ours, theirs))
    if not len(different):
        return Outcome(True)
    if ours.dtype.kind == "c" and case.array.dtype.kind == "c":  # a mean is linear: its two parts are two means
        pairs = [(replace(case, array=side(case.array)), side(ours), side(theirs)) for side in (np.real, np.imag)]
        both = [compare_values(*pair, part) for pair in pairs]
        return next((outcome for outcome in both if outcome.mismatch), both[0])
    operation = OPERATIONS[case.name]
    if part or operation.reference is None:
        return Outcome(True, first_difference("indices" if part else "maxima", ours, theirs, different))
    intervals = operation.reference(case.name, case.array, case.arguments).intervals
    if intervals is None:
        return Outcome(True, first_difference("values (exact)", ours, theirs, different))
    reference = operation.torch_reference or operation.reference
    torch_intervals = reference(case.name, case.array, case.arguments).intervals
    assert torch_intervals is not None
    drift = 0.0
    for at in map(tuple, different):
        interval = intervals[at]
        if not (interval.contains(ours[at]) and torch_intervals[at].contains(theirs[at])):
            text = first_difference("values", ours, theirs, [at])
            return Outcome(True, f"{text}, allowed {interval.low!r} to {interval.high!r}")
        with np.errstate(all="ignore"):
            gap = abs(np.float64(ours[at]) - np.float64(theirs[at])) / interval.scale
        if np.isfinite(gap):
            drift = max(drift, float(gap / np.finfo(ours.dtype).eps))
    return Outcome(True, drift=drift, differing=len(different))


def first_difference(what: str, ours: np.ndarray, theirs: np.ndarray, different: Any) -> str:
    at = tuple(int(i) for i in different[0])
    return f"{what} differ in {len(different)} cells, first at {at}: ours {ours[at]!r}, torch {theirs[at]!r}"


def compare_refusals(ours: Exception | None, theirs: Exception | None) -> str | None:
    if ours is None:
        return f"torch refuses, ours accepts: {first_line(theirs)}"
    if theirs is None:
        return f"ours refuses, torch accepts: {type(ours).__name__}: {first_line(ours)}"
    if not isinstance(ours, PoolingError):
        return f"ours raises {type(ours).__name__}, not PoolingError: {first_line(ours)}"
    return None


def first_line(error: Exception | None) -> str:
    return (str(error).strip().splitlines() or [repr(error)])[0][:160]


def judge(case: Case) -> Outcome:
    """Run both sides and say what differs."""
    before = case.array.copy()
    theirs, their_error = attempt(call_torch, case)
    ours, our_error = attempt(call_core, case)
    if not equal(case.array, before).all():
        return Outcome(theirs is not None, "ours changed its input")
    if ours is None or theirs is None:
        return Outcome(theirs is not None, compare_refusals(our_error, their_error))
    if len(ours) != len(theirs):
        return Outcome(True, f"results: ours {len(ours)}, torch {len(theirs)}")
    if any(np.shares_memory(case.array, part) for part in ours):
        return Outcome(True, "ours returns a view of its input")
    outcomes = [compare_values(case, a, b, part) for part, (a, b) in enumerate(zip(ours, theirs, strict=True))]
    return next((outcome for outcome in outcomes if outcome.mismatch), outcomes[0])


def compare_case(case: Case) -> str | None:
    """None if the core and torch agree, else the difference and the call that shows it."""
    mismatch = judge(case).mismatch
    return f"{mismatch}\n    {case.call_text()}" if mismatch else None
