"""What every travelling figure has around its drawing: white paper, title, equation, legend, controls; in pixels."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ui.figures.style import FONT, INK, LINE, MUTED, NOTHING, ORANGE, PAPER, harmless

MARGIN, CONTROLS, LEGEND_ROW = 12, 96, 22
LONGEST_STEP, SHORTEST_STEP, WHOLE_RUN = 800, 100, 60_000  # milliseconds
TITLE_CHARACTER = 9.2


def sheet() -> dict[str, Any]:
    """The paper, white whatever the screen, and a legend that takes no part of the picture away."""
    return {
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "color": INK, "size": 13},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": LINE, "font": {"color": INK, "size": 13}},
        "legend": {
            "orientation": "h",
            "yanchor": "top",
            "font": {"color": MUTED, "size": 12},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }


def headline() -> dict[str, Any]:
    """Where the title stands."""
    return {
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "xshift": MARGIN,
        "yshift": -8,
        "align": "left",
        "borderpad": 0,
        "showarrow": False,
        "font": {"size": 13, "weight": 600},
    }


def share_across(width: int, start: float, length: float) -> list[float]:
    """A part of the width, in pixels, as Plotly's domain."""
    return [round(start / width, 6), round(min((start + length) / width, 1), 6)]


def share_down(height: int, start: float, length: float) -> list[float]:
    """A part of the height, in pixels from above, as Plotly's domain."""
    return [round(1 - (start + length) / height, 6), round(1 - start / height, 6)]


def title_lines(title: str, width: int) -> list[str]:
    """The title as far as it fits on each line."""
    return [harmless(line) for line in textwrap.wrap(title, int((width - 2 * MARGIN) / TITLE_CHARACTER))] or [""]


def equation_room(lines: int, width: int) -> tuple[int, int]:
    """The size of the equation's letters and the height of its most lines."""
    font = 16 if width > 640 else 14 if width > 400 else 12
    return font, round(lines * font * 1.35) + 10


def legend_height(entries: tuple[str, ...], width: int) -> int:
    """The height of a horizontal legend."""
    # Plotly gives every entry of one the width of the widest.
    widest = max((len(entry) for entry in entries), default=0) * 6.6 + 50
    each_row = max(int((width - 2 * MARGIN) // widest), 1)
    return LEGEND_ROW * -(-len(entries) // each_row)


def put(tree: dict[str, Any], dotted: str, value: Any) -> None:
    """Set ``xaxis.domain`` or ``sliders[0].y`` in the tree that a figure is made of, as Plotly.update does."""
    *path, last = dotted.split(".")
    for name in path:
        key, _, number = name.partition("[")
        tree = tree[key][int(number[:-1])] if number else tree.setdefault(key, {})
    tree[last] = value


def controls(places: Sequence[str], words: Mapping[str, Any], *, redraw: bool = False) -> dict[str, Any]:
    """Play, pause and a slider through frames named by their number.

    Args:
        places: what the slider says at each.
        redraw: needed by what stands in space; on a plane only what moves is redrawn, so that the browser tweens.
    """
    step = min(max(WHOLE_RUN // len(places), SHORTEST_STEP), LONGEST_STEP)
    glide, slide = (0, 0) if redraw else (step // 2, 200)
    play = {
        "frame": {"duration": step, "redraw": redraw},
        "transition": {"duration": glide, "easing": "cubic-in-out"},
        "fromcurrent": True,
        "mode": "immediate",
    }
    at_once = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    jump = {"frame": {"duration": slide, "redraw": redraw}, "transition": {"duration": slide}, "mode": "immediate"}
    buttons = [
        {"label": harmless(words["play"]), "method": "animate", "args": [None, play]},
        {"label": harmless(words["pause"]), "method": "animate", "args": [[None], at_once]},
    ]
    steps = [
        {"label": harmless(place), "method": "animate", "args": [[str(number)], jump]}
        for number, place in enumerate(places)
    ]
    menu = {
        "type": "buttons",
        "direction": "right",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"l": MARGIN, "t": 0},
        "bgcolor": PAPER,
        "bordercolor": LINE,
        "font": {"color": INK, "size": 14},
        "buttons": buttons,
    }
    slider = {
        "active": 0,
        "x": 0,
        "len": 1,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"l": MARGIN, "r": MARGIN, "t": 40, "b": 0},
        "transition": {"duration": 0},
        "currentvalue": {"prefix": "", "xanchor": "left", "font": {"color": MUTED, "size": 13}},
        # The labels of the single steps would crowd; the current one stands above the slider.
        "font": {"color": NOTHING, "size": 1},
        "ticklen": 0,
        "minorticklen": 0,
        "activebgcolor": ORANGE,
        "bgcolor": ORANGE,
        "bordercolor": PAPER,
        "steps": steps,
    }
    return {"updatemenus": [menu], "sliders": [slider]}
