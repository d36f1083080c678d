"""The screens that are measured, as data: the app's, and the minimal app they stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import numpy as np

APP, MINIMAL_APP = "app.py", "benchmarks/screen/minimal.py"


@dataclass(frozen=True)
class Screen:
    """One screen.

    Attributes:
        name: in the report.
        script: that the server runs.
        path: the link of its state.
        key: of the number field that is changed.
        values: what it is set to in turn, from the one in the link on, up by keys and then down again.
        aims: the most that a change may cost: times the minimal app's round trip, by kind, and milliseconds of CPU.
    """

    name: str
    script: str
    path: str
    key: str
    values: tuple[int, ...] = (0, 1, 2, 3)
    aims: Mapping[str, float] = field(default_factory=dict)

    @property
    def minimal(self) -> bool:
        """Whether it is the one that the others stand beside."""
        return self.script == MINIMAL_APP


SMALL = {"parameter": 1.5, "cell": 1.5, "cpu": 9.0}
LARGE = {"parameter": 2.0, "cell": 2.5, "cpu": 16.0}


def aims_of(side: int) -> Mapping[str, float]:
    """For an input of so many rows and columns."""
    return SMALL if side <= 7 else LARGE


def tensor_text(side: int) -> str:
    """Numbers as the app's own dice throw them."""
    rows = np.random.default_rng(0).integers(-9, 9, (side, side), endpoint=True)
    return "\n".join(" ".join(map(str, row)) for row in rows.tolist())


def sliding(side: int) -> Screen:
    """As many outputs as inputs, or more: the most there is to say."""
    values = (2, 3, 4, 5)
    state = {"operation": "avg", "kernel_size": values[0], "stride": 1, "padding": 1, "input": tensor_text(side)}
    return Screen(
        f"Sliding windows {side}x{side}",
        APP,
        f"sliding_windows?{urlencode(state)}",
        "kernel_size",
        values,
        aims_of(side),
    )


def bins(side: int) -> Screen:
    """About half as many bins as cells on both axes."""
    values = tuple(side // 2 + more for more in range(4))
    state = {"bins_dims": "2d", "output_size": values[0], "output_size_w": side // 2, "bins_input": tensor_text(side)}
    return Screen(
        f"Adaptive bins {side}x{side}", APP, f"adaptive_bins?{urlencode(state)}", "output_size", values, aims_of(side)
    )


MINIMAL = Screen("Minimal app", MINIMAL_APP, "", "number")
CHANGED = (MINIMAL, sliding(7), sliding(16), bins(7), bins(16))
OPENED = (MINIMAL, Screen("Start", APP, "", ""), Screen("Sliding windows", APP, "sliding_windows", ""))
