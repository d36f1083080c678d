"""A pooling call on a plane, as the state of a lesson that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from ui.calls import PER_AXIS
from ui.lessons import LESSONS
from ui.state import codec
from ui.state.fields import complete
from ui.state.parameters import changes
from ui.text import tensor_text
from ui.text.dtypes import DTYPES

# Lessons that show any call of a family: what stands for it in their fields, and the field of their axes.
SHOWN: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    **{f"{name}_pool": ("sliding_windows", "dims", {"operation": name}) for name in ("max", "avg", "lp")},
    **{f"adaptive_{name}_pool": ("adaptive_bins", "bins_dims", {"bins_operation": name}) for name in ("max", "avg")},
}


def state_of(name: str, arguments: Mapping[str, Any], plane: NDArray[Any]) -> tuple[str, dict[str, str]] | None:
    """The lesson, and what its link says, that makes this very call on this plane; nothing where none does.

    Args:
        name: of a function, with its number of axes.
        arguments: of the call, by keyword.
        plane: one channel, with no axes but those.

    Example:
        >>> state_of("max_pool1d", {"kernel_size": 3}, np.array([3, 1, 4], np.float32))
        ('sliding_windows', {'dims': '1d', 'kernel_size': '3', 'kernel_size_w': '3', 'input': '3 1 4'})
    """
    family, rank, dtype = name[:-2], int(name[-2]), plane.dtype.name
    if family not in SHOWN or plane.size == 0 or plane.ndim != rank:
        return None
    where, dims, fixed = SHOWN[family]
    lesson = LESSONS[where]
    if f"{rank}d" not in lesson.fields[dims].options:
        return None
    if dtype != DTYPES[0] and ("dtype" not in lesson.fields or dtype not in DTYPES):
        return None
    said = {**fixed, dims: f"{rank}d", lesson.input_key: tensor_text.format_tensor(np.atleast_2d(plane))}
    state = complete(lesson.fields, said | ({"dtype": dtype} if "dtype" in lesson.fields else {}))
    assert lesson.moment is not None
    try:
        state |= changes(lesson.fields, state, {key: _plain(value) for key, value in arguments.items()})
        query = codec.query_of(codec.spoken(lesson.fields, state).items())
        moment = lesson.moment(lesson, codec.read(lesson.fields, codec.pairs_of(query)).state)
    except (PoolingError, TypeError, ValueError, LookupError, AttributeError):  # a form of argument that no field holds
        return None
    held = moment.plane if rank == 2 else moment.plane[0]
    same = held.dtype == plane.dtype and np.array_equal(held, plane, equal_nan=dtype.startswith("float"))
    if not same or moment.call is None or moment.call.name != name or not _has(moment.call, arguments):
        return None
    return where, codec.spoken(lesson.fields, state)


def _has(call: PoolSpec, arguments: Mapping[str, Any]) -> bool:
    """Whether a call has these arguments."""
    wanted = {**call.operation.signature(call.rank), **arguments}
    told = [key for key in call.arguments if key in wanted and key not in ("return_indices", "input")]
    return all(_spread(key, call.arguments[key], call.rank) == _spread(key, wanted[key], call.rank) for key in told)


def _spread(parameter: str, value: Any, rank: int) -> str:
    """A value as text: one number for all axes is as many numbers. 2 and 2.0 are two things, and so are 1 and True."""
    value = _plain(value)
    is_spread = rank > 1 and type(value) is int and parameter in (*PER_AXIS, "output_size")
    return repr((value,) * rank if is_spread else value)


def _plain(value: Any) -> Any:
    """Lists as tuples, NumPy's ints as ints: forms that no function tells apart."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return int(value) if isinstance(value, np.integer) else value
