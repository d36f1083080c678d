"""A window that moves through a volume: input and output as sheets of cells in space, the equation below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pooling_core.arithmetic import padding_text
from pooling_core.trace import OVERHANG, PADDING, REAL
from pooling_core.volume_trace import Cell, VolumeTrace
from ui import number_text
from ui.figures.scene import equation_text
from ui.figures.space import HEIGHT, INPUT, OUTPUT, WIDE, box, points, scene, sheets
from ui.figures.style import GREY, INK, NOTHING, ORANGE, harmless, player

Array = NDArray[Any]
Part = dict[str, Any]
# Least and greatest value, cells that no window reads, the winner, and words: on light paper and on dark. A number may
# be wider than its cell, so it must be legible on the paper too.
PALETTES = {
    False: ("#e6eff9", "#7ab0e2", "#d5dae0", "#f3ac6d", INK),
    True: ("#1f3147", "#2f6fb2", "#3a424b", "#b3560f", "#e6eaee"),
}
# In more cells, or longer ones, the numbers would cover each other; those under the window are shown all the same.
MOST_TEXTS, LONGEST_TEXT = 64, 4
MARKERS = {1: 12, 2: 12, 3: 11, 4: 10, 5: 9, 6: 7, 7: 6}
FONTS = {1: 13, 2: 13, 3: 12, 4: 11}
EQUATION_FONTS = {1: 16, 2: 16, 3: 13, 4: 11}
FEW, SLOW, FAST = 30, 800, 400
# What differs from frame to frame, besides the colour of cells.
VARYING = ("type", "x", "y", "z", "text", "hovertext")


def volume_figure(traced: VolumeTrace, words: Mapping[str, Any], *, dark: bool = False) -> go.Figure:
    """The window in its first place, and a frame for each place.

    Frames redraw: without it Plotly moves nothing that stands in space.

    Args:
        words: ``kinds``, ``window``, ``winner``, ``input``, ``output``, ``axes`` (depth, row, column), ``play``,
            ``pause``, ``at``.
        dark: whether the paper is.
    """
    drawing = _Drawing(traced, words, dark)
    still = drawing.still()
    moments = [drawing.moment(number) for number in range(traced.output.size)]
    frames: list[Part] = []
    for place, moment in zip(drawing.places, moments, strict=True):
        moved = list(range(len(still), len(still) + len(moment)))
        frames.append({"name": str(place), "traces": moved, "data": [_varying(part) for part in moment]})
    layout = _layout(traced, [str(frame["name"]) for frame in frames], words, drawing)
    return go.Figure({"data": [*still, *moments[0]], "frames": frames, "layout": layout})


class _Drawing:
    """One volume in one palette; both volumes to the scale in which the larger fits."""

    def __init__(self, traced: VolumeTrace, words: Mapping[str, Any], dark: bool) -> None:
        self.traced, self.words = traced, words
        self.low, self.high, self.unread, self.won, self.ink = PALETTES[dark]
        self.places: list[Cell] = list(np.ndindex(traced.output.shape))
        sides = zip(traced.input.shape, traced.frame, strict=True)
        self.extents = [(-before, size + after) for size, (before, after) in sides]
        self.longest = max([stop - start for start, stop in self.extents] + list(traced.output.shape))
        self.range = _value_range(traced.input)
        self.widths = [max(len(_number(value)) for value in each.flat) for each in (traced.input, traced.output)]

    def still(self) -> list[Part]:
        """What does not move: the input by kinds, the padding around it, and the outputs that wait."""
        traced, kinds = self.traced, self.words["kinds"]
        before = [before for before, _ in traced.frame]
        parts = [sheets(traced.input.shape, INPUT), sheets(traced.output.shape, OUTPUT)]
        for kind in dict.fromkeys([REAL, *traced.kinds.ravel().tolist()]):
            found = [tuple(cell) for cell in (np.argwhere(traced.kinds == kind) - before).tolist()]
            if kind in (PADDING, OVERHANG):
                fill = padding_text(traced.spec) if kind == PADDING else ""
                look = {"symbol": "circle-open" if kind == PADDING else "x", "size": 3, "color": GREY}
                said = harmless(f"{kinds[kind]} {fill}".strip())
                part = points(found) | {"mode": "markers", "marker": look, "hovertext": said, "hoverinfo": "text"}
            else:
                part = self.cells(found, output=False, all_legible=False)
                if kind != REAL:
                    part["marker"] |= {"color": self.unread}
            parts.append(part | {"scene": INPUT, "name": harmless(kinds[kind]), "showlegend": kind != REAL})
        waiting = points(self.places) | {"mode": "markers", "marker": {"size": 4, "color": GREY}}
        return [*parts, waiting | {"scene": OUTPUT, "showlegend": False, "hoverinfo": "skip"}]

    def moment(self, number: int) -> list[Part]:
        """The window in one place, what it reads, and the outputs computed until then."""
        traced, place = self.traced, self.places[number]
        inside = [cell for cell in traced.taps(place) if _within(cell, traced.input.shape)]
        flat = -1 if traced.winner is None else int(traced.winner[place])
        winning: list[Cell] = [] if flat < 0 else [tuple(map(int, np.unravel_index(flat, traced.input.shape)))]
        ring = {"color": ORANGE, "width": 2}
        taps, winner = (self.cells(cells, output=False, all_legible=True) for cells in (inside, winning))
        taps["marker"] |= {"line": ring}
        winner["marker"] |= {"color": self.won, "line": ring, "size": taps["marker"]["size"] + 1}
        done = self.cells(self.places[: number + 1], output=True, all_legible=True)
        edge = {"mode": "lines", "line": {"color": ORANGE, "width": 5}, "hoverinfo": "skip"}
        window, cursor = box(traced.span(place)), box([(at, at + 1) for at in place])
        named = {"scene": INPUT, "showlegend": True}
        unnamed = {"scene": OUTPUT, "showlegend": False}
        return [
            taps | {"scene": INPUT, "showlegend": False},
            winner | named | {"name": harmless(self.words["winner"]), "showlegend": traced.winner is not None},
            window | edge | named | {"name": harmless(self.words["window"])},
            done | unnamed,
            cursor | edge | unnamed,
            self.equation(traced.arithmetic[place[0]][place[1]][place[2]]),
        ]

    def cells(self, cells: Sequence[Cell], output: bool, all_legible: bool) -> Part:
        """Markers in the colours of their values, with the numbers on them; hovering tells a value exactly."""
        values = self.traced.output if output else self.traced.input
        held = [values[cell] for cell in cells]
        low, high = self.range
        marker = {
            "symbol": "square",
            "size": MARKERS.get(self.longest, 5),
            # Equal colours are equal values, in both volumes.
            "color": [float(value) if np.isfinite(value) else low for value in held],
            "colorscale": [[0, self.low], [1, self.high]],
            "cmin": low,
            "cmax": high,
            "line": {"width": 0},
        }
        said = [f"{cell}  {number_text.exact(value)}" for cell, value in zip(cells, held, strict=True)]
        part = points(cells) | {"mode": "markers", "marker": marker, "hovertext": said, "hoverinfo": "text"}
        width = self.widths[output]
        if not all_legible and (values.size > MOST_TEXTS or width > LONGEST_TEXT):
            return part
        font = {"size": FONTS.get(width, 10) - (self.longest > 5), "color": self.ink}
        written = {"text": [_number(value) for value in held], "textfont": font, "textposition": "middle center"}
        return part | written | {"mode": "markers+text"}

    def equation(self, line: str) -> Part:
        """The arithmetic of one output, in letters that leave room for all of its lines."""
        text = equation_text(line)
        font = {"size": EQUATION_FONTS.get(text.count("<br>") + 1, 9), "color": self.ink}
        look = {"textfont": font, "hoverinfo": "skip", "showlegend": False, "cliponaxis": False}
        return {"type": "scatter", "mode": "text", "x": [0.5], "y": [0.5], "text": [text], **look}


def _varying(part: Part) -> Part:
    kept = {key: part[key] for key in VARYING if key in part}
    if part["type"] == "scatter":
        return kept | {"textfont": part["textfont"]}
    colours = part.get("marker", {}).get("color")
    return kept | {"marker": {"color": colours}} if isinstance(colours, list) else kept


def _within(cell: Cell, shape: tuple[int, ...]) -> bool:
    return all(0 <= at < size for at, size in zip(cell, shape, strict=True))


def _number(value: np.floating[Any]) -> str:
    """A number for a small cell: two decimals at most, and never fewer than one where there are any."""
    exact = number_text.exact(value)
    if len(exact) <= LONGEST_TEXT or not np.isfinite(value):
        return exact
    rounded = [f"{value:.{digits}f}" for digits in (2, 1)]
    return next((text for text in rounded if len(text) <= LONGEST_TEXT + 1), number_text.short(value))


def _value_range(values: Array) -> tuple[float, float]:
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _layout(traced: VolumeTrace, names: Sequence[str], words: Mapping[str, Any], drawing: _Drawing) -> Part:
    pace = SLOW if len(names) < FEW else FAST
    moves = player(names, 0, pace, words["play"], words["at"], redraw=True)
    (menu,), (slider,) = moves["updatemenus"], moves["sliders"]
    stop = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    menu["buttons"].append({"label": words["pause"], "method": "animate", "args": [[None], stop]})
    menu |= {"direction": "right"}
    slider |= {"x": 0.03, "len": 0.94, "y": 0, "pad": {"t": 4}}
    sizes = [" × ".join(map(str, each.shape)) for each in (traced.input, traced.output)]
    titles = [
        {"text": f"<b>{harmless(words[name])}</b> {size}", "showarrow": False, "xref": "paper", "yref": "paper"}
        for name, size in zip(("input", "output"), sizes, strict=True)
    ]
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    blank = {"visible": False, "fixedrange": True, "range": [0, 1]}
    layout = {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 42, "b": 84, "autoexpand": False},
        "font": {"color": drawing.ink},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "xaxis": blank,
        "yaxis": blank,
        INPUT: scene(drawing.extents, drawing.longest, words["axes"]),
        OUTPUT: scene([(0, size) for size in traced.output.shape], drawing.longest),
        # A click on it would take a part of the picture away.
        "legend": {**legend, "itemclick": False, "itemdoubleclick": False},
        "annotations": titles,
        "updatemenus": [menu],
        "sliders": [slider],
    }
    return go.Layout(layout).update(WIDE).to_plotly_json()
