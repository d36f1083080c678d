"""The fields of the adaptive bins lesson."""

from __future__ import annotations

from collections.abc import Mapping

from pooling_core.explain.wrong.bins import RULES
from ui.state.fields import Field, choice, flag, tensor

FIELDS: Mapping[str, Field] = {
    "bins_operation": choice("avg", "max"),
    "bins_dims": choice("1d", "2d"),
    "output_size": Field(5, parameter="output_size"),
    "output_size_w": Field(5, parameter="output_size", axis=-1),
    # Of an axis that is kept the output size is None.
    "keep_height": flag(False),
    "keep_width": flag(False),
    "area": flag(False),
    # Beside the one output size those of the levels of a pyramid.
    "pyramid": flag(False),
    "ghosts": choice("none", *RULES),
    "bins_input": tensor("0 1 2 3 4 5 6"),
}
