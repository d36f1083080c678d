"""How often the windows of many draws read each cell of an axis: stacked bars, one for each cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.figures.style import BAND, BIN, BIN_EDGE, GREY, NOTHING

DEEP = "#1f4e79"
HEIGHT = 240


def reads_figure(shares: NDArray[np.float64], words: Mapping[str, str]) -> go.Figure:
    """Bars that fill up to 1: read by no window, by one, by two, by three or more.

    Args:
        shares: ``(counts, cells)``, as ``fractional_trace.times_read`` gives them.
        words: ``never``, ``once``, ``twice``, ``more``, ``share``, ``cell``.
    """
    levels: dict[str, tuple[NDArray[np.float64], dict[str, Any]]] = {
        "once": (shares[1:2].sum(axis=0), {"color": BIN}),
        "twice": (shares[2:3].sum(axis=0), {"color": BIN_EDGE}),
        "more": (shares[3:].sum(axis=0), {"color": DEEP}),
        "never": (shares[0], _hatched()),
    }
    bars = [_bars(level, marker, words[name]) for name, (level, marker) in levels.items() if level.any()]
    return go.Figure({"data": bars, "layout": _layout(shares.shape[1], words)})


def _hatched() -> dict[str, Any]:
    pattern = {"shape": "/", "size": 7, "solidity": 0.16, "fgcolor": GREY, "bgcolor": NOTHING}
    return {"color": NOTHING, "line": {"color": GREY, "width": 1}, "pattern": pattern}


def _bars(shares: NDArray[np.float64], marker: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(shares))),
        "y": shares.tolist(),
        "name": name,
        "marker": {"line": {"color": BIN_EDGE, "width": 1}, **marker},
        "width": 0.8,
        "hovertemplate": "%{x}: %{y:.1%}",
    }


def _layout(cells: int, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "height": HEIGHT,
        "margin": {"l": 44, "r": 8, "t": 8, "b": 40},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "barmode": "stack",
        "xaxis": {"title": words["cell"], "tickvals": list(range(cells)), "fixedrange": True, "zeroline": False},
        "yaxis": {
            **{"title": words["share"], "range": [0, 1.005], "tickformat": ".0%", "fixedrange": True},
            **{"gridcolor": BAND, "zeroline": False},
        },
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "showlegend": True,
    }
