"""The fields of the lesson of statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.content import words
from ui.state.fields import Field, choice

CLAIMS: Mapping[str, Mapping[str, Any]] = {claim["id"]: claim for claim in words("true_or_false")["claims_list"]}

FIELDS: Mapping[str, Field] = {
    "claim": choice(*CLAIMS),
    "guess": choice("undecided", "true", "false"),
}
