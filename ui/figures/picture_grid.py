"""One grid of a still picture: its cells, values, rulers and brackets, from the corner of its frame."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians, sin

from ui.figures import picture_marks as marks
from ui.figures.picture_boards import Board, Bracket
from ui.figures.picture_marks import DROP, Place
from ui.figures.style import Theme
from ui.figures.svg import BOLD, Attributes, element, em, number, rect, text, wrapped

CAPTION, RULER, SMALLEST, WORD, NOTE, LANE = 14, 11, 8, 12, 12.5, 19
CAPTION_ROOM, RULER_TOP, RULER_LEFT, EDGE = 24, 19, 22, 3
SLANT = 36
NOTE_LINE, NARROWEST_NOTE = 17, 130


class Grid:
    """A board at one size of cell: how much room it takes around its cells, and what is drawn."""

    def __init__(self, board: Board, size: float, look: Theme) -> None:
        self.board, self.size, self.look = board, size, look
        self.width, self.height = board.width * size, board.height * size
        values = sorted(em(said) for row in board.grid["short"] for said in row)
        self._common = max(1.5, values[int(0.9 * (len(values) - 1))] if values else 0)
        across, down = board.grid.get("column_labels"), board.grid.get("row_labels")
        widths = [WORD * em(word) for word in across or ()]
        self._aslant = max(widths, default=0) > size - 4
        self._words_top = max(widths) * sin(radians(SLANT)) if self._aslant else 0
        words_left = max((WORD * em(word) - 12 for word in down or ()), default=0)
        reach = max((w * cos(radians(SLANT)) - self._column(c) for c, w in enumerate(widths)), default=0)
        lanes = [max([2, *(one.lane + 1 for one in side)]) if side else 0 for side in board.brackets]
        self.left = max(RULER_LEFT + max(words_left, 0) + lanes[0] * LANE, reach if self._aslant else 0)
        self.top = CAPTION_ROOM + RULER_TOP + self._words_top + lanes[1] * LANE
        self.note = wrapped(board.note, max(self.width, NARROWEST_NOTE), NOTE) if board.note else []
        told = max((em(line) * NOTE for line in self.note), default=0)
        self.right = max(self.width + EDGE, em(board.title) * CAPTION * BOLD, told)
        self.bottom = self.height + EDGE + len(self.note) * NOTE_LINE

    @property
    def middle(self) -> float:
        """The height at which arrows come in: the middle of the data."""
        return (self.board.frame[0] + self.board.rows / 2) * self.size

    def draw(self) -> list[str]:
        """Everything, later parts on top."""
        parts = [
            text(self.board.title, 0, -self.top + CAPTION, CAPTION, font_weight="600", fill=self.look.text),
            element("g", *self._rulers(), fill=self.look.muted, font_size=RULER),
            *self._brackets(),
            element("g", *self._grounds(), stroke=self.look.line, stroke_width=1),
            *self._kinds(),
            *self._taps(),
            element("g", *self._values(), text_anchor="middle"),
            self._edge(),
            *self._box(),
        ]
        for n, line in enumerate(self.note):
            parts.append(text(line, 0, self.height + (n + 1) * NOTE_LINE, NOTE, fill=self.look.muted))
        return parts

    def _column(self, c: float) -> float:
        """The middle of a column of data."""
        return (self.board.frame[1] + c + 0.5) * self.size

    def _row(self, r: float) -> float:
        return (self.board.frame[0] + r + 0.5) * self.size

    def _place(self, r: int, c: int) -> Place:
        return Place((self.board.frame[1] + c) * self.size, (self.board.frame[0] + r) * self.size, self.size)

    def _cells(self) -> Iterator[tuple[int, int]]:
        top, left, bottom, right = self.board.frame
        for r in range(-top, self.board.rows + bottom):
            for c in range(-left, self.board.columns + right):
                yield r, c

    def _rulers(self) -> Iterator[str]:
        """Words, where they come as data, or numbers."""
        grid, worded = self.board.grid, {"fill": self.look.text}
        across, down = grid.get("column_labels"), grid.get("row_labels")
        for c in range(self.board.columns):
            x = self._column(c)
            if across and self._aslant:
                turned = f"translate({number(x + 3)} -5) rotate({SLANT})"
                yield text(across[c], 0, 0, WORD, text_anchor="end", transform=turned, **worded)
            elif across:
                yield text(across[c], x, -6, WORD, text_anchor="middle", **worded)
            else:
                yield text(str(c), x, -6, RULER, text_anchor="middle")
        for r in range(self.board.rows):
            if down:
                yield text(down[r], -7, self._row(r) + WORD * DROP, WORD, text_anchor="end", **worded)
            else:
                yield text(str(r), -7, self._row(r) + RULER * DROP, RULER, text_anchor="end")

    def _grounds(self) -> Iterator[str]:
        heats = self.board.grid["heat"]
        for r, c in self._cells():
            at, kind = self._place(r, c), self.board.kind(r, c)
            place = heats[r][c] if self.board.is_real(r, c) else None
            fill = self.look.heat(place, 1 if kind == "r" else 0.3)
            yield rect(at.x, at.y, at.size, at.size, fill=fill)

    def _kinds(self) -> Iterator[str]:
        for r, c in self._cells():
            kind = self.board.kind(r, c)
            if kind != "r":
                value = self._font(self._said(r, c)) if self._said(r, c) else 0
                yield marks.kind(kind, self._place(r, c), self.look, value=value)

    def _taps(self) -> Iterator[str]:
        of = self.board.marks
        for cells, lit in ((of.taps, False), (of.lit, True)):
            yield from (marks.tap(self._place(*cell), self.look, lit=lit) for cell in cells if self.board.holds(*cell))

    def _said(self, r: int, c: int) -> str:
        if self.board.is_real(r, c):
            return str(self.board.grid["short"][r][c])
        return str(self.board.grid["fill"].get(self.board.kind(r, c), ""))

    def _font(self, said: str) -> float:
        """One size of digits for the whole board; only the widest few texts are set smaller than the rest."""
        of = self.board.marks
        largest = 0.34 if of.filled else 0.38
        return round(min(self.size * largest, (self.size - 5) / max(self._common, em(said))), 1)

    def _values(self) -> Iterator[str]:
        of, look = self.board.marks, self.look
        # Values make room for what stands below them.
        lift = (self.size * 0.07 + 6) if of.filled else self.size * 0.11 if of.weighted else 0
        for r, c in self._cells():
            at, said, kind = self._place(r, c), self._said(r, c), self.board.kind(r, c)
            size, won = self._font(said), (r, c) == of.winner
            if won:  # inside its ring
                size = min(size, (self.size - 10) / (max(em(said), 1) * BOLD))
            x, base = at.middle[0], at.middle[1] - lift + size * DROP
            fill = look.text if kind == "r" else look.muted
            if won and of.weighted:
                # A ring would cross the weight below the value.
                yield marks.plate(said, x, base, size, look, look.text)
                fill = look.paper
            elif said and kind in "po":
                yield marks.plate(said, x, base, size, look)
            if said:
                bold = {"font_weight": "700"} if won else {}
                yield text(said, x, base, size, fill=fill, **bold)
            if won and not of.weighted:
                yield marks.ring(at, look, wide=em(said) * size)
            if (r, c) in of.shares:
                yield from marks.share(*of.shares[r, c], at, look, covered=kind in "po")

    def _edge(self) -> str:
        top, left = self.board.frame[:2]
        line: Attributes = {"fill": "none", "stroke": self.look.ink(0.6), "stroke_width": 1.5}
        x, y, size = left * self.size, top * self.size, self.size
        return rect(x, y, self.board.columns * size, self.board.rows * size, **line)

    def _box(self) -> Iterator[str]:
        box, (top, left, _, _) = self.board.marks.box, self.board.frame
        # A window that holds nothing has no outline.
        if box and all(stop > start for start, stop in box):
            (top_row, bottom), (first, right) = box
            x, y = (first + left) * self.size, (top_row + top) * self.size
            yield from marks.outline(x, y, (right - first) * self.size, (bottom - top_row) * self.size, self.look)

    def _brackets(self) -> Iterator[str]:
        for bracket in self.board.brackets[1]:
            y = -(RULER_TOP + self._words_top + (bracket.lane + 1) * LANE - 8)
            yield from self._bracket(bracket, self.board.frame[1], y, upright=False)
        for bracket in self.board.brackets[0]:
            x = -(RULER_LEFT + (bracket.lane + 1) * LANE - 8)
            yield from self._bracket(bracket, self.board.frame[0], x, upright=True)

    def _bracket(self, bracket: Bracket, before: int, away: float, *, upright: bool) -> Iterator[str]:
        start = (bracket.start + before) * self.size + 2
        stop = (bracket.stop + before) * self.size - 2
        colour, width = (self.look.orange, 3) if bracket.current else (self.look.hatch, 1.5)
        corners = [(start, away + 7), (start, away), (stop, away), (stop, away + 7)]
        drawn = "L".join(" ".join(map(number, corner[::-1] if upright else corner)) for corner in corners)
        yield element("path", d=f"M{drawn}", fill="none", stroke=colour, stroke_width=width)
        size = max(min(RULER, (stop - start - 12) / em(bracket.label)), SMALLEST)
        middle, wide = (start + stop) / 2, em(bracket.label) * size + 6
        at, turn = ((away, middle), " rotate(-90)") if upright else ((middle, away), "")
        bold: Attributes = (
            {"font_weight": "700", "fill": self.look.text} if bracket.current else {"fill": self.look.muted}
        )
        yield element(
            "g",
            rect(-wide / 2, -RULER / 2 - 1, wide, RULER + 2, fill=self.look.paper),
            text(bracket.label, 0, size * DROP, size, text_anchor="middle", **bold),
            transform=f"translate({number(at[0])} {number(at[1])}){turn}",
        )
