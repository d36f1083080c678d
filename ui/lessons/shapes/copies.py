"""A stack in its other forms, each to copy: its own lines, and the print of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.lessons.shapes.work import Worked
from ui.page import parts
from ui.text import stack_text
from ui.text.printed_model import printed_model


def panels(worked: Worked, text: Mapping[str, Any]) -> list[parts.Part]:
    """The lines; and the print where no layer branches and each is PyTorch's."""
    said = text["copies"]
    made = [parts.copied("own-lines", stack_text.format_stack(worked.layers), title=said["own"])]
    fitting = [row.layer for row in worked.rows]
    printed = printed_model(fitting, [worked.before(number) for number in range(1, len(fitting) + 1)])
    if printed is not None and len(fitting) == len(worked.layers):
        made.append(parts.copied("printed", printed, title=said["printed"]))
    return [{**each, "folded": True} for each in made]
