"""Two volumes in space and where they stand: columns to the right, rows downwards, depth away from the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

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
from ui.figures.style import GREY, INK, MUTED, NOTHING, harmless

Part = dict[str, Any]
Cell = tuple[int, ...]
INPUT, OUTPUT = "scene", "scene2"
# Sheets stand apart and the eye looks along them: no number covers another. The names of axes have room at the left.
SIDES = {"x": 1.25, "y": 2.6, "z": 1.25}
CAMERA = {
    "eye": {"x": 1.7, "y": -0.85, "z": 0.55},
    "up": {"x": 0, "y": 0, "z": 1},
    "projection": {"type": "orthographic"},
}
NAMED, MIDDLE = {"x": -0.13, "y": -0.26, "z": 0}, {"x": 0, "y": 0, "z": 0}
# From the centre of a cell to the box around it; less in depth, where the sheets stand apart.
REACH = (0.3, 0.5, 0.5)
# In cells; what lies on the very border of a scene is cut off in parts.
RIM = 0.1
# The widths a standalone page chooses from; below WIDE one volume stands below the other. Pixels, as everywhere here.
WIDTHS = (340, 380, 480, 640, 820, 980)
WIDE, TALL, STACKED, TITLE_ROW, HEADING = 640, 400, 270, 20, 24
# Seen from the camera, a step along depth and along columns goes so far to the right, in cells; and names need room.
ACROSS, ASLANT, NAMES, ROOM = 1.18, 0.18, 70, 20


@dataclass(frozen=True)
class Volumes:
    """What there is to arrange.

    Attributes:
        title: above everything.
        extents: first and last cell drawn of the input along depth, rows and columns, half open.
        output: its cells along the three axes.
        equation_lines: the most lines an equation takes.
        legend: its entries.
    """

    title: str
    extents: tuple[tuple[int, int], ...]
    output: tuple[int, ...]
    equation_lines: int
    legend: tuple[str, ...]

    @property
    def longest(self) -> int:
        """Cells along the longest side of either: both are drawn to the scale in which it fits."""
        return max([stop - start for start, stop in self.extents] + list(self.output))


@dataclass(frozen=True)
class Arrangement:
    """Settings for one width: ``layout`` by dotted keys, sizes in pixels."""

    layout: dict[str, Any]
    cell: float
    equation_font: int


def arrange(volumes: Volumes, width: int) -> Arrangement:
    """Both volumes side by side where the screen is wide enough, else below each other, and the equation below them."""
    stacked, longest = width < WIDE, volumes.longest
    input_cells, output_cells = _breadth((longest,) * 3), _breadth(volumes.output)
    if stacked:
        cell = min(STACKED / longest, (width - NAMES - ROOM) / input_cells)
    else:
        cell = min(TALL / longest, (width - NAMES - ROOM) / (input_cells + output_cells))
    each = round(cell * longest)
    equation_font, equation = equation_room(volumes.equation_lines, width)
    legend = legend_height(volumes.legend, width)
    title = title_lines(volumes.title, width)
    top = TITLE_ROW * len(title) + 8 + HEADING
    below = top + each + HEADING if stacked else top
    height = below + each + equation + CONTROLS + legend + MARGIN
    across, down = partial(share_across, width), partial(share_down, height)
    first, second = input_cells * cell + NAMES, output_cells * cell + ROOM
    middle = round(width * first / (first + second))
    left, right = ((0, width), (0, width)) if stacked else ((0, middle), (middle, width - middle))
    layout = {
        "width": width,
        "height": height,
        "annotations[0].text": "<br>".join(title),
        "xaxis.domain": [0, 1],
        "yaxis.domain": down(below + each, equation),
        "legend.x": round(MARGIN / 2 / width, 6),
        "legend.y": round((MARGIN + legend) / height, 6),
    }
    for number, (name, (start, length), above) in enumerate([(INPUT, left, top), (OUTPUT, right, below)], 1):
        layout |= {f"{name}.domain.x": across(start, length), f"{name}.domain.y": down(above, each)}
        layout |= {f"annotations[{number}].x": across(start, length)[0]}
        layout |= {f"annotations[{number}].y": down(above, each)[1]}
    if all(volumes.output):
        place = round((MARGIN + legend + CONTROLS) / height, 6)
        layout |= {"sliders[0].y": place, "updatemenus[0].y": place}
    return Arrangement(layout, cell, equation_font)


def _breadth(shape: Sequence[int]) -> float:
    depth, _, columns = shape
    return (max(depth, 1) - 1 + 2 * REACH[0]) * ACROSS + max(columns, 1) * ASLANT


def surroundings(volumes: Volumes, shape: Sequence[int], places: Sequence[str], words: Mapping[str, Any]) -> Part:
    """The figure's layout but for the places, which are the arrangement's.

    Args:
        shape: of the input.
        places: what the slider says at each output.
        words: ``input``, ``output``, ``depth``, ``row``, ``column``, ``play``, ``pause``.
    """
    sizes = [" × ".join(map(str, each)) for each in (shape, volumes.output)]
    headings = [
        headline() | {"text": harmless(f"{words[name]} {size}"), "yanchor": "bottom", "yshift": 0}
        for name, size in zip(("input", "output"), sizes, strict=True)
    ]
    names = [words[name] for name in ("depth", "row", "column")]
    blank = {"visible": False, "fixedrange": True, "range": [0, 1]}
    made = {
        **sheet(),
        "xaxis": blank,
        "yaxis": dict(blank),
        INPUT: scene(volumes.extents, volumes.longest, shape, names),
        OUTPUT: scene([(0, size) for size in volumes.output], volumes.longest),
        "annotations": [headline(), *headings],
    }
    return made | controls(places, words, redraw=True) if places else made


def points(cells: Sequence[Cell]) -> Part:
    """A trace of cells ``(depth, row, column)``."""
    return {
        "type": "scatter3d",
        "x": [column for _, _, column in cells],
        "y": [depth for depth, _, _ in cells],
        "z": [-row for _, row, _ in cells],
    }


def box(spans: Sequence[tuple[int, int]]) -> Part:
    """The twelve edges around the cells of three spans, drawn without lifting the pen."""
    (front, back), (top, bottom), (left, right) = (
        (start - reach, stop - 1 + reach) for (start, stop), reach in zip(spans, REACH, strict=True)
    )
    lid = [(left, front), (right, front), (right, back), (left, back)]
    path = [(*lid[i % 4], top) for i in range(5)]
    for corner in (0, 1, 2, 3, 0):
        path += [(*lid[corner], bottom), (*lid[corner], top), (*lid[corner], bottom)]
    return {
        "type": "scatter3d",
        "x": [x for x, _, _ in path],
        "y": [y for _, y, _ in path],
        "z": [-z for _, _, z in path],
    }


def sheets(shape: tuple[int, ...], name: str) -> Part:
    """A thin frame around the cells of each depth."""
    depth, rows, columns = shape
    right, bottom = columns - 0.5, 0.5 - rows
    return {
        "type": "scatter3d",
        "mode": "lines",
        "x": [-0.5, right, right, -0.5, -0.5, None] * depth,
        "y": [y for at in range(depth) for y in (*[at] * 5, None)],
        "z": [0.5, 0.5, bottom, bottom, 0.5, None] * depth,
        "scene": name,
        "line": {"color": GREY, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def scene(
    extents: Sequence[tuple[int, int]], longest: int, shape: Sequence[int] = (), names: Sequence[str] = ()
) -> Part:
    """A volume's axes: its cells in the middle of a cube of ``longest`` cells a side.

    Args:
        extents: first and last cell drawn along depth, rows and columns, half open.
        shape: how many cells are numbered along each axis.
        names: of the three axes; without them the axes are not shown.
    """
    axes: Part = {}
    sides = zip("yzx", extents, names or ("",) * 3, shape or (0,) * 3, (1, -1, 1), strict=True)
    for letter, (start, stop), name, size, sign in sides:
        middle = sign * (start + stop - 1) / 2
        axes[f"{letter}axis"] = {
            "title": {"text": harmless(name), "font": {"size": 12, "color": INK}},
            "range": [middle - longest / 2 - RIM, middle + longest / 2 + RIM],
            "tickvals": [sign * tick for tick in range(size)],
            "ticktext": [str(tick) for tick in range(size)],
            "tickfont": {"size": 11},
            "color": MUTED,
            "visible": bool(names),
            **dict.fromkeys(("showgrid", "zeroline", "showbackground", "showspikes", "showline"), False),
        }
    return {
        "camera": CAMERA | {"center": NAMED if names else MIDDLE},
        "aspectmode": "manual",
        "aspectratio": SIDES,
        "dragmode": "turntable",
        "bgcolor": NOTHING,
        **axes,
    }
