"""What stands on the two grids: values, the parts that move with the window, and the frames that move them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pooling_core.explain.arithmetic import padding_text
from pooling_core.explain.trace import Trace
from pooling_core.geometry.kinds import PADDING, REAL
from ui import number_text
from ui.figures.board import PATTERNS
from ui.figures.style import HATCH, INK, LINE, MUTED, NOTHING, ORANGE, PAPER, harmless

Part = dict[str, Any]
INPUT, OUTPUT, SENTENCE = "", "2", "3"
EQUATION_CHARACTERS = 50
# More outputs are drawn so small that no number in them can be read: colours and the equation tell.
MOST_RESULTS = 256
CURSOR_INSET = 0.06
BLANK = "\u00a0"


def parts(trace: Trace, words: Mapping[str, Any]) -> dict[str, Part]:
    """Plotly traces by name, later ones on top; what moves stands as in the first frame.

    Args:
        words: the labels of the stage.
    """
    drawn = {f"kind_{kind}": _legend_entry(kind, words) for kind in PATTERNS if kind in trace.kinds}
    drawn["values"] = _cell_texts(trace)
    if _legible(trace):
        drawn["results"] = _result_texts(trace)
    if trace.output.size:
        looks = _looks(trace, words)
        drawn |= {name: {**looks[name], **moment} for name, moment in next(_moments(trace)).items()}
    return drawn


def frames(trace: Trace, names: list[str]) -> list[Part]:
    """One frame per output cell, in reading order; ``names`` are those of :func:`parts`."""
    made = []
    for number, moment in enumerate(_moments(trace)):
        made.append(
            {
                "name": str(number),
                "traces": [names.index(name) for name in moment],
                "data": [{"type": "scatter", **data} for data in moment.values()],
            }
        )
    return made


def equation_text(line: str) -> str:
    """A line of arithmetic, broken where it is too long for a phone."""
    broken = textwrap.wrap(line, EQUATION_CHARACTERS, break_long_words=False, break_on_hyphens=False)
    return "<br>".join(harmless(piece) for piece in broken)


def _legible(trace: Trace) -> bool:
    return bool(trace.output.size <= MOST_RESULTS)


def _moments(trace: Trace) -> Iterator[dict[str, Part]]:
    """Only what differs from frame to frame, by name of the part."""
    (out_rows, out_columns), total = trace.output.shape, trace.output.size
    row_axis, column_axis = trace.axes
    dilated = max(row_axis.dilation, column_axis.dilation) > 1
    for number in range(total):
        i, j = divmod(number, out_columns)
        moment = {"window": _path(*_span(trace, i, j))}
        if dilated:
            rows, columns = row_axis.taps(i).tolist(), column_axis.taps(j).tolist()
            moment["taps"] = {"x": columns * len(rows), "y": [row for row in rows for _ in columns]}
        if trace.winners is not None:
            row, column = trace.winner((i, j)) or (None, None)
            moment["winner"] = {"x": [column], "y": [row]}
        moment["cover"] = _cover(i, j + 1, out_rows, out_columns)
        if _legible(trace):
            # An empty text would lose its place, and the others would fly to theirs.
            moment["asked"] = {"text": [BLANK] * (number + 1) + ["?"] * (total - number - 1)}
        moment["cursor"] = _path(*_box(i, j, i + 1, j + 1, inset=CURSOR_INSET))
        moment["equation"] = {"text": [equation_text(trace.arithmetic[i][j])]}
        yield moment


def _looks(trace: Trace, words: Mapping[str, Any]) -> dict[str, Part]:
    outline = {"color": ORANGE, "width": 3, "simplify": False}
    legend = {"showlegend": True, "legendrank": 1}
    text: Part = {"mode": "text", "textfont": {"color": MUTED}}
    looks: dict[str, Part] = {
        "window": {
            "mode": "lines",
            "line": outline,
            "name": harmless(words["window"]),
            **legend,
        },
        "taps": {"mode": "markers", "marker": {"symbol": "square-open", "color": ORANGE, "line": {"width": 1.5}}},
        "winner": {
            "mode": "markers",
            "marker": {"symbol": "circle-open", "color": INK, "line": {"width": 1.8}},
            "name": harmless(words["winner"]),
            **legend,
        },
        "cover": {
            "mode": "lines",
            "fill": "toself",
            "fillcolor": PAPER,
            "line": {"width": 0, "color": NOTHING, "simplify": False},
        },
        "asked": {**text, **_places(trace.output.shape)},
        "cursor": {"mode": "lines", "line": outline},
        "equation": {
            **text,
            "x": [0],
            "y": [1],
            "textposition": "bottom right",
            "textfont": {"color": INK},
            "cliponaxis": False,
        },
    }
    sides = {"cover": OUTPUT, "asked": OUTPUT, "cursor": OUTPUT, "equation": SENTENCE}
    return {name: {**_quiet(sides.get(name, INPUT)), **look} for name, look in looks.items()}


def _quiet(side: str) -> Part:
    return {"type": "scatter", "xaxis": f"x{side}", "yaxis": f"y{side}", "hoverinfo": "skip", "showlegend": False}


def _legend_entry(kind: str, words: Mapping[str, Any]) -> Part:
    """Draws nothing: shapes show the kind, this names it."""
    pattern = {**PATTERNS[kind], "fgcolor": HATCH, "bgcolor": NOTHING}
    marker = {"color": NOTHING, "line": {"color": LINE, "width": 1}, "pattern": pattern}
    name = harmless(words["kinds"][kind])
    return {
        **_quiet(SENTENCE),
        "type": "bar",
        "x": [None],
        "y": [None],
        "marker": marker,
        "name": name,
        "showlegend": True,
    }


def _cell_texts(trace: Trace) -> Part:
    """Short values on the cells, and what padding stands for; hovering tells a value exactly."""
    (top, _), (left, _) = trace.frame
    fill = padding_text(trace.spec)
    padding = [(r - top, c - left, fill, "", MUTED) for r, c in np.argwhere(trace.kinds == PADDING).tolist() if fill]
    cells = []
    for (r, c), value in np.ndenumerate(trace.input):
        colour = INK if trace.kinds[r + top, c + left] == REAL else MUTED
        cells.append((r, c, number_text.short(value), f"({r}, {c})  {number_text.exact(value)}", colour))
    rows, columns, shown, said, colours = (list(each) for each in zip(*cells, *padding, strict=True))
    return {
        **_quiet(INPUT),
        "x": columns,
        "y": rows,
        "text": shown,
        "hovertext": said,
        "hoverinfo": "text",
        "mode": "text",
        "textfont": {"color": colours},
    }


def _result_texts(trace: Trace) -> Part:
    cells = list(np.ndenumerate(trace.output))
    return {
        **_quiet(OUTPUT),
        **_places(trace.output.shape),
        "text": [number_text.short(value) for _, value in cells],
        "hovertext": [f"({i}, {j})  {number_text.exact(value)}" for (i, j), value in cells],
        "hoverinfo": "text",
        "mode": "text",
        "textfont": {"color": INK},
    }


def _places(shape: tuple[int, ...]) -> Part:
    rows, columns = shape
    return {"x": list(range(columns)) * rows, "y": [row for row in range(rows) for _ in range(columns)]}


def _span(trace: Trace, i: int, j: int) -> tuple[list[float], list[float]]:
    rows, columns = trace.axes
    return _box(int(rows.starts[i]), int(columns.starts[j]), int(rows.stops[i]), int(columns.stops[j]))


def _box(top: int, left: int, bottom: int, right: int, inset: float = 0) -> tuple[list[float], list[float]]:
    """The outline of the cells ``[top, bottom) x [left, right)``; a cell is centred on its position."""
    x, y = (left - 0.5 + inset, right - 0.5 - inset), (top - 0.5 + inset, bottom - 0.5 - inset)
    return [x[0], x[1], x[1], x[0], x[0]], [y[0], y[0], y[1], y[1], y[0]]


def _path(x: list[float], y: list[float]) -> Part:
    return {"x": x, "y": y}


def _cover(i: int, j: int, rows: int, columns: int) -> Part:
    """The outline of all output cells from ``(i, j)`` on in reading order: always eight corners, so that it tweens."""
    left, right, middle = -0.5, columns - 0.5, j - 0.5
    upper, step, lower = i - 0.5, i + 0.5, rows - 0.5
    x = [middle, right, right, left, left, middle, middle]
    return {"x": x, "y": [upper, upper, lower, lower, step, step, upper]}
