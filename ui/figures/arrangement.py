"""Where the parts of the travelling animation stand, in pixels, for one width. Chosen once, in Python, for every width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The widths a standalone page chooses from: the widest that fits.
WIDTHS = (340, 480, 640, 820, 980)
MARGIN, RULER, BETWEEN = 12, 20, 44
TITLE, CAPTION, CONTROLS, LEGEND_ROW = 34, 40, 96, 22
LARGEST_CELL, TALLEST_BOARD = 46, 330
SMALLEST_FONT = 6.5
# A condensed guess at a digit's width, as a part of the font's size.
DIGIT = 0.6


@dataclass(frozen=True)
class Boards:
    """What there is to arrange: drawn rows and columns of both grids, the longest cell text, lines of equation, legend."""

    input_rows: int
    input_columns: int
    output_rows: int
    output_columns: int
    characters: int
    equation_lines: int
    legend: tuple[str, ...]


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
    equation_font = 16 if width > 640 else 14 if width > 400 else 12
    equation = round(boards.equation_lines * equation_font * 1.35) + 10
    legend = LEGEND_ROW * _legend_rows(boards.legend, width)
    input_height, output_height = boards.input_rows * cell, boards.output_rows * cell
    grids = input_height + CAPTION + output_height if stacked else max(input_height, output_height)
    top = TITLE + CAPTION
    height = round(top + grids + 14 + equation + CONTROLS + legend + MARGIN)
    left = MARGIN + RULER
    output_left = left if stacked else left + boards.input_columns * cell + BETWEEN
    output_top = top + input_height + CAPTION if stacked else top

    def across(start: float, length: float) -> list[float]:
        return [round(start / width, 6), round(min((start + length) / width, 1), 6)]

    def down(start: float, length: float) -> list[float]:
        return [round(1 - (start + length) / height, 6), round(1 - start / height, 6)]

    layout = {
        "width": width,
        "height": height,
        "xaxis.domain": across(left, boards.input_columns * cell),
        "yaxis.domain": down(top, input_height),
        "xaxis2.domain": across(output_left, max(boards.output_columns, 1) * cell),
        "yaxis2.domain": down(output_top, max(boards.output_rows, 1) * cell),
        "xaxis3.domain": across(MARGIN, width - 2 * MARGIN),
        "yaxis3.domain": down(top + grids + 14, equation),
        "sliders[0].y": round((MARGIN + legend + CONTROLS) / height, 6),
        "updatemenus[0].y": round((MARGIN + legend + CONTROLS) / height, 6),
        "legend.y": round((MARGIN + legend) / height, 6),
    }
    for axis, count in (("xaxis", boards.input_columns), ("xaxis2", boards.output_columns)):
        layout[f"{axis}.dtick"] = _step(cell, count)
    for axis, count in (("yaxis", boards.input_rows), ("yaxis2", boards.output_rows)):
        layout[f"{axis}.dtick"] = _step(cell, count)
    font = min(16.0, cell * 0.42, (cell - 3) / (DIGIT * max(boards.characters, 2)))
    return Arrangement(layout, cell, round(font, 1) if font >= SMALLEST_FONT else 0, equation_font)


def nested(dotted: Mapping[str, Any]) -> dict[str, Any]:
    """``{"xaxis.domain": d, "sliders[0].y": y}`` as the tree that a figure is made of."""
    tree: dict[str, Any] = {}
    for key, value in dotted.items():
        *path, last = key.split(".")
        branch = tree
        for name in path:
            if name.endswith("[0]"):
                branch = branch.setdefault(name[:-3], [{}])[0]
            else:
                branch = branch.setdefault(name, {})
        branch[last] = value
    return tree


def _cell(boards: Boards, width: int) -> tuple[float, bool]:
    rows, columns = (boards.input_rows, boards.output_rows), (boards.input_columns, boards.output_columns)
    room = width - 2 * MARGIN - RULER
    beside = min((room - BETWEEN) / max(sum(columns), 1), TALLEST_BOARD / max(*rows, 1), LARGEST_CELL)
    below = min(room / max(*columns, 1), LARGEST_CELL)
    return (below, True) if width <= 640 and beside < 28 and below > beside else (beside, False)


def _step(cell: float, count: int) -> int:
    return 1 if cell >= 16 else 2 if cell >= 9 or count <= 8 else 4


def _legend_rows(entries: tuple[str, ...], width: int) -> int:
    # Plotly gives every entry of a horizontal legend the width of the widest.
    widest = max((len(entry) for entry in entries), default=0) * 6.6 + 50
    each_row = max(int((width - 2 * MARGIN) // widest), 1)
    return -(-len(entries) // each_row)
