"""A stack that was read, or that shows what an error means -> the link that opens it in the lesson on shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer
from ui.lessons import LESSONS
from ui.lessons.shapes.fields import INPUT, LAYER, STACK
from ui.paste.leads import Lead
from ui.state.codec import spoken
from ui.state.fields import complaint, complete
from ui.text import stack_text
from ui.text.reading import ReadingError

SHAPES = "shapes"


def stack_lead(layers: Sequence[Layer], shape: Sequence[int], at: int | None = None) -> tuple[Lead | None, int]:
    """The link to a stack, and how many of its layers it holds; no link where not even the input fits.

    Args:
        shape: of the input, batch included.
        at: number of the layer to look at.
    """
    fields = LESSONS[SHAPES].fields
    sizes = stack_text.format_shape(shape[1:])
    count = min(len(layers), stack_text.MAX_LINES)
    while count and len(_written(layers[:count])) > stack_text.MAX_CHARACTERS:
        count -= 1
    if not count or complaint(INPUT, fields[INPUT], sizes) is not None:
        return None, 0
    try:  # what is written is read again there
        stack_text.parse_shape(sizes)
        stack_text.parse_stack(_written(layers[:count]), len(shape) - 2)
    except (ReadingError, PoolingError):
        return None, 0
    return text_lead(sizes, _written(layers[:count]), min(at or count, count)), count


def lines_of(layers: Sequence[Layer]) -> list[str]:
    """Each layer as a stack has it, or as a call where its text has no words for one of them."""
    written = _written(layers).split("\n")
    return written if len(written) == len(layers) else [str(layer) for layer in layers]


def _written(layers: Sequence[Layer]) -> str:
    try:
        return stack_text.format_stack(layers)
    except (StopIteration, LookupError, TypeError, ValueError):  # a setting that the text has no words for
        return ""


def text_lead(sizes: str, text: str, at: int = 1) -> Lead:
    """The link to a stack by its texts."""
    fields = LESSONS[SHAPES].fields
    state: Mapping[str, object] = {INPUT: sizes, STACK: text, LAYER: max(at, 1)}
    return Lead(SHAPES, spoken(fields, complete(fields, state)))
