"""What the stage says of a window: how many cells it has, and where they are from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def cells_text(words: Mapping[str, Any], counts: Mapping[str, int]) -> str:
    """The cells of a window, counted by their kind.

    Args:
        words: content ``stage.notes.cells``.
        counts: cells of each kind: ``real``, ``padding`` and ``overhang``. No window is all overhang.

    Example:
        >>> from ui.words import words
        >>> cells_text(words("stage")["notes"]["cells"], {"real": 4, "padding": 5, "overhang": 0})
        '9 cells: 4 from the input, 5 of padding'
    """
    there = {kind: int(count) for kind, count in counts.items() if count}
    total = sum(there.values())
    if len(there) == 1:
        said: str = words["one" if total == 1 else "all"][next(iter(there))]
        return said.format(count=total)
    parts = [words["parts"][kind].format(count=count) for kind, count in there.items()]
    return str(words["several"]).format(count=total, parts=words["between"].join(parts))
