"""A difference that a run found, as the state of a lesson that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.call.catalogue import find
from pooling_core.oracle.random_calls.cases import Case
from pooling_core.oracle.random_calls.run import GRADIENT, case_of, names_of
from ui.check.asked import Asked
from ui.lessons import LESSONS
from ui.state import codec
from ui.state.fields import complete
from ui.state.parameters import changes
from ui.text import tensor_text
from ui.text.dtypes import DTYPES
from ui.words.choice import KEY

# Lessons that show any call of a family: what stands for it in their fields, and the field of their axes.
SHOWN: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    **{f"{name}_pool": ("sliding_windows", "dims", {"operation": name}) for name in ("max", "avg", "lp")},
    **{f"adaptive_{name}_pool": ("adaptive_bins", "bins_dims", {"bins_operation": name}) for name in ("max", "avg")},
}


def lesson_of(one: Asked, number: int, plane: Sequence[int] | None, language: str) -> dict[str, str] | None:
    """The lesson and the query that show a call of a run on one of its planes; nothing where no lesson can.

    Args:
        number: of the call.
        plane: where on its leading axes one plane differs by itself.
    """
    case = case_of(one.seed, number, names_of(one.operation))
    if plane is None:
        return None
    found = state_of(case, case.array[tuple(plane)])
    if found is None:
        return None
    lesson, state = found
    return {"lesson": lesson, "query": codec.query_of([*state.items(), (KEY, language)])}


def state_of(case: Case, plane: NDArray[Any]) -> tuple[str, dict[str, str]] | None:
    """The lesson, and what its link says, whose call on this plane is the case's; else nothing."""
    family, rank = case.name[:-2], int(case.name[-2])
    if family not in SHOWN or case.name.startswith(GRADIENT) or not plane.size > 0 or plane.ndim != rank > 0:
        return None
    name, dims, fixed = SHOWN[family]
    lesson = LESSONS[name]
    assert lesson.moment is not None
    dtype = plane.dtype.name
    if dims not in lesson.fields or f"{rank}d" not in lesson.fields[dims].options:
        return None
    if dtype != DTYPES[0] and ("dtype" not in lesson.fields or dtype not in DTYPES):
        return None
    said = {**fixed, dims: f"{rank}d", lesson.input_key: tensor_text.format_tensor(np.atleast_2d(plane))}
    state = complete(lesson.fields, said | ({"dtype": dtype} if "dtype" in lesson.fields else {}))
    try:
        given = {key: _plain(value) for key, value in case.arguments.items()}
        state |= changes(lesson.fields, state, given)
        query = codec.query_of(codec.spoken(lesson.fields, state).items())
        moment = lesson.moment(lesson, codec.read(lesson.fields, codec.pairs_of(query)).state)
    except (PoolingError, TypeError, ValueError, LookupError, AttributeError):  # a form of argument that no field holds
        return None
    held = moment.plane if rank == 2 else moment.plane[0]
    same = held.dtype == plane.dtype and np.array_equal(held, plane, equal_nan=dtype.startswith("float"))
    if not same or moment.call is None or moment.call.name != case.name:
        return None
    return (name, codec.spoken(lesson.fields, state)) if _asks_the_same(moment.call.arguments, case) else None


def _asks_the_same(held: Mapping[str, Any], case: Case) -> bool:
    """Whether a lesson's call is the case's, whatever form its numbers have."""
    found = find(case.name)
    if found is None:
        return False
    operation, rank = found
    wanted = {**operation.signature(rank), **case.arguments}
    given = {key: _plain(value) for key, value in wanted.items() if key not in ("return_indices", "input")}
    return all(repr(held[key]) == repr(given[key]) for key in held if key in given)


def _plain(value: Any) -> Any:
    """Lists as tuples, NumPy's ints as ints: forms that no function tells apart. 2 and 2.0 are two things here."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return int(value) if isinstance(value, np.integer) else value
