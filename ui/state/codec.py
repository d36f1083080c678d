"""State <-> link: what a query says of a lesson's fields, and the shortest query that says a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ui.state.fields import Field, State, complaint, complete
from ui.text.reading import ReadingError

# The largest tensor of every lesson fits, twice over.
LONGEST_QUERY = 40_000
MOST_PARAMETERS = 64


@dataclass(frozen=True)
class Reading:
    """What a query says.

    Attributes:
        state: every field; the default where the query says nothing that the field can hold.
        problems: what it says that a field cannot hold.
    """

    state: dict[str, Any]
    problems: tuple[ReadingError, ...]


def read(fields: Mapping[str, Field], pairs: Iterable[tuple[str, str]]) -> Reading:
    """The state of a query's pairs. Of a repeated name the last counts; a name that no field has says nothing."""
    said = {key: text for key, text in pairs if key in fields}
    problems = {key: problem for key, text in said.items() if (problem := complaint(key, fields[key], text))}
    known = {key: value(fields[key], text) for key, text in said.items() if key not in problems}
    return Reading(complete(fields, known), tuple(problems.values()))


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, none of one that is longer than any state's."""
    if len(query) > LONGEST_QUERY:
        return []
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return []


def value(field: Field, text: str) -> Any:
    """What a text stands for that ``complaint`` has nothing against."""
    if field.kind == "flag":
        return text.lower() == "true"
    if field.kind == "int":
        return int(text) if text else None
    return text


def spoken(fields: Mapping[str, Field], state: State) -> dict[str, str]:
    """Each field that is not at its default, as the text of a link."""
    return {key: text_of(state[key]) for key, field in fields.items() if key in state and state[key] != field.default}


def text_of(value: Any) -> str:
    """A field's value as the text of a link."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def link(fields: Mapping[str, Field], state: State) -> str:
    """The query string of a state; what equals its default is left out."""
    return urlencode(spoken(fields, state))


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of these pairs."""
    return urlencode(list(pairs))
