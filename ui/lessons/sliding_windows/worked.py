"""One state of the sliding windows lesson worked out, with what PyTorch is asked and the code to copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.compute.bfloat16 import to_bfloat16
from pooling_core.compute.run import run
from pooling_core.explain.narrowed import in_bfloat16
from pooling_core.explain.trace import trace
from pooling_core.geometry.apart import apart_axes
from pooling_core.geometry.axis import Axis
from pooling_core.oracle.prepared import Prepared
from ui import oracle
from ui.calls import one_plane
from ui.lesson import Lesson, Moment, asked_anyway, work_out
from ui.lessons.sliding_windows import padded, program
from ui.lessons.sliding_windows.call import window_arguments
from ui.lessons.sliding_windows.tensor import Read, read
from ui.state.fields import State
from ui.text.dtypes import BFLOAT16


def moment(lesson: Lesson, state: State) -> Moment:
    """The state's call on the channel that is shown."""
    found = read(state)
    make = _padded if padded.is_apart(state) else work_out
    worked = make(lesson, state, found.plane)
    call = worked.call
    if call is None:
        return _refused(worked, state)
    if found.dtype == BFLOAT16 and worked.explained is not None:
        worked = replace(worked, explained=in_bfloat16(worked.explained))
    return replace(worked, asked=_question(worked, state, found), program=_program(call, state, found))


def predicts(state: State) -> str | None:
    """The grid that can be predicted; what wrong rules make of padding by hand and of bfloat16 nobody worked out."""
    return None if padded.is_apart(state) or state["dtype"] == BFLOAT16 else "output"


def whole(worked: Moment, state: State) -> NDArray[Any] | None:
    """The result of every channel; of one channel, and of rows that are channels, as it is drawn."""
    found = read(state)
    if worked.call is None or worked.explained is None or len(found.channels) == 1 or worked.call.rank == 1:
        return None if worked.explained is None else worked.explained.output
    output = run(worked.call, found.channels, _axes(worked.call, state, found.plane)).output
    return to_bfloat16(output) if found.dtype == BFLOAT16 else output


def _padded(lesson: Lesson, state: State, plane: NDArray[Any]) -> Moment:
    call = None
    try:
        call = lesson.call(state)
        return Moment(call, plane, trace(call, plane, _axes(call, state, plane)), None)
    except PoolingError as error:
        return Moment(call, plane, None, error)


def _axes(call: PoolSpec, state: State, plane: NDArray[Any]) -> tuple[Axis, ...] | None:
    """Where the call looks, where it does not say so itself."""
    return apart_axes(call, plane.shape[-call.rank :], padded.sides(state)) if padded.is_apart(state) else None


# ---- what PyTorch is asked, and the code ----


def _question(worked: Moment, state: State, found: Read) -> oracle.Question:
    """The same call for PyTorch, on every channel at once."""
    call = worked.call
    assert call is not None
    batch = one_plane(call, worked.plane) if call.rank == 1 else found.channels
    outcome: Any = worked.error
    if worked.explained is not None:
        output = whole(worked, state)
        assert output is not None
        outcome = output.reshape(*batch.shape[: -call.rank], *output.shape[-call.rank :])
    return oracle.Question(
        call.name, (batch,), asked_arguments(worked, state), outcome, prepared=_prepared(state, found)
    )


def asked_arguments(worked: Moment, state: State) -> dict[str, Any]:
    """The arguments of the call; after padding by hand there is none that could be left out of a divisor."""
    assert worked.call is not None
    given = dict(worked.call.arguments)
    return {**given, "count_include_pad": True} if padded.is_apart(state) and "count_include_pad" in given else given


def _prepared(state: State, found: Read) -> Prepared | None:
    dtype = BFLOAT16 if found.dtype == BFLOAT16 else ""
    if not padded.is_apart(state):
        return Prepared(dtype) if dtype else None
    return Prepared(dtype, padded.pads(state), state["operation"] == "max" or padded.is_counted(state))


def _program(call: PoolSpec, state: State, found: Read) -> str:
    planes = found.plane if call.rank == 1 or len(found.channels) == 1 else found.channels
    dtype = BFLOAT16 if found.dtype == BFLOAT16 else ""
    if not padded.is_apart(state):
        return program.plain(call, planes, dtype)
    return program.padded(call, planes, dtype, padded.pads(state), padded.is_counted(state))


def _refused(worked: Moment, state: State) -> Moment:
    """A refusal before the call is made, with PyTorch's own; none where the call cannot even be written down."""
    try:
        return asked_anyway(worked, *window_arguments(state))
    except PoolingError:
        return worked
