"""The fields of the sliding windows lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, flag, text
from ui.text.dtypes import EVERY_DTYPE
from ui.text.planes_text import MAX_CHANNELS
from ui.text.tensor_text import LARGE

# Height (or length) and width of each window parameter; the second is used only where per_axis is on.
_WINDOW = {
    "kernel_size": Field(2, parameter="kernel_size"),
    "kernel_size_w": Field(2, parameter="kernel_size", axis=-1, switch="per_axis"),
    "stride": Field(None, optional=True, parameter="stride"),
    "stride_w": Field(None, optional=True, parameter="stride", axis=-1, switch="per_axis"),
    "padding": Field(0, parameter="padding"),
    "padding_w": Field(0, parameter="padding", axis=-1, switch="per_axis"),
    "dilation": Field(1, parameter="dilation"),
    "dilation_w": Field(1, parameter="dilation", axis=-1, switch="per_axis"),
}

# Cells added on each side by hand, before the call; those above and below in two dimensions alone.
MOST_ADDED = 8
SIDES = {"left": "pad_left", "right": "pad_right", "top": "pad_top", "bottom": "pad_bottom"}

FIELDS: Mapping[str, Field] = {
    "operation": choice("max", "avg", "lp"),
    "dims": choice("2d", "1d"),
    "dtype": choice(*EVERY_DTYPE),
    "per_axis": flag(False),
    **_WINDOW,
    "ceil_mode": flag(False, "ceil_mode"),
    "count_include_pad": flag(True, "count_include_pad"),
    "divisor_override": Field(None, low=-99, high=99, optional=True, parameter="divisor_override"),
    "temperature": text("", "temperature", nearest=1),
    "norm_type": text("2", "norm_type", nearest=2),
    "uneven": flag(False),
    **{key: Field(0, high=MOST_ADDED) for key in SIDES.values()},
    "channel": Field(0, high=MAX_CHANNELS - 1),
    "input": text(
        "3 1 4 1 5 9\n2 6 5 3 5 8\n9 7 9 3 2 3\n8 4 6 2 6 4\n3 3 8 3 2 7\n9 5 0 2 8 8",
        "input",
        longest=LARGE.characters,
    ),
}
