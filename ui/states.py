"""The state of each lesson: its fields and their defaults. Plain data, no widgets."""

from __future__ import annotations

from collections.abc import Mapping

from ui import sentence, volume_text
from ui.state.fields import Field, choice, flag, tensor

BACKWARD: Mapping[str, Field] = {
    "backward_operation": choice(
        *("max", "avg", "lp", "gem", "stochastic", "adaptive_avg", "adaptive_max", "fractional_max"),
        *("max_unpool", "conv", "interpolate"),
    ),
    "backward_dims": choice("2d", "1d"),
    "backward_resample": choice("nearest", "nearest-exact", "area"),
    "backward_mode": choice("training", "inference"),
    "backward_seed": Field(0, high=9999),
    "backward_weight": tensor("1 2\n3 4"),
    "backward_kernel": Field(2),
    "backward_stride": Field(None, optional=True),
    "backward_padding": Field(0),
    "backward_output": Field(2, high=16),
    "backward_sample": Field("0.5", "text", longest=12),
    "backward_p": Field("2", "text", longest=12),
    "backward_eps": Field("1e-6", "text", longest=12),
    "backward_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    "upstream": tensor("1"),
}

DIMENSIONS: Mapping[str, Field] = {
    "dimensions_view": choice("1d", "2d", "3d"),
    "dimensions_operation": choice("max", "avg"),
    "dimensions_sentence": Field("the plot is thin but the acting is superb", "text", longest=sentence.MAX_CHARACTERS),
    "dimensions_over_time": flag(True),
    "dimensions_kernel": Field(2),
    "dimensions_stride": Field(None, optional=True),
    "dimensions_padding": Field(0),
    "dimensions_dilation": Field(1),
    "dimensions_scores": tensor("0 1 0 -2 0 0 2 0 9\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"),
    "dimensions_plane": tensor("3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3"),
    "dimensions_volume": Field(
        "3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3\n\n2 3 8 4\n6 2 6 4\n3 3 8 3\n2 7 9 5\n\n"
        "0 2 8 8\n4 1 9 7\n1 6 9 3\n9 9 3 7\n\n5 1 0 5\n8 2 0 9\n7 4 9 4\n4 5 9 2",
        "text",
        longest=volume_text.MAX_CHARACTERS,
    ),
}
