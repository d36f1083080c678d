"""The stage as a still picture for hand-outs and slides, from its payload and without a browser: SVG, and PNG of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil
from typing import Any

from ui.figures import picture_marks as marks
from ui.figures.picture_boards import Payload, Step, boards
from ui.figures.picture_layout import Arrangement
from ui.figures.picture_marks import DROP, Place
from ui.figures.style import THEMES, Theme
from ui.figures.svg import CJK, element, em, escaped, monospace_em, rect, text, wrapped

MARGIN, NARROWEST, ROOMY = 28, 440, 860
TITLE, TITLE_LINE, NOTE, NOTE_LINE, LEGEND, LEGEND_LINE, LEGEND_GAP, SWATCH = 16, 23, 14, 20, 13, 26, 24, 18
EQUATION, EQUATION_LINE, LONG, LONG_EQUATION, LONG_LINE = 19, 28, 70, 15, 21
BETWEEN = " · "
KINDS = ("r", "p", "o", "t", "g", "h")
# A reader's generic fonts may lack signs of mathematics or Chinese; where pixels are drawn here, fonts are named.
SANS = "'Helvetica Neue', 'Segoe UI', 'Liberation Sans', Arial, 'Noto Sans', 'DejaVu Sans', sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
SIGNS = "'DejaVu Sans', 'Segoe UI Symbol', 'Apple Symbols', 'Noto Sans Math'"
HAN = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei'"
# Those that fonts of letters have are left to these.
SIGN = re.compile("(?![∂∆∏∑−√∞∩∫≈≠≡≤≥])[\u2070-\u209f\u2200-\u2bff]")
TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")


def svg(payload: Payload, step: Step, theme: str = "light", *, title: str | None = None, bare: bool = False) -> str:
    """The stage at one step, as text that is the same for the same payload.

    Every step of a payload has the same size and the same places, so that slides can follow each other.

    Args:
        payload: of the stage, from ``ui.stage.payload``.
        step: the output that is looked at; None for the grids alone.
        theme: ``light`` or ``dark``.
        title: above the grids, such as the text of the call; the operation's name if left out.
        bare: the grids alone, for a page that has words and margins of its own.
    """
    look = THEMES[theme]
    shown = boards(payload, step)
    arrangement = Arrangement(shown, look)
    heading = str(payload["operation"]) if title is None else title
    width = max(arrangement.width, NARROWEST, _lines_width(payload, step, heading))
    parts, y = [], float(MARGIN)
    for line in wrapped(heading, width, TITLE, monospace_em) if heading else ():
        parts.append(text(line, MARGIN, y + TITLE, TITLE, font_family="monospace", font_weight="600"))
        y += TITLE_LINE
    y += 10 if heading else 0
    parts += arrangement.draw(MARGIN, y)
    if bare:
        box = (MARGIN, y, ceil(arrangement.width) + 1, ceil(arrangement.height) + 1)
        return _drawing(parts, box, look, heading or payload["words"]["stage"], [board.title for board in shown])
    y += arrangement.height + 22
    if step is not None:
        told, y = _told(payload, step, look, width, y)
        parts += told
    legend, y = _legend(payload, step, look, width, y)
    box = (0, 0, ceil(width + 2 * MARGIN), ceil(y + MARGIN))
    described = [board.title for board in shown] + (_spoken(payload, *step) if step else [])
    return _drawing([*parts, *legend], box, look, heading or payload["words"]["stage"], described)


def _drawing(parts: Sequence[str], box: Sequence[float], look: Theme, title: str, described: Sequence[str]) -> str:
    """The whole element, with what is said of it to those who do not see it."""
    x, y, width, height = box
    drawing = element(
        "svg",
        element("title", escaped(title)),
        element("desc", escaped(". ".join(filter(None, described)))),
        rect(x, y, width, height, fill=look.paper),
        element("g", *parts, font_family="sans-serif", fill=look.text),
        xmlns="http://www.w3.org/2000/svg",
        version="1.1",
        width=width,
        height=height,
        viewBox=f"{x:g} {y:g} {width:g} {height:g}",
        role="img",
    )
    return f"{drawing}\n"


def png(drawing: str, scale: float = 2) -> bytes:
    """What ``svg`` made, as pixels: its width and height times ``scale``."""
    # Here, because only pixels need the library.
    from resvg_py import svg_to_bytes

    return svg_to_bytes(svg_string=TEXT.sub(_in_fonts, drawing), zoom=scale)


def _in_fonts(found: re.Match[str]) -> str:
    attributes, said = found.groups()
    families = MONO if "monospace" in attributes else SANS
    # A text that needs two fonts gets whichever holds all of it, so the right one is named first.
    if any(sign >= CJK for sign in said):
        families = f"{HAN}, {families}"
    elif SIGN.search(said):
        families = f"{SIGNS}, {families}"
    return f'<text{attributes} style="font-family: {families}">{said}</text>'


def _lines_width(payload: Payload, step: Step, heading: str) -> float:
    """What title, equations and legend need to stay on one line each, as far as there is room."""
    lines = [line for row in payload["equations"] for each in row for line in each.split("\n")] if step else []
    size = _equation_size(lines)[0]
    equations = min(max((em(line) * size for line in lines), default=0), ROOMY)
    title = monospace_em(heading) * TITLE
    legend = sum(_legend_width(word) + LEGEND_GAP for _, word in _entries(payload, step))
    return max(equations, *(wide for wide in (0, title, legend) if wide <= ROOMY)) + 1


def _legend_width(word: str) -> float:
    # Most fonts are narrower than the widest, and a gap takes up the rest.
    return SWATCH + 7 + em(word) * LEGEND * 0.9


def _spoken(payload: Payload, i: int, j: int) -> list[str]:
    where = str(payload["words"]["output_cell"]).format(i=i, j=j)
    return [where, payload["equations"][i][j], payload["notes"][i][j]]


def _told(payload: Payload, step: tuple[int, int], look: Theme, width: float, y: float) -> tuple[list[str], float]:
    """The equation and the note, in the room of the longest of their kind."""
    where, equation, note = _spoken(payload, *step)
    every = [
        _spoken(payload, *place) for place in product(*map(range, (len(payload["notes"]), len(payload["notes"][0]))))
    ]
    size, line_height = _equation_size([each for _, each, _ in every])
    parts = []
    for n, line in enumerate(wrapped(equation, width, size)):
        parts.append(text(line, MARGIN, y + n * line_height + size, size, font_weight="500"))
    y += max(len(wrapped(each, width, size)) for _, each, _ in every) * line_height + 4
    for n, line in enumerate(_noted(where, note, width)):
        parts.append(text(line, MARGIN, y + n * NOTE_LINE + NOTE, NOTE, fill=look.muted))
    return parts, y + max(len(_noted(where, note, width)) for where, _, note in every) * NOTE_LINE + 16


def _noted(where: str, note: str, width: float) -> list[str]:
    """Place and note, broken between their parts where that is enough."""
    lines = [where]
    for part in note.split(BETWEEN) if note else ():
        longer = f"{lines[-1]}{BETWEEN}{part}"
        lines = [*lines[:-1], longer] if em(longer) * NOTE <= width else [*lines, *wrapped(part, width, NOTE)]
    return lines


def _equation_size(equations: Sequence[str]) -> tuple[float, float]:
    """One size for all equations of a payload, and the height of their lines."""
    long = any(len(line) > LONG for each in equations for line in each.split("\n"))
    return (LONG_EQUATION, LONG_LINE) if long else (EQUATION, EQUATION_LINE)


def _legend(payload: Payload, step: Step, look: Theme, width: float, y: float) -> tuple[list[str], float]:
    """A swatch and a word for each kind and each mark that is drawn."""
    parts: list[str] = []
    x = float(MARGIN)
    for which, word in _entries(payload, step):
        wide = _legend_width(word)
        if x > MARGIN and x + wide > MARGIN + width:
            x, y = float(MARGIN), y + LEGEND_LINE
        at = Place(x, y, SWATCH)
        parts += _swatch(which, at, look, weighted=bool(payload["weights"]))
        parts.append(text(word, x + SWATCH + 7, at.middle[1] + LEGEND * DROP, LEGEND, fill=look.muted))
        x += wide + LEGEND_GAP
    return parts, y + SWATCH


def _entries(payload: Payload, step: Step) -> Iterator[tuple[str, str]]:
    words: dict[str, Any] = payload["words"]
    present = set("".join(payload["input"]["kinds"]))
    yield from ((kind, words["kinds"][kind]) for kind in KINDS if kind in present)
    if step is None:
        return
    yield "window", words["window"]
    if payload["winners"] and any(cell for row in payload["winners"] for cell in row):
        yield "winner", words["winner"]
    if payload.get("weight_fill"):
        yield "share", words["share"]


def _swatch(which: str, at: Place, look: Theme, *, weighted: bool) -> Iterator[str]:
    if which == "window":
        yield rect(at.x, at.y, at.size, at.size, fill=look.orange, fill_opacity=0.1)
        yield from marks.outline(at.x, at.y, at.size, at.size, look)
        return
    fill = look.heat(0.4) if which == "r" else look.paper
    yield rect(at.x, at.y, at.size, at.size, fill=fill, stroke=look.line, stroke_width=1)
    if which == "winner" and weighted:
        yield rect(at.x + 2, at.y + 4, at.size - 4, at.size - 8, rx=3, fill=look.text)
    elif which == "winner":
        yield marks.ring(at, look, inset=1.5)
    elif which == "share":
        yield rect(at.x + 3, at.y + at.size - 7, at.size - 6, 4, fill=look.line)
        yield rect(at.x + 3, at.y + at.size - 7, 0.6 * (at.size - 6), 4, fill=look.orange)
    else:
        yield marks.kind(which, at, look)
