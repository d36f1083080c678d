"""The fields of the power means lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, flag, tensor, text

# Rungs of p from the mean to the maximum, beside any other number; 6.5 is the power of the GeM example by hand.
_LOW = ("1", "1.5", "2", "2.5", "3", "4", "5", "6.5", "8", "10", "13", "16", "20", "32", "50", "64")
EXPONENTS = (*_LOW, "100", "200", "500", "1000", "inf")
# The least that a mean of powers takes a number for.
EPS = 1e-6
BETAS = ("-20", "-10", "-5", "-2", "-1", "-0.5", "0", "0.5", "1", "1.5", "2", "3", "5", "10", "20")

FIELDS: Mapping[str, Field] = {
    "family": choice("gem", "lp", "soft"),
    "p": text("3", "p", also=("norm_type",), nearest=3),
    "beta": Field("1", "choice", options=BETAS, parameter="beta", nearest=1),
    "power_per_axis": flag(False),
    "power_kernel": Field(2, parameter="kernel_size"),
    "power_kernel_w": Field(2, parameter="kernel_size", axis=-1, switch="power_per_axis"),
    "power_stride": Field(None, optional=True, parameter="stride"),
    "power_stride_w": Field(None, optional=True, parameter="stride", axis=-1, switch="power_per_axis"),
    "eps": text("1e-6", "eps", nearest=EPS),
    # The window that a link opens at; from then on the stage knows which one is looked at.
    "window_row": Field(0, high=15),
    "window_column": Field(0, high=15),
    "power_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
}
