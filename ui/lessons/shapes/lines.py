"""The line of each layer of a stack, as its text has it: names of layers included."""

from __future__ import annotations

from ui.lessons.shapes.work import Worked
from ui.text import stack_text


def lines_of(worked: Worked) -> list[str]:
    """Of each layer by its number; the first, of the input, is empty."""
    return ["", *stack_text.format_stack(worked.layers, worked.rank).split("\n")]
