"""The fields of the lesson of statements."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, State, choice, flag
from ui.words.listed import entries

# The card of a link that names none: the first, or where the reader left off. So a link to any card names it.
FIRST = "first"
FIELDS: Mapping[str, Field] = {
    "claim": choice(FIRST, *entries("claims")),
    "guess": choice("undecided", "true", "false"),
    # After a wrong guess, whether it was said what holds.
    "told": flag(False),
    # The page after the last card.
    "score": flag(False),
}


def claim_of(state: State) -> str:
    """The statement of a state, by its name."""
    return next(iter(entries("claims"))) if state["claim"] == FIRST else str(state["claim"])
