"""One axis under several conventions: cells on a number line, padding hatched, windows as lines with their taps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from pooling_core.geometry.conventions import Convention
from ui.figures.style import BIN, BIN_EDGE, BIN_INK, FONT, GREY, NOTHING, ORANGE, harmless

Part = dict[str, Any]
# Pixels.
SIDE, HEADING, CELL, WINDOWS, GAP = 8, 24, 22, 46, 12
GROUP = HEADING + CELL + WINDOWS + GAP
MOST_NUMBERS = 24


def number_lines(
    conventions: Sequence[Convention], size: int, kernel_size: int, dilation: int, words: Mapping[str, str]
) -> go.Figure:
    """The same input under each convention, one below the other.

    Args:
        size: cells of the input.
        kernel_size: taps of a window.
        dilation: cells from one tap to the next.
        words: a name for each convention, and ``heading``, ``padded``, ``unread``, ``overhang``,
            ``window``, ``none``; what else may be refused as ``tensorflow_valid_refused``, ``tensorflow_same_refused``.
    """
    reach = dilation * (kernel_size - 1) + 1
    # What a library refuses has no windows there, and its cells are just cells.
    conventions = [each if each.allowed else _bare(each) for each in conventions]
    ends = [start + reach for each in conventions for start in each.starts]
    low = min([0, *(-each.padding_before for each in conventions)])
    high = max([size, *ends, *(size + each.padding_after for each in conventions)])
    data: list[Part] = []
    annotations: list[Part] = []
    for place, convention in enumerate(conventions):
        top = place * GROUP
        annotations.append(_heading(convention, top, words))
        data += _cells(convention, size, high, top + HEADING)
        data += _windows(convention, kernel_size, dilation, top + HEADING + CELL, words)
    height = len(conventions) * GROUP
    return go.Figure({"data": data, "layout": _layout(low, high, height, annotations)})


def refusal(convention: Convention, words: Mapping[str, str]) -> str:
    """Why a library does not take the call: no window fits, or its convention has none like these."""
    return words[f"{convention.name}_refused" if convention.outputs else "none"]


def _bare(convention: Convention) -> Convention:
    return replace(convention, padding_before=0, padding_after=0, starts=(), unread=0, overhang=0)


def _heading(convention: Convention, top: int, words: Mapping[str, str]) -> Part:
    numbers = {
        "outputs": convention.outputs,
        "before": convention.padding_before,
        "after": convention.padding_after,
        "unread": convention.unread,
        "overhang": convention.overhang,
    }
    present = {
        "heading": True,
        "padded": convention.padding_before + convention.padding_after,
        "unread": convention.unread,
        "overhang": convention.overhang,
    }
    said = [words[key].format(**numbers) for key, count in present.items() if count]
    if not convention.allowed:
        said = [refusal(convention, words)]
    text = f"<b>{harmless(words[convention.name])}</b>  {harmless(' · '.join(said))}"
    place = {"xref": "paper", "x": 0, "xanchor": "left", "y": top, "yanchor": "top", "align": "left"}
    return {"text": text, **place, "showarrow": False, "borderpad": 0, "font": {"size": 13}}


def _cells(convention: Convention, size: int, high: int, top: float) -> list[Part]:
    read = size - convention.unread
    padding = [*range(-convention.padding_before, 0), *range(size, size + convention.padding_after)]
    beyond = list(range(size + convention.padding_after, size + convention.padding_after + convention.overhang))
    hatch = {"shape": "/", "size": 6, "solidity": 0.2, "fgcolor": GREY, "bgcolor": NOTHING}
    dots = {"shape": ".", "size": 6, "solidity": 0.2, "fgcolor": GREY, "bgcolor": NOTHING}
    edge = {"color": GREY, "width": 1}
    parts = [
        _squares(list(range(read)), top, {"color": BIN, "line": {"color": BIN_EDGE, "width": 1}}, size),
        _squares(list(range(read, size)), top, {"color": NOTHING, "line": {"color": BIN_EDGE, "width": 1}}, size),
        _squares(padding, top, {"color": NOTHING, "line": edge, "pattern": hatch}),
        _squares(beyond, top, {"color": NOTHING, "line": {**edge, "width": 0.5}, "pattern": dots}),
    ]
    return [part for part in parts if part["x"]]


def _squares(cells: list[int], top: float, marker: Part, numbered: int = 0) -> Part:
    filled = marker["color"] == BIN
    return {
        "type": "bar",
        "x": [cell + 0.5 for cell in cells],
        "y": [CELL - 4] * len(cells),
        "base": [top + 2] * len(cells),
        "width": 1,
        "marker": marker,
        "text": [str(cell) if 0 < numbered <= MOST_NUMBERS else "" for cell in cells],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 11, **({"color": BIN_INK} if filled else {"color": GREY})},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _windows(
    convention: Convention, kernel_size: int, dilation: int, top: float, words: Mapping[str, str]
) -> list[Part]:
    """Lines that do not touch: a window takes the first lane that is free."""
    reach = dilation * (kernel_size - 1) + 1
    free: list[int] = []
    lanes = []
    for start in convention.starts:
        lane = next((place for place, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [start + reach]
        lanes.append(lane)
    step = min(WINDOWS / max(len(free), 1), 15)
    xs: list[float | None] = []
    ys: list[float | None] = []
    hovers: list[str] = []
    for i, (start, lane) in enumerate(zip(convention.starts, lanes, strict=True)):
        y = top + (lane + 0.6) * step
        taps = [start + tap * dilation for tap in range(kernel_size)]
        xs += [tap + 0.5 for tap in taps] + [None]
        ys += [y] * kernel_size + [None]
        said = words["window"].format(i=i, taps=", ".join(map(str, taps)))
        hovers += [harmless(said)] * (kernel_size + 1)
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": xs,
            "y": ys,
            "line": {"color": ORANGE, "width": 2 if step > 5 else 1},
            "marker": {"color": ORANGE, "size": 7 if step > 8 else 4, "symbol": "circle"},
            "hovertext": hovers,
            "hoverinfo": "text",
            "showlegend": False,
        }
    ]


def _layout(low: int, high: int, height: int, annotations: list[Part]) -> Part:
    bare = {"fixedrange": True, "visible": False}
    return {
        "height": height,
        "margin": {"l": SIDE, "r": SIDE, "t": 0, "b": 0, "autoexpand": False},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "font": {"family": FONT},
        "barmode": "overlay",
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {**bare, "range": [low - 0.02 * (high - low), high + 0.02 * (high - low)]},
        # A lane's place is its distance from the top in pixels.
        "yaxis": {**bare, "range": [height, 0]},
        "annotations": annotations,
    }
