"""The fields of the fractional windows lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, flag, tensor

# In [0, 1): where a window is does not change between two of so many.
SAMPLES = tuple(f"{hundredth / 100:.2f}" for hundredth in range(100))

FIELDS: Mapping[str, Field] = {
    "fractional_given": choice("size", "ratio", "both"),
    "fractional_kernel": Field(2, low=1),
    "fractional_kernel_w": Field(2, low=1),
    "fractional_output": Field(5),
    "fractional_output_w": Field(5),
    "fractional_ratio": Field("0.7", "text", longest=12),
    "fractional_ratio_w": Field("0.7", "text", longest=12),
    "fractional_sample": Field("0.30", "choice", options=SAMPLES),
    "fractional_sample_w": Field("0.60", "choice", options=SAMPLES),
    "fractional_indices": flag(False),
    "fractional_input": tensor(
        "92 12 77 67 66 48 32\n74 72 91 20 98 16 60\n93 81 76 30 46 63 36\n58 26 84 47 88 73 14\n"
        "89 51 43 68 65 50 38\n83 19 52 22 61 39 87\n57 45 94 27 11 56 17"
    ),
}
