"""The refusals that belong to the pages: their sentences stand in the content, beside those of the core."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pooling_core import PoolingError
from ui.content import words


class PageError(PoolingError):
    """A call that a page refuses, by a rule of its own."""

    @staticmethod
    def table() -> Mapping[str, Any]:
        """The sentences of the pages and of the core, in English."""
        return _english()


@cache
def _english() -> Mapping[str, Any]:
    own = words("errors")
    return {part: {**said, **own[part]} for part, said in PoolingError.table().items()}
