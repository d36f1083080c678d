"""The states that are kept as pictures in golden/: each with something of its own to be seen."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from pooling_core.explain.unpooling import pool_with_indices, unpool_trace
from ui.figures import picture
from ui.stage import payload
from ui.text.snippets import call_text
from ui.words import words

GOLDEN = Path(__file__).parent / "golden"
STAGE = words("stage")
NO_NUMBERS = np.array([[np.nan, 1, np.inf], [-np.inf, -1 / 3, 16777217], [1e-38, 3.4e38, -0.0]], np.float32)


class State(NamedTuple):
    """What a picture is drawn from."""

    payload: Mapping[str, Any]
    step: tuple[int, int] | None
    title: str
    theme: str = "light"

    def draw(self) -> str:
        """The picture."""
        return picture.svg(self.payload, self.step, self.theme, title=self.title)


def plane(rows: int, columns: int) -> np.ndarray:
    """Small whole numbers in no order."""
    return np.array([[(7 * r + 5 * c + r * c) % 10 for c in range(columns)] for r in range(rows)], np.float32)


def call(name: str, values: np.ndarray, step: Any, theme: str = "light", bins: bool = False, **arguments: Any) -> State:
    """The stage of a call."""
    spec = PoolSpec.of(name, **arguments)
    return State(payload.from_trace(trace(spec, values), STAGE, bins=bins), step, call_text(spec), theme)


def overhang() -> State:
    """Padding that is not counted, and a window that hangs over the end."""
    settings: dict[str, Any] = {
        "kernel_size": 3,
        "stride": 2,
        "padding": (0, 1),
        "ceil_mode": True,
        "count_include_pad": False,
    }
    return call("avg_pool2d", plane(5, 6), (1, 3), **settings)


def unpooling() -> State:
    """Two more grids after the output, one of them written by it."""
    spec, values = PoolSpec.of("max_pool2d", kernel_size=2), plane(4, 6)
    back, text = unpool_trace(spec, values, None), words("unpooling")
    where = pool_with_indices(spec, values)[1].astype(np.float32)
    lands = [[[cell] if cell else [] for cell in row] for row in back.lands]
    extras = [
        payload.extra(text["indices"], where, "output", "output", arrow=text["where"]),
        payload.extra(text["unpooled"], back.unpooled, "output", "cells", arrow=text["back"], cells=lands),
    ]
    drawn = payload.from_trace(trace(spec, values), STAGE, extras=extras, arrow=text["pool"])
    return State(drawn, (1, 1), call_text(spec))


STATES: dict[str, Callable[[], State]] = {
    "maximum": lambda: call("max_pool2d", plane(4, 4), (0, 1), kernel_size=2),
    "no_step": lambda: call("max_pool2d", plane(4, 4), None, kernel_size=2),
    "padding": lambda: call("avg_pool2d", plane(5, 5), (0, 0), kernel_size=3, stride=2, padding=1),
    "overhang": overhang,
    "holes": lambda: call("max_pool2d", plane(7, 8), (1, 1), kernel_size=2, stride=2, dilation=3),
    "gap": lambda: call("max_pool2d", plane(6, 7), (1, 0), kernel_size=2, stride=3),
    "bins": lambda: call("adaptive_avg_pool2d", plane(5, 7), (1, 2), bins=True, output_size=(3, 5)),
    "unpooling": unpooling,
    "shares": lambda: call("stochastic_pool2d", plane(4, 4), (1, 0), kernel_size=2, training=False),
    "no_numbers": lambda: call("max_pool2d", NO_NUMBERS, (0, 0), kernel_size=2, stride=1),
    "one_dimension": lambda: call("max_pool1d", plane(2, 24), (1, 2), kernel_size=3, stride=2),
    "dark": lambda: call("max_pool2d", plane(5, 5), (0, 1), "dark", kernel_size=3, stride=2, padding=1),
}
