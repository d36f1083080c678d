"""What is drawn on a cell of a still picture beside its value, as stage.css does it: kinds, shares, rings, outlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ui.figures.style import Theme
from ui.figures.svg import Attributes, element, em, number, rect, text

# How far between the lines of a hatch, in pixels; each cell has whole lines, so that neighbours join.
PADDING, OVERHANG = 8.5, 6.5
# Of the baseline below the middle of digits, in em.
DROP = 0.36
WINDOW, ROUND = 3.0, 4.0


@dataclass(frozen=True)
class Place:
    """A cell's square."""

    x: float
    y: float
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.size / 2, self.y + self.size / 2


def kind(which: str, at: Place, look: Theme, *, value: float = 0) -> str:
    """The mark of a cell that is no plain data, so that colour never speaks alone.

    Args:
        value: the height of its number, which the line through a tail leaves free.
    """
    if which == "p":
        return _path(_falling(at, round(at.size / PADDING)), look.hatch)
    if which == "o":
        lines = round(at.size / OVERHANG)
        return _path([*_falling(at, lines), *_rising(at, lines)], look.hatch)
    if which == "t":
        return _path(_broken(at, value * 0.42 + 1.5 if value else 0), look.hatch, width=1.6)
    if which == "g":
        return _dotted(at, look)
    if which == "h":
        inset = max(at.size * 0.14, 6.5)
        return element("circle", cx=at.x + inset, cy=at.y + inset, r=3, fill="none", stroke=look.muted)
    return ""


Line = tuple[float, float, float, float]


def _falling(at: Place, lines: int) -> Iterator[Line]:
    """Lines from the upper left to the lower right."""
    for step in range(1 - lines, lines):
        part = step / lines
        yield (
            at.x + max(0, part) * at.size,
            at.y + max(0, -part) * at.size,
            at.x + min(1, 1 + part) * at.size,
            at.y + min(1, 1 - part) * at.size,
        )


def _rising(at: Place, lines: int) -> Iterator[Line]:
    for x0, y0, x1, y1 in _falling(at, lines):
        yield 2 * at.x + at.size - x0, y0, 2 * at.x + at.size - x1, y1


def _broken(at: Place, free: float) -> Iterator[Line]:
    x, y = at.middle
    if free:
        yield at.x, at.y, x - free, y - free
        yield x + free, y + free, at.x + at.size, at.y + at.size
    else:
        yield at.x, at.y, at.x + at.size, at.y + at.size


def _path(lines: Iterator[Line] | list[Line], colour: str, width: float = 1) -> str:
    drawn = "".join("M{} {}L{} {}".format(*map(number, line)) for line in lines)
    return element("path", d=drawn, fill="none", stroke=colour, stroke_width=width)


def _dotted(at: Place, look: Theme) -> str:
    inset = 4.0
    side = at.size - 2 * inset
    between = side / max(round(side / 4.5), 1)
    # Dots are dashes without a length and with round ends; a little of one is drawn by every reader.
    dots: Attributes = {
        "stroke_width": 2,
        "stroke_linecap": "round",
        "stroke_dasharray": f"0.01 {number(between - 0.01)}",
    }
    return rect(at.x + inset, at.y + inset, side, side, fill="none", stroke=look.ink(0.38), **dots)


def tap(at: Place, look: Theme, *, lit: bool = False) -> str:
    """A cell that the window reads, or that the output writes."""
    line = WINDOW if lit else 1.5
    return rect(
        at.x + line / 2,
        at.y + line / 2,
        at.size - line,
        at.size - line,
        fill=look.orange,
        fill_opacity=0.1,
        stroke=look.orange,
        stroke_width=line,
        stroke_opacity=None if lit else 0.8,
    )


def ring(at: Place, look: Theme, inset: float = 5, *, wide: float = 0) -> str:
    """Around the winner: a circle, and with the corners of its cell where the text is too wide for one."""
    line: Attributes = {"fill": "none", "stroke": look.text, "stroke_width": 2}
    if wide > 0.72 * (at.size - 2 * inset):
        side = at.size - 8
        return rect(at.x + 4, at.y + 4, side, side, rx=side * 0.36, **line)
    x, y = at.middle
    return element("circle", cx=x, cy=y, r=at.size / 2 - inset - 1, **line)


def share(said: str, part: float | None, at: Place, look: Theme, *, covered: bool) -> Iterator[str]:
    """A weight at the foot of a cell, and a bar as long as its part of the whole."""
    x, foot = at.middle[0], at.y + at.size
    if part is not None:
        long = at.size - 12
        yield rect(at.x + 6, foot - 9, long, 3, fill=look.line)
        yield rect(at.x + 6, foot - 9, long * min(max(part, 0), 1), 3, fill=look.orange)
    if said:
        size = min(at.size * 0.22, (at.size - 6) / em(said))
        base = foot - (12 if part is not None else 7)
        if covered:
            yield plate(said, x, base, size, look)
        yield text(said, x, base, size, fill=look.text)


def plate(said: str, x: float, base: float, size: float, look: Theme, colour: str | None = None) -> str:
    """The ground of a text that stands on a hatch, or that is shown inverted."""
    width = em(said) * size + 4
    return rect(x - width / 2, base - size * 0.86, width, size * 1.05, rx=3, fill=colour or look.paper)


def outline(x: float, y: float, width: float, height: float, look: Theme) -> Iterator[str]:
    """The window's frame, with a rim of paper that parts it from what is below."""
    rim, line = 1.5, WINDOW
    outside: Attributes = {"fill": "none", "stroke": look.paper, "stroke_width": rim, "rx": ROUND + rim / 2}
    yield rect(x - rim / 2, y - rim / 2, width + rim, height + rim, **outside)
    inside: Attributes = {"fill": "none", "stroke": look.orange, "stroke_width": line, "rx": ROUND - line / 2}
    yield rect(x + line / 2, y + line / 2, width - line, height - line, **inside)
