"""What surrounds the parts of the travelling animation (axes, headings, controls), and where all of it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pooling_core.explain.trace import Trace
from ui.figures.board import shapes
from ui.figures.page import (
    CONTROLS,
    MARGIN,
    controls,
    equation_room,
    headline,
    legend_height,
    share_across,
    share_down,
    sheet,
    title_lines,
)
from ui.figures.style import MUTED, harmless

# The widths a standalone page chooses from: the widest that fits.
WIDTHS = (340, 480, 640, 820, 980)
RULER, BETWEEN, HEADING = 20, 44, 100  # pixels, as everywhere here
CAPTION, TITLE_ROW = 40, 20
LARGEST_CELL, TALLEST_BOARD = 46, 330
SMALLEST_FONT = 6.5
# A guess at a digit's width, as a part of the font's size.
DIGIT = 0.66
# Room around a grid for the window's line, in cells.
EDGE = 0.1


@dataclass(frozen=True)
class Boards:
    """What there is to arrange.

    Attributes:
        title: above everything.
        input: rows and columns of data.
        frame: cells drawn around them: top, left, bottom, right.
        output: rows and columns.
        characters: the longest text in a cell.
        equation_lines: the most lines an equation takes.
        legend: its entries.
    """

    title: str
    input: tuple[int, ...]
    frame: tuple[tuple[int, int], ...]
    output: tuple[int, ...]
    characters: int
    equation_lines: int
    legend: tuple[str, ...]

    @property
    def extent(self) -> tuple[int, int]:
        """Rows and columns of the input, its frame included."""
        (top, bottom), (left, right) = self.frame
        return top + self.input[0] + bottom, left + self.input[1] + right


@dataclass(frozen=True)
class Arrangement:
    """Settings for one width: ``layout`` by dotted keys, sizes in pixels."""

    layout: dict[str, Any]
    cell: float
    font: float
    equation_font: int


def arrange(boards: Boards, width: int) -> Arrangement:
    """Both grids in one cell size, side by side where they fit, else below each other."""
    cell, stacked = _cell(boards, width)
    equation_font, equation = equation_room(boards.equation_lines, width)
    legend = legend_height(boards.legend, width)
    (rows, columns), (out_rows, out_columns) = boards.extent, (max(size, 1) for size in boards.output)
    input_height, output_height = rows * cell, out_rows * cell
    grids = input_height + CAPTION + output_height if stacked else max(input_height, output_height)
    title = title_lines(boards.title, width)
    top = TITLE_ROW * len(title) + 8 + CAPTION
    height = round(top + grids + 14 + equation + CONTROLS + legend + MARGIN)
    left = MARGIN + RULER
    output_left = left if stacked else left + columns * cell + BETWEEN
    output_top = top + input_height + CAPTION if stacked else top

    edge = EDGE * cell
    across, down = partial(share_across, width), partial(share_down, height)
    layout = {
        "width": width,
        "height": height,
        "annotations[0].text": "<br>".join(title),
        "xaxis.domain": across(left - edge, columns * cell + 2 * edge),
        "yaxis.domain": down(top - edge, input_height + 2 * edge),
        "xaxis2.domain": across(output_left - edge, out_columns * cell + 2 * edge),
        "yaxis2.domain": down(output_top - edge, output_height + 2 * edge),
        "xaxis3.domain": across(MARGIN, width - 2 * MARGIN),
        "yaxis3.domain": down(top + grids + 14, equation),
        "legend.x": round(MARGIN / 2 / width, 6),
        "legend.y": round((MARGIN + legend) / height, 6),
    }
    counts = {
        "yaxis": boards.input[0],
        "xaxis": boards.input[1],
        "yaxis2": boards.output[0],
        "xaxis2": boards.output[1],
    }
    if all(boards.output):
        controls = round((MARGIN + legend + CONTROLS) / height, 6)
        layout |= {"sliders[0].y": controls, "updatemenus[0].y": controls}
    step = 1 if cell >= 16 else 2 if cell >= 9 else 4
    layout |= {f"{axis}.tickvals": list(range(0, count, step)) for axis, count in counts.items()}
    font = min(16.0, cell * 0.42, (cell - 3) / (DIGIT * max(boards.characters, 2)))
    return Arrangement(layout, cell, round(font, 1) if font >= SMALLEST_FONT else 0, equation_font)


def surroundings(trace: Trace, words: Mapping[str, Any]) -> dict[str, Any]:
    """The figure's layout but for the places, which are the arrangement's."""
    (top, bottom), (left, right) = trace.frame
    (rows, columns), (out_rows, out_columns) = trace.input.shape, trace.output.shape
    sizes = [words["size"].format(rows=r, cols=c) for r, c in (trace.input.shape, trace.output.shape)]
    made = {
        **sheet(),
        "dragmode": False,
        "shapes": shapes(trace),
        "annotations": [
            headline(),
            _heading(f"{words['input']} {sizes[0]}", "x domain", "y domain"),
            _heading(f"{words['output']} {sizes[1]}", "x2 domain", "y2 domain"),
        ],
        "xaxis": {**_axis("y"), "range": _range(-left, columns + right), "side": "top"},
        "yaxis": {**_axis("x"), "range": _range(-top, rows + bottom)[::-1]},
        "xaxis2": {**_axis("y2"), "range": _range(0, max(out_columns, 1)), "side": "top"},
        "yaxis2": {**_axis("x2"), "range": _range(0, max(out_rows, 1))[::-1]},
        "xaxis3": {**_axis("y3"), "range": [0, 1], "showticklabels": False},
        "yaxis3": {**_axis("x3"), "range": [0, 1], "showticklabels": False},
    }
    columns = trace.output.shape[1]
    places = [
        words["position"].format(i=n // columns, j=n % columns, n=n + 1, total=trace.output.size)
        for n in range(trace.output.size)
    ]
    return made | controls(places, words) if places else made


def _range(first: int, stop: int) -> list[float]:
    return [first - 0.5 - EDGE, stop - 0.5 + EDGE]


def _heading(text: str, x: str, y: str) -> dict[str, Any]:
    return {
        "text": harmless(text),
        "x": 0,
        "y": 1,
        "xref": x,
        "yref": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": RULER - 2,
        "borderpad": 0,
        "showarrow": False,
        "font": {"size": 13, "weight": 600},
    }


def _axis(anchor: str) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": MUTED, "size": 11},
    }


def _cell(boards: Boards, width: int) -> tuple[float, bool]:
    rows, columns = zip(boards.extent, boards.output, strict=True)
    room = width - 2 * MARGIN - RULER
    # The heading of a narrow output needs its own room.
    beside = min(
        (room - BETWEEN) / sum(columns),
        (room - BETWEEN - HEADING) / columns[0],
        TALLEST_BOARD / max(*rows, 1),
        LARGEST_CELL,
    )
    below = min(room / max(*columns, 1), LARGEST_CELL)
    return (below, True) if width <= 640 and beside < 28 and below > beside else (beside, False)
