"""Which output a link opens at, where the lesson has fields that say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.lesson import Moment
from ui.state.fields import Field, State

# The fields of a row and of a column.
Place = tuple[str, str]


def aside(fields: Mapping[str, Field], state: State, place: Place) -> dict[str, Any]:
    """The state without the place: from the first picture on the address says it by what the stage looks at."""
    return {**state, **{key: fields[key].default for key in place}}


def look(fields: Mapping[str, Field], state: State, moment: Moment, place: Place) -> tuple[int, int] | None:
    """The output that the stage looks at first; one that is not there becomes the last one that is."""
    if moment.explained is None or aside(fields, state, place) == state:
        return None
    row, column = (min(state[key], side - 1) for key, side in zip(place, moment.explained.output.shape, strict=True))
    return row, column
