"""The tensor that a state's text says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from numpy.typing import NDArray

from ui.state.fields import Field, State
from ui.text import tensor_text
from ui.text.dtypes import DTYPES
from ui.text.number_text import TensorTextError
from ui.words import words


class Read(NamedTuple):
    """A tensor, and where the text could not be read as one of the dtype asked for, why and what is shown instead."""

    plane: NDArray[Any]
    problem: str | None = None
    reason: str | None = None


def read(fields: Mapping[str, Field], state: State, key: str, dtype: str = DTYPES[0]) -> Read:
    """The tensor of a field. Where only the dtype cannot hold it, in float32; else the lesson's own."""
    text = words("common")["tensor"]
    try:
        return Read(_parsed(state[key], dtype))
    except TensorTextError as error:
        reason = str(error)
    try:
        return Read(_parsed(state[key], DTYPES[0]), text["in_float32"].format(message=reason), reason)
    except TensorTextError:
        return Read(_parsed(fields[key].default, dtype), text["unread"].format(message=reason), reason)


def canonical(fields: Mapping[str, Field], state: State, key: str, dtype: str = DTYPES[0]) -> str:
    """The field's text as plain rows; what cannot be read stays as it is.

    So does what is plain already in any dtype: whoever goes through a narrow one and back finds all digits.
    """
    said = str(state[key])
    plain = [_written(said, each) for each in dict.fromkeys((dtype, *DTYPES))]
    return said if said in plain else plain[0] or said


def _written(text: str, dtype: str) -> str | None:
    try:
        return tensor_text.format_tensor(_parsed(text, dtype))
    except TensorTextError:
        return None


# Most changes are of a parameter, and a class looks at the same few tensors.
@lru_cache(maxsize=256)
def _parsed(text: str, dtype: str) -> NDArray[Any]:
    plane = tensor_text.parse(text, dtype).array
    plane.flags.writeable = False
    return plane


def box(key: str, state: State, read: Read, board: str = "input", label: str | None = None) -> dict[str, Any]:
    """The text box of a tensor with its tools, as data."""
    text = words("common")["tensor"]
    rows, columns = read.plane.shape
    problem = read.reason or read.problem
    return {
        "key": key,
        "board": board,
        "label": label or text["title"],
        "text": state[key],
        "rows": rows,
        "columns": columns,
        "most": tensor_text.MAX_SIDE,
        "longest": tensor_text.MAX_CHARACTERS,
        "problem": problem,
        # Where the text was written just now, the tensor before it stays.
        "kept": text["kept"].format(message=problem) if problem else None,
    }
