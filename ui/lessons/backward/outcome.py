"""A state worked out: the result and the way back, or the refusal of either with its fixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.call.catalogue import find
from pooling_core.explain.convolution import LARGEST_SIDE, TooLargeToDrawError
from pooling_core.explain.gradient import GradientTrace
from ui import oracle
from ui.errors import PageError
from ui.lessons.backward.call import Call, call_of, rank_of, unchecked
from ui.lessons.backward.fields import of_rank
from ui.lessons.backward.forward import Forward, fitting_padding, forward_of
from ui.lessons.backward.loss import fits_text, upstream_of
from ui.page.tensors import Read
from ui.state.fields import State
from ui.state.parameters import changes, mends
from ui.text import tensor_text
from ui.words import words

Array = NDArray[Any]


@dataclass(frozen=True)
class Outcome:
    """A refusal is an outcome, not an exception.

    Attributes:
        forward: the call worked out; of a call without a gradient too.
        error: what refuses the call, or its way back.
        question: the refused call for PyTorch, where it has one.
        changes: of state, for each of the error's fixes.
        upstream: what comes down to the result, and why it is not what was written.
        back: where that flows.
    """

    forward: Forward | None = None
    error: PoolingError | None = None
    question: oracle.Question | None = None
    changes: Sequence[Mapping[str, Any]] = ()
    upstream: Read | None = None
    back: GradientTrace | None = None


def work_out(state: State, plane: Array, kernel: Array) -> Outcome:
    """The call of a state, there and back.

    Args:
        kernel: of the convolution, ``(rows, columns)``.
    """
    call: Call | None = None
    try:
        call = call_of(state, plane, kernel)
        forward = forward_of(state, plane, call)
    except PoolingError as error:
        return _refused(state, plane, call, error)
    if not forward.output.size:
        return _empty(state, plane, call, forward)
    upstream = upstream_of(forward, state)
    try:
        return Outcome(forward, upstream=upstream, back=forward.back(upstream.plane))
    except PoolingError as error:  # the call has a result and no gradient: fractional windows without cells
        return Outcome(forward, error, None, _mends(state, error))


def _empty(state: State, plane: Array, call: Call, forward: Forward) -> Outcome:
    size = "size" if "size" in call.settings else "output_size"
    empty = PageError("empty-result", size, call.settings[size], {size: 1})
    outcome = _refused(state, plane, call, empty, forward.shaped(forward.output))
    # PyTorch takes fractional windows that are none.
    return replace(outcome, question=None) if call.operation.windows == "sampled" else outcome


def _refused(
    state: State, plane: Array, call: Call | None, error: PoolingError, upstream: Array | None = None
) -> Outcome:
    mended = _mends(state, error)
    own_rule = error.parameter == "sample" or isinstance(error, TooLargeToDrawError)
    if error.parameter == "input" and call is not None and call.operation.reading == "draw" and plane.ndim == 2:
        mended = [{"backward_input": tensor_text.format_tensor(np.where(np.isfinite(plane) & (plane > 0), plane, 0))}]
    elif call is not None and call.operation.windows == "kernel":
        error, mended = _fitting_convolution(call, error, mended)
    question = None
    if call is not None and call.in_torch and not own_rule:
        question = oracle.Question(call.name, (call.x, *call.arrays.values()), call.settings, error, upstream)
    elif call is None and not own_rule:
        question = _asked_anyway(state, plane, error)
    return Outcome(None, error, question, mended)


def _asked_anyway(state: State, plane: Array, error: PoolingError) -> oracle.Question | None:
    """A call that our rules refuse before it is made, for PyTorch to refuse in its own words."""
    try:
        name, given = unchecked(state)
    except PoolingError:
        return None
    found = find(name)
    if found is None or not found[0].in_torch:
        return None
    return oracle.Question(name, (plane if found[1] == 1 else plane[np.newaxis],), given, error)


def _mends(state: State, error: PoolingError) -> list[dict[str, Any]]:
    return mends(error, lambda one: changes(of_rank(rank_of(state)), state, one.fix))


def _fitting_convolution(
    call: Call, error: PoolingError, mended: list[dict[str, Any]]
) -> tuple[PoolingError, list[dict[str, Any]]]:
    """Its one padding must suit the widest side; a kernel that is too large to draw is cut."""
    if "padding" in error.fix:
        largest = fitting_padding(call) if isinstance(error, TooLargeToDrawError) else np.inf
        padding = int(min(np.max(error.fix["padding"]), largest))
        return error.with_fixes({"padding": padding}), [{"backward_padding": padding}]
    if isinstance(error, TooLargeToDrawError) and not any(mended):
        kernel = call.arrays["weight"][0, 0, :LARGEST_SIDE, :LARGEST_SIDE]
        fix = {"weight": words("backward")["cut"].format(rows=kernel.shape[0], columns=kernel.shape[1])}
        return error.with_fixes(fix), [{"backward_weight": tensor_text.format_tensor(kernel)}]
    return error, mended


def editable(forward: Forward, state: State) -> bool:
    """Whether what comes down is written by hand."""
    return state["backward_loss"] == "hand" and fits_text(forward)
