"""The call of the dimensions lesson, and the tensor that its view shows."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from ui.lessons.dimensions import batch
from ui.lessons.dimensions.fields import BATCH, FIELDS, HOLDS, VOLUME, ends, is_adaptive, over_time
from ui.page import tensors, volumes
from ui.state.fields import State
from ui.state.parameters import arguments, changes, holders
from ui.words import words


def dimensions_call(state: State) -> PoolSpec:
    """The call of a view; over all time the window of a sequence is its whole length."""
    rank = "1d" if state["dimensions_view"] == "batch" else state["dimensions_view"]
    operation = state["dimensions_operation"]
    if state["dimensions_view"] == "batch":
        operation = "avg" if operation == "lp" else operation
    elif not over_time(state) and is_adaptive(state):
        operation = f"adaptive_{operation}"
    name = f"{operation}_pool{rank}"
    takes = signature(name)
    given = arguments(FIELDS, state, takes)
    if over_time(state) or state["dimensions_view"] == "batch":
        power = {key: value for key, value in given.items() if key == "norm_type"}
        return PoolSpec.of(name, kernel_size=shown(state).plane.shape[-1], **power)
    return PoolSpec.of(name, **{**given, **_apart(state, list(given))})


def _apart(state: State, parameters: list[str]) -> dict[str, Any]:
    """The parameters that have a number for each axis."""
    made: dict[str, Any] = {}
    if len(ends(state)) == 1:
        return made
    for parameter in parameters:
        (key,) = holders(FIELDS, parameter)
        if f"{key}_w" not in FIELDS:
            continue
        numbers = tuple(state[f"{key}{end}"] for end in ends(state))
        if parameter == "stride":
            # PyTorch has no half-given stride; an empty one means the kernel's side, as for all.
            sides = tuple(state[f"dimensions_kernel{end}"] for end in ends(state))
            given = tuple(side if number is None else number for side, number in zip(sides, numbers, strict=True))
            made[parameter] = None if all(number is None for number in numbers) else given
        else:
            made[parameter] = numbers
    return made


def mend(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow a fix, on each axis where they have numbers of their own."""
    made = changes(FIELDS, state, error.fix)
    for parameter, value in error.fix.items():
        for key in holders(FIELDS, parameter):
            if f"{key}_w" in FIELDS and len(ends(state)) > 1:
                sides = value if isinstance(value, tuple) else (value,) * len(ends(state))
                made |= {f"{key}{end}": side for end, side in zip(ends(state), sides, strict=False)}
    return made


def shown(state: State) -> tensors.Read:
    """Scores, a plane or a volume; the scores of a whole batch."""
    if state["dimensions_view"] == "batch":
        return tensors.Read(batched(state).scores)
    key = HOLDS[state["dimensions_view"]]
    return volumes.read(FIELDS, state, key) if key == VOLUME else tensors.read(FIELDS, state, key)


def batched(state: State) -> batch.Batch:
    """The sentences of the batch."""
    return batch.read(state[BATCH], words("dimensions")["lexicon"])
