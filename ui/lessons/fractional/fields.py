"""The fields of the fractional windows lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, flag, tensor, text

# Of a ratio that is no number.
HALF = 0.5
# In [0, 1): where a window is does not change between two of so many.
SAMPLES = tuple(f"{hundredth / 100:.2f}" for hundredth in range(100))


def _sample(default: str, axis: int) -> Field:
    return Field(default, "choice", options=SAMPLES, parameter="_random_samples", axis=axis, nearest=HALF)


FIELDS: Mapping[str, Field] = {
    "fractional_given": choice("size", "ratio", "both"),
    "fractional_kernel": Field(2, low=1, parameter="kernel_size", axis=-2),
    "fractional_kernel_w": Field(2, low=1, parameter="kernel_size", axis=-1),
    "fractional_output": Field(5, parameter="output_size", axis=-2),
    "fractional_output_w": Field(5, parameter="output_size", axis=-1),
    "fractional_ratio": text("0.7", "output_ratio", axis=-2, nearest=HALF),
    "fractional_ratio_w": text("0.7", "output_ratio", axis=-1, nearest=HALF),
    "fractional_sample": _sample("0.30", -2),
    "fractional_sample_w": _sample("0.60", -1),
    "fractional_indices": flag(False, "return_indices"),
    "fractional_input": tensor(
        "92 12 77 67 66 48 32\n74 72 91 20 98 16 60\n93 81 76 30 46 63 36\n58 26 84 47 88 73 14\n"
        "89 51 43 68 65 50 38\n83 19 52 22 61 39 87\n57 45 94 27 11 56 17"
    ),
}
