"""The refusals that belong to the pages; and every refusal, the core's too, in the language that is spoken now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core import PoolingError
from ui.words import words


class PageError(PoolingError):
    """A call that a page refuses, by a rule of its own."""

    @staticmethod
    def table() -> Mapping[str, Any]:
        """The sentences of the pages and of the core."""
        return words("errors")


def told(error: PoolingError) -> str:
    """The whole sentence of a refusal."""
    return error.said(PageError.table())


def sentence(error: PoolingError) -> str:
    """The same with a capital and a stop, to stand on its own."""
    said = told(error)
    return str(PageError.table()["frame"]["whole"]).format(said=f"{said[0].upper()}{said[1:]}")
