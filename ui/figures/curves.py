"""A window's value as a parameter grows, one curve for each family of operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.figures.style import BAND, GREY, NOTHING, ORANGE, harmless, player

Array = NDArray[Any]
# Colour, dash and marker of the first curve, of the second and so on.
LOOKS = (("#3f7fbf", "solid", "circle"), ("#808c98", "dash", "diamond"))
STEP_MILLISECONDS = 260


def parameter_figure(
    values: Sequence[float],
    curves: Mapping[str, Array],
    marks: Mapping[str, float],
    current: int,
    words: Mapping[str, str],
    logarithmic: bool = False,
) -> go.Figure:
    """Curves over a parameter, and a marker that plays along them.

    Args:
        values: of the parameter, finite and ascending.
        curves: name -> results, one for each value; where one is not finite, the region is marked.
        marks: name -> level, drawn as dotted lines (mean, sum, maximum).
        current: index of the value chosen now.
        words: ``symbol`` of the parameter, ``axis``, ``lost``, ``play``.
        logarithmic: whether the parameter's axis is.
    """
    looks = zip(curves.items(), LOOKS, strict=False)
    lines = [_curve(values, results, name, look, words["symbol"]) for (name, results), look in looks]
    points = [_marker(value, [results[i] for results in curves.values()]) for i, value in enumerate(values)]
    frames = [
        {"name": f"{value:g}", "traces": [len(lines)], "data": [point]}
        for value, point in zip(values, points, strict=True)
    ]
    gone = ~np.isfinite(np.stack(list(curves.values()))).all(axis=0)
    lost = [_lost(values, run, words["lost"]) for run in _runs(gone)]
    layout = _layout(marks, lost, frames, current, words)
    layout["xaxis"] |= {"type": "log", "dtick": "D2"} if logarithmic else {}
    return go.Figure({"data": [*lines, points[current]], "frames": frames, "layout": layout})


def _curve(
    values: Sequence[float], results: Array, name: str, look: tuple[str, str, str], symbol: str
) -> dict[str, Any]:
    shown = [float(result) if np.isfinite(result) else None for result in results]
    color, dash, _ = look
    line = {"color": color, "width": 2.5, "dash": dash}
    hover = f"{harmless(name)}<br>{harmless(symbol)} = %{{x}}: %{{y:.6g}}<extra></extra>"
    return {
        "type": "scatter",
        "x": list(values),
        "y": shown,
        "name": name,
        "mode": "lines",
        "line": line,
        "hovertemplate": hover,
    }


def _marker(value: float, results: Sequence[float]) -> dict[str, Any]:
    ys = [float(result) if np.isfinite(result) else None for result in results]
    symbols = [symbol for _, _, symbol in LOOKS[: len(ys)]]
    look = {"color": ORANGE, "size": 11, "symbol": symbols, "line": {"color": "white", "width": 1.5}}
    text = ["" if y is None else f" {y:.4g}" for y in ys]
    return {
        "type": "scatter",
        "x": [value] * len(ys),
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


def _lost(values: Sequence[float], run: tuple[int, int], word: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": values[run[0]],
        "x1": values[run[1]],
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
        "xaxis": {"title": words["axis"], "showgrid": False, "fixedrange": True},
        "yaxis": {"gridcolor": BAND, "zeroline": False, "fixedrange": True},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "shapes": [*levels, *lost],
        **player(
            [frame["name"] for frame in frames], current, STEP_MILLISECONDS, words["play"], f"{words['symbol']} = "
        ),
    }
