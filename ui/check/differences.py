"""A difference that a run found, as the state of a lesson that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from pooling_core.oracle.random_calls.run import case_of, names_of
from ui.check.asked import Asked
from ui.shown import state_of
from ui.state import codec
from ui.words.choice import KEY


def lesson_of(one: Asked, number: int, plane: Sequence[int] | None, language: str) -> dict[str, str] | None:
    """The lesson and the query that show a call of a run on one of its planes; nothing where no lesson can.

    Args:
        number: of the call.
        plane: where on its leading axes one plane differs by itself.
    """
    if plane is None:
        return None
    case = case_of(one.seed, number, names_of(one.operation))
    found = state_of(case.name, case.arguments, case.array[tuple(plane)])
    if found is None:
        return None
    lesson, state = found
    return {"lesson": lesson, "query": codec.query_of([*state.items(), (KEY, language)])}
