"""The volume that a state's text says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from ui.page.tensors import Read
from ui.state.fields import Field, State
from ui.text import volume_text
from ui.text.number_text import TensorTextError
from ui.words import words


def read(fields: Mapping[str, Field], state: State, key: str) -> Read:
    """The volume of a field; where its text says none, the lesson's own, and why."""
    try:
        return Read(_parsed(state[key]))
    except TensorTextError as error:
        said = words("common")["volume"]["unread"].format(message=error)
        return Read(_parsed(fields[key].default), said, str(error))


def canonical(state: State, key: str) -> str:
    """The field's text as the stage would write it; what cannot be read stays as it is."""
    try:
        return volume_text.format_volume(_parsed(state[key]))
    except TensorTextError:
        return str(state[key])


@lru_cache(maxsize=64)
def _parsed(text: str) -> NDArray[Any]:
    volume = volume_text.parse(text)
    volume.flags.writeable = False
    return volume


def box(key: str, state: State, read: Read, board: str = "input", label: str | None = None) -> dict[str, Any]:
    """The text box of a volume with its tools, as data."""
    text = words("common")["volume"]
    depth, rows, columns = read.plane.shape
    problem = read.reason or (read.problem if board != "input" else None)
    return {
        "key": key,
        "board": board,
        "label": label or text["title"],
        "help": text["help"],
        "form": text["text"],
        "text": state[key],
        "depth": depth,
        "rows": rows,
        "columns": columns,
        "most": volume_text.MAX_SIDE,
        "longest": volume_text.MAX_CHARACTERS,
        "problem": problem,
        # Where the text was written just now, the volume before it stays.
        "kept": text["kept"].format(message=problem) if problem else None,
    }
