"""A window that moves through a volume: input and output as sheets of cells in space, the equation below them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.arithmetic import padding_text
from pooling_core.explain.trace import Cell, Trace
from pooling_core.geometry.kinds import OVERHANG, PADDING, REAL
from ui import number_text
from ui.figures import space
from ui.figures.board import DEEP, LIGHT
from ui.figures.page import put
from ui.figures.scene import equation_text
from ui.figures.space import INPUT, OUTPUT, box, points, sheets
from ui.figures.style import GREY, INK, ORANGE, harmless
from ui.stage.payload import value_range

Array = NDArray[Any]
Part = dict[str, Any]
# Cells that no window reads, and the winner.
UNREAD, WON = "#d5dae0", "#f3ac6d"
# Letters and markers, as parts of a cell. Numbers too small to be read are left to hovering and to the equation, those
# under the window last.
LETTER, MARKER, WINNER = 0.14, 0.11, 0.125
LARGEST, READABLE, LEAST, FAINT = 13.0, 9.0, 6.0, 5.0
# Longer numbers of more cells would reach into the next sheet.
LONG, MANY = 4, 4


def figure(traced: Trace, title: str, words: Mapping[str, Any], width: int) -> Part:
    """The window in its first place, and a frame for each place.

    Args:
        words: the labels of the stage, those of volumes among them.
    """
    drawn = parts(traced, words)
    names = list(drawn)
    total = traced.output.size
    places = [
        words["volume_position"].format(d=d, i=i, j=j, n=number, total=total)
        for number, (d, i, j) in enumerate(np.ndindex(traced.output.shape), 1)
    ]
    layout = space.surroundings(_volumes(traced, title, drawn), traced.input.shape, places, words)
    here = arranged(traced, title, words, width)
    for setting, value in here["layout"].items():
        put(layout, setting, value)
    for setting, values in here["sizes"].items():
        for index, value in zip(here["traces"], values, strict=True):
            put(drawn[names[index]], setting, value)
    frames = []
    for number, moment in enumerate(_moments(traced)):
        data = [{"type": drawn[name]["type"], **changes} for name, changes in moment.items()]
        frames.append({"name": str(number), "traces": [names.index(name) for name in moment], "data": data})
    return {"data": list(drawn.values()), "layout": layout, "frames": frames}


def arranged(traced: Trace, title: str, words: Mapping[str, Any], width: int) -> dict[str, Any]:
    """What one width changes, as Plotly.update takes it: layout, sizes, and the places of the parts they are for."""
    drawn = parts(traced, words)
    arrangement = space.arrange(_volumes(traced, title, drawn), width)
    cell = arrangement.cell
    font = min(LARGEST, round(cell * LETTER, 1))
    longest = max(len(number_text.brief(value)) for value in traced.input.flat)
    long = longest > LONG and traced.input.shape[2] > MANY
    at_rest = font >= LEAST and not long
    here = [name for name, part in drawn.items() if "text" in part]
    fonts = {name: max(font, READABLE) for name in here} | {"equation": arrangement.equation_font}
    shown = {name: at_rest if name.startswith("kind") else font >= FAINT for name in here}
    marked = {name: "markers+text" if shown[name] else "markers" for name in here} | {"equation": "text"}
    sizes = {
        "textfont.size": [fonts[name] for name in here],
        "marker.size": [round(cell * (WINNER if name == "winner" else MARKER), 1) for name in here],
        "mode": [marked[name] for name in here],
    }
    return {"layout": arrangement.layout, "sizes": sizes, "traces": [list(drawn).index(name) for name in here]}


def parts(traced: Trace, words: Mapping[str, Any]) -> dict[str, Part]:
    """Plotly traces by name, later ones on top; what moves stands as in the first frame."""
    kinds, before = words["kinds"], [before for before, _ in traced.frame]
    drawn = {"input": sheets(traced.input.shape, INPUT), "output": sheets(traced.output.shape, OUTPUT)}
    for kind in dict.fromkeys([REAL, *traced.kinds.ravel().tolist()]):
        found = [tuple(cell) for cell in (np.argwhere(traced.kinds == kind) - before).tolist()]
        if kind in (PADDING, OVERHANG):
            fill = padding_text(traced.spec) if kind == PADDING else ""
            look = {"symbol": "circle-open" if kind == PADDING else "x", "size": 3, "color": GREY}
            said = harmless(f"{kinds[kind]} {fill}".strip())
            part = points(found) | {"mode": "markers", "marker": look, "hovertext": said, "hoverinfo": "text"}
        else:
            part = _cells(traced, found, output=False)
            if kind != REAL:
                part["marker"] |= {"color": UNREAD}
        drawn[f"kind_{kind}"] = part | {"scene": INPUT, "name": harmless(kinds[kind]), "showlegend": kind != REAL}
    if traced.output.size:
        looks = _looks(traced, words)
        drawn |= {name: looks[name] | moment for name, moment in next(_moments(traced)).items()}
    return drawn


def _moments(traced: Trace) -> Iterator[dict[str, Part]]:
    """Only what differs from frame to frame: a point without a height is not drawn."""
    everywhere, places = list(np.ndindex(traced.input.shape)), list(np.ndindex(traced.output.shape))
    for number, place in enumerate(places):
        d, i, j = place
        moment = {"taps": _heights(everywhere, set(traced.taps(place)))}
        if traced.winners is not None:
            winner = traced.winner(place)
            moment["winner"] = _heights(everywhere, {winner} if winner else set())
        moment["window"] = _path(traced.span(place))
        moment["done"] = _heights(places, set(places[: number + 1]))
        moment["cursor"] = _path([(at, at + 1) for at in place])
        moment["equation"] = {"text": [equation_text(traced.arithmetic[d][i][j])]}
        yield moment


def _looks(traced: Trace, words: Mapping[str, Any]) -> dict[str, Part]:
    everywhere, places = list(np.ndindex(traced.input.shape)), list(np.ndindex(traced.output.shape))
    ring = {"color": ORANGE, "width": 2}
    taps, winner = (_cells(traced, everywhere, output=False) for _ in range(2))
    taps["marker"] |= {"line": ring}
    winner["marker"] |= {"color": WON, "line": ring}
    edge = {"type": "scatter3d", "mode": "lines", "line": {"color": ORANGE, "width": 5}, "hoverinfo": "skip"}
    unnamed = {"showlegend": False}
    return {
        "taps": taps | unnamed | {"scene": INPUT},
        "winner": winner | {"scene": INPUT, "name": harmless(words["winner"]), "showlegend": True},
        "window": edge | {"scene": INPUT, "name": harmless(words["window"]), "showlegend": True},
        "done": _cells(traced, places, output=True) | unnamed | {"scene": OUTPUT},
        "cursor": edge | unnamed | {"scene": OUTPUT},
        "equation": {
            "type": "scatter",
            "mode": "text",
            "x": [0.5],
            "y": [0.5],
            "textfont": {"color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
            **unnamed,
        },
    }


def _cells(traced: Trace, cells: Sequence[Cell], *, output: bool) -> Part:
    """Markers in the colours of their values, with the numbers on them; hovering tells a value exactly."""
    values = traced.output if output else traced.input
    held = [values[cell] for cell in cells]
    low, high = value_range(traced.input)
    marker = {
        "symbol": "square",
        # Equal colours are equal values, in both volumes.
        "color": [float(value) if np.isfinite(value) else low for value in held],
        "colorscale": [[0, f"rgb{LIGHT}"], [1, f"rgb{DEEP}"]],
        "cmin": low,
        "cmax": high,
        "line": {"width": 0},
    }
    said = [f"{cell}  {number_text.exact(value)}" for cell, value in zip(cells, held, strict=True)]
    return points(cells) | {
        "mode": "markers+text",
        "marker": marker,
        "hovertext": said,
        "hoverinfo": "text",
        "text": [number_text.brief(value) for value in held],
        "textfont": {"color": INK},
        "textposition": "middle center",
    }


def _heights(cells: Sequence[Cell], shown: Collection[Cell]) -> Part:
    return {"z": [-cell[1] if cell in shown else None for cell in cells]}


def _path(spans: Sequence[tuple[int, int]]) -> Part:
    return {axis: values for axis, values in box(spans).items() if axis != "type"}


def _volumes(traced: Trace, title: str, drawn: Mapping[str, Part]) -> space.Volumes:
    sides = zip(traced.input.shape, traced.frame, strict=True)
    lines = [equation_text(line).count("<br>") + 1 for plane in traced.arithmetic for row in plane for line in row]
    return space.Volumes(
        title=title,
        extents=tuple((-before, size + after) for size, (before, after) in sides),
        output=traced.output.shape,
        equation_lines=max(lines, default=1),
        legend=tuple(part["name"] for part in drawn.values() if part["showlegend"]),
    )
