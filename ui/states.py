"""The state of each lesson: its fields and their defaults. Plain data, no widgets."""

from __future__ import annotations

from collections.abc import Mapping

from ui import stack_text
from ui.state.fields import Field, choice

SHAPES: Mapping[str, Field] = {
    "shapes_view": choice("stack", "conventions"),
    "shapes_input": Field("1 x 32 x 32", "text", longest=stack_text.MAX_SHAPE_CHARACTERS),
    "shapes_stack": Field(
        "conv 6 k5\navg k2\nconv 16 k5\navg k2\nconv 120 k5\nflatten\nlinear 84\nlinear 10",
        "text",
        longest=stack_text.MAX_CHARACTERS,
    ),
    "shapes_layer": Field(4, low=1, high=stack_text.MAX_LINES),
    "shapes_axis": choice("height", "width", "depth"),
    "shapes_size": Field(6, low=1, high=32),
    "shapes_kernel": Field(3, low=1, high=32),
    "shapes_stride": Field(2, low=1, high=32),
    "shapes_dilation": Field(1, low=1, high=8),
}
