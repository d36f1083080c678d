"""The fields of the lesson of statements."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice
from ui.words.listed import entries

FIELDS: Mapping[str, Field] = {
    "claim": choice(*entries("claims")),
    "guess": choice("undecided", "true", "false"),
}
