"""The fields of the unpooling lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, flag, tensor

FIELDS: Mapping[str, Field] = {
    "unpool_kernel": Field(2, parameter="kernel_size"),
    "unpool_stride": Field(None, optional=True, parameter="stride"),
    "unpool_padding": Field(0, parameter="padding"),
    "unpool_rows": Field(None, optional=True, parameter="output_size", axis=-2),
    "unpool_columns": Field(None, optional=True, parameter="output_size", axis=-1),
    "nearest": flag(False),
    # Every value is larger than every index, so that the two are never taken for each other.
    "unpool_input": tensor("21 25 61 34\n30 48 20 17\n24 26 22 19\n73 35 40 86"),
}
