"""A window's value as p grows: GeM from the mean, LP from the sum, both towards the maximum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.figures.style import BAND, GREY, NOTHING, ORANGE, harmless, player

Array = NDArray[Any]
GEM, LP = "#3f7fbf", "#808c98"
STEP_MILLISECONDS = 260


def power_figure(
    exponents: Sequence[float],
    gem: Array,
    lp: Array,
    marks: Mapping[str, float],
    current: int,
    words: Mapping[str, str],
) -> go.Figure:
    """Two curves over p (logarithmic), a marker that plays along them.

    Args:
        exponents: finite powers, ascending.
        gem, lp: values, one per exponent; what is not finite is a marked region.
        marks: name -> level, drawn as dotted lines (mean, sum, maximum).
        current: index of the exponent chosen now.
        words: ``gem``, ``lp``, ``axis``, ``lost``, ``play``, ``p``.
    """
    curves = [_curve(exponents, gem, words["gem"], GEM, None), _curve(exponents, lp, words["lp"], LP, "dash")]
    frames = [{"name": f"{p:g}", "traces": [2], "data": [_marker(p, gem[i], lp[i])]} for i, p in enumerate(exponents)]
    lost = [_lost(exponents, index, words["lost"]) for index in _runs(~np.isfinite(lp))]
    return go.Figure(
        {
            "data": [*curves, _marker(exponents[current], gem[current], lp[current])],
            "frames": frames,
            "layout": _layout(marks, lost, frames, current, words),
        }
    )


def _curve(exponents: Sequence[float], values: Array, name: str, color: str, dash: str | None) -> dict[str, Any]:
    shown = [float(value) if np.isfinite(value) else None for value in values]
    line = {"color": color, "width": 2.5, "dash": dash or "solid"}
    hover = f"{harmless(name)}<br>p = %{{x}}: %{{y:.6g}}<extra></extra>"
    return {
        "type": "scatter",
        "x": list(exponents),
        "y": shown,
        "name": name,
        "mode": "lines",
        "line": line,
        "hovertemplate": hover,
    }


def _marker(p: float, gem: float, lp: float) -> dict[str, Any]:
    ys = [float(value) if np.isfinite(value) else None for value in (gem, lp)]
    look = {"color": ORANGE, "size": 11, "symbol": ["circle", "diamond"], "line": {"color": "white", "width": 1.5}}
    text = ["" if y is None else f" {y:.4g}" for y in ys]
    return {
        "type": "scatter",
        "x": [p, p],
        "y": ys,
        "mode": "markers+text",
        "marker": look,
        "text": text,
        "textposition": "top right",
        "textfont": {"color": ORANGE},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _runs(flags: Array) -> list[tuple[int, int]]:
    """First and last index of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(stop) - 1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _lost(exponents: Sequence[float], run: tuple[int, int], word: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": exponents[run[0]],
        "x1": exponents[run[1]],
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": BAND,
        "line": {"width": 0},
        "layer": "below",
        "label": {"text": word, "font": {"size": 11}},
    }


def _layout(
    marks: Mapping[str, float],
    lost: list[dict[str, Any]],
    frames: list[dict[str, Any]],
    current: int,
    words: Mapping[str, str],
) -> dict[str, Any]:
    levels = [
        {
            "type": "line",
            "x0": 0,
            "x1": 1,
            "xref": "paper",
            "y0": level,
            "y1": level,
            "layer": "below",
            "line": {"color": GREY, "width": 1, "dash": "dot"},
            "label": {
                "text": harmless(name),
                "textposition": "end",
                "yanchor": "bottom",
                "font": {"size": 11, "color": GREY},
            },
        }
        for name, level in marks.items()
        if np.isfinite(level)
    ]
    return {
        "height": 380,
        "margin": {"l": 50, "r": 16, "t": 12, "b": 10},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "xaxis": {"type": "log", "title": words["axis"], "showgrid": False, "fixedrange": True, "dtick": "D2"},
        "yaxis": {"gridcolor": BAND, "zeroline": False, "fixedrange": True},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "shapes": [*levels, *lost],
        **player([frame["name"] for frame in frames], current, STEP_MILLISECONDS, words["play"], "p = "),
    }
