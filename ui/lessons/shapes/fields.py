"""The fields of the lesson on shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.state.fields import Field, State, choice
from ui.text import stack_text

VIEW, INPUT, STACK, LAYER, AXIS = "shapes_view", "shapes_input", "shapes_stack", "shapes_layer", "shapes_axis"
# Of the conventions: what each field is to a window.
WINDOW = {
    "size": "shapes_size",
    "kernel_size": "shapes_kernel",
    "stride": "shapes_stride",
    "dilation": "shapes_dilation",
}

FIELDS: Mapping[str, Field] = {
    VIEW: choice("stack", "conventions"),
    INPUT: Field("1 x 32 x 32", "text", longest=stack_text.MAX_SHAPE_CHARACTERS),
    STACK: Field(
        "conv 6 k5\navg k2\nconv 16 k5\navg k2\nconv 120 k5\nflatten\nlinear 84\nlinear 10",
        "text",
        longest=stack_text.MAX_CHARACTERS,
    ),
    LAYER: Field(4, low=1, high=stack_text.MAX_LINES),
    AXIS: choice("height", "width", "depth"),
    WINDOW["size"]: Field(6, low=1, high=32),
    WINDOW["kernel_size"]: Field(3, low=1, high=32),
    WINDOW["stride"]: Field(2, low=1, high=32),
    WINDOW["dilation"]: Field(1, low=1, high=8),
}


def seen(state: State) -> Mapping[str, Any]:
    """The fields of the picture that is shown."""
    keys = (INPUT, STACK, LAYER, AXIS) if state[VIEW] == "stack" else tuple(WINDOW.values())
    return {key: state[key] for key in (VIEW, *keys)}
