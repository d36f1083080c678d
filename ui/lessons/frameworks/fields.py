"""The fields of the frameworks lesson."""

from __future__ import annotations

from collections.abc import Mapping

from pooling_core.geometry.frameworks import FRAMEWORKS
from ui.state.fields import Field, choice, flag, tensor, text

FIELDS: Mapping[str, Field] = {
    "operation": choice("avg", "max", "lp"),
    "left": choice(*FRAMEWORKS),
    "right": Field("onnx", "choice", options=tuple(FRAMEWORKS)),
    "kernel_size": Field(3, parameter="kernel_size"),
    "stride": Field(2, optional=True, parameter="stride"),
    "padding": Field(1, parameter="padding"),
    "dilation": Field(1, parameter="dilation"),
    "ceil_mode": flag(False, "ceil_mode"),
    # Left to each library's default, or said.
    "counted": choice("default", "true", "false", parameter="count_include_pad", values=(None, True, False)),
    "norm_type": text("2", "norm_type", nearest=2),
    "input": tensor("3 1 4 1 5\n9 2 6 5 3\n5 8 9 7 9\n3 2 3 8 4\n6 2 6 4 3"),
}
