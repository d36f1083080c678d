"""How often each cell of a window was drawn, beside its probability, as the draws go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from pooling_core.explain.draws import Draws
from ui.figures.style import BIN, BIN_EDGE, NOTHING, ORANGE, harmless, player

STEP_MILLISECONDS = 700


def draws_figure(draws: Draws, labels: Sequence[str], milestones: Sequence[int], words: Mapping[str, str]) -> go.Figure:
    """Bars of the drawn shares over the probabilities; play runs through the milestones.

    Args:
        labels: one per cell of the window.
        milestones: numbers of draws, as given to ``draw_window``.
        words: ``drawn``, ``probability``, ``state``, ``play``, ``share``, ``slider``.
    """
    x = [harmless(label) for label in labels]
    places = list(range(len(x)))
    truth = {
        "type": "scatter",
        "x": places,
        "y": draws.probabilities.tolist(),
        "mode": "markers",
        "name": words["probability"],
        "marker": {"symbol": "line-ew", "size": 34, "line": {"width": 3, "color": ORANGE}},
    }
    frames = []
    for count, hits, mean in zip(milestones, draws.counts, draws.means, strict=True):
        said = words["state"].format(count=count, mean=f"{mean:.4g}", expected=f"{draws.expected:.4g}")
        frames.append({"name": str(count), "traces": [0, 2], "data": [_bars(hits / count, words), _title(said)]})
    last = frames[-1]["data"]
    return go.Figure({"data": [last[0], truth, last[1]], "frames": frames, "layout": _layout(places, x, frames, words)})


def _bars(shares: Any, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(shares))),
        "y": shares.tolist(),
        "name": words["drawn"],
        "marker": {"color": BIN, "line": {"color": BIN_EDGE, "width": 1}},
        "width": 0.6,
    }


def _title(said: str) -> dict[str, Any]:
    # A text trace, because frames that do not redraw leave titles as they are.
    return {
        "type": "scatter",
        "x": [0.5],
        "y": [0.5],
        "xaxis": "x2",
        "yaxis": "y2",
        "mode": "text",
        "text": [said],
        "textfont": {"size": 14},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _layout(places: list[int], x: list[str], frames: list[dict[str, Any]], words: Mapping[str, str]) -> dict[str, Any]:
    blank = {"visible": False, "fixedrange": True, "range": [0, 1]}
    return {
        "height": 380,
        "margin": {"l": 50, "r": 16, "t": 8, "b": 10},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "xaxis": {"tickvals": places, "ticktext": x, "fixedrange": True},
        "yaxis": {"title": words["share"], "range": [0, 1.02], "fixedrange": True, "domain": [0, 0.86]},
        "xaxis2": {**blank, "anchor": "y2"},
        "yaxis2": {**blank, "domain": [0.88, 1], "anchor": "x2"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        **player(
            [frame["name"] for frame in frames], len(frames) - 1, STEP_MILLISECONDS, words["play"], words["slider"]
        ),
    }
