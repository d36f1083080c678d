"""Text that cannot be read, as an error of data: its sentence stands in the content file ``reading`` under its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.call.errors import StatedError
from ui.words import words


class ReadingError(StatedError):
    """Text that a reader of the app refuses; a fix is the text, or the field, that would hold."""

    @staticmethod
    def table() -> Mapping[str, Any]:
        """The sentences in the language that is spoken now."""
        return words("reading")
