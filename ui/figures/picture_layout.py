"""Where the grids of a still picture stand: side by side about one middle, in lines, or low ones below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ui.figures.picture_boards import Board
from ui.figures.picture_grid import Grid
from ui.figures.style import Theme
from ui.figures.svg import Attributes, element, em, number, text

SIZES = (52, 48, 44, 40, 36, 32, 28)
WIDEST, HIGHEST = 1080, 620
# Rather than smaller cells a further line of grids; weights below the values need this much at least.
READABLE, STEADY = 36, 44
LOW = 4
GAP, BARE_GAP, LINE_GAP, DOWN_GAP, ARROW = 50, 28, 26, 44, 12.5


class Arrangement:
    """All grids in one size of cell, each with its place in the picture's middle part."""

    def __init__(self, boards: Sequence[Board], look: Theme) -> None:
        self._boards, self._look = boards, look
        self._stacked = False
        size, self._lines = self._best()
        self.grids = [Grid(board, size, look) for board in boards]
        self.width = self._width(size, self._lines)
        self._indent = max(grid.left for grid in self.grids) if self._stacked else 0
        if self._stacked:
            self.width = max(self._indent + grid.right for grid in self.grids)
        self._between = DOWN_GAP if self._stacked else LINE_GAP
        self.height = sum(self._high(line) for line in self._lines) + self._between * (len(self._lines) - 1)

    def draw(self, left: float, top: float) -> Iterator[str]:
        """Every grid and the arrows that lead to them."""
        for line in self._lines:
            middle = top + max(self.grids[k].top + self.grids[k].middle for k in line)
            x, before = left, None
            for k in line:
                grid, arrow = self.grids[k], self._boards[k].arrow
                gap = self._gap(grid.board, first=k == 0)
                start = left + self._indent if self._stacked else x + gap + grid.left
                if arrow is not None and self._stacked:
                    yield from self._down(arrow, start + grid.size / 2, top)
                elif arrow is not None:
                    yield from self._across(arrow, x if before is None else before, start - grid.left, middle)
                inside = f"translate({number(start)} {number(middle - grid.middle)})"
                yield element("g", *grid.draw(), transform=inside)
                x, before = start + grid.right, start + grid.width
            top += self._high(line) + self._between

    def _best(self) -> tuple[float, list[list[int]]]:
        """The size of a cell, and which grids stand in which line."""
        count = len(self._boards)
        smallest = READABLE if any(board.marks.weighted for board in self._boards) else SIZES[-1]
        sizes = [size for size in SIZES if size >= smallest]
        one = self._fitting(sizes, 1)
        if one < STEADY and self._is_low():
            below = self._below(sizes)
            if below > one:
                self._stacked = True
                return below, [[k] for k in range(count)]
        for most in range(2, count + 1) if one < READABLE and count > 2 else ():
            size = self._fitting(sizes, most)
            if size >= READABLE:
                return size, self._packed(size, WIDEST)
        # What fits nowhere makes the picture wider: nobody scrolls in it.
        return one or smallest, self._packed(one or smallest, WIDEST if count > 2 else float("inf"))

    def _fitting(self, sizes: Sequence[int], most: int) -> int:
        """The largest size in which so many lines are enough; 0 for none."""
        for size in sizes:
            lines = self._packed(size, WIDEST)
            tall = sum(max(self._boards[k].height for k in line) * size for line in lines)
            if len(lines) <= most and tall <= HIGHEST and self._width(size, lines) <= WIDEST:
                return size
        return 0

    def _width(self, size: float, lines: list[list[int]]) -> float:
        grids = [Grid(board, size, self._look) for board in self._boards]
        return max(sum(self._wide(grids[k], first=k == 0) for k in line) for line in lines)

    def _is_low(self) -> bool:
        return len(self._boards) > 1 and all(board.rows <= LOW for board in self._boards)

    def _below(self, sizes: Sequence[int]) -> int:
        """The size in which low grids stand below each other; the smallest may be wider than the rest."""
        rows = sum(board.height for board in self._boards)
        for size in sizes:
            wide = max(Grid(board, size, self._look).left + board.width * size for board in self._boards)
            if wide <= WIDEST and rows * size <= HIGHEST:
                return size
        return sizes[-1]

    def _packed(self, size: float, widest: float) -> list[list[int]]:
        lines: list[list[int]] = []
        used = 0.0
        for k, board in enumerate(self._boards):
            wide = self._wide(Grid(board, size, self._look), first=k == 0)
            if lines and used + wide <= widest:
                lines[-1].append(k)
                used += wide
            else:
                lines.append([k])
                used = wide
        return lines

    def _gap(self, board: Board, *, first: bool) -> float:
        if board.arrow is None or self._stacked:
            return 0 if first else BARE_GAP
        # The first of a further line has its arrow too; the first of all has none.
        return max(GAP, em(board.arrow) * ARROW + 20)

    def _wide(self, grid: Grid, *, first: bool) -> float:
        return self._gap(grid.board, first=first) + grid.left + grid.right

    def _high(self, line: Sequence[int]) -> float:
        grids = [self.grids[k] for k in line]
        above = max(grid.top + grid.middle for grid in grids)
        return above + max(grid.bottom - grid.middle for grid in grids)

    def _across(self, said: str, start: float, stop: float, middle: float) -> Iterator[str]:
        start, stop = start + 10, stop - 4
        if said:
            yield text(said, (start + stop) / 2, middle - 9, ARROW, text_anchor="middle", fill=self._look.muted)
        yield self._shaft(f"M{number(start)} {number(middle)}H{number(stop)}", stop, middle, "-5 -4L0 0L-5 4")

    def _down(self, said: str, x: float, y: float) -> Iterator[str]:
        y -= 10
        yield self._shaft(f"M{number(x)} {number(y - 26)}V{number(y)}", x, y, "-4 -5L0 0L4 -5")
        if said:
            yield text(said, x + 12, y - 9, ARROW, fill=self._look.muted)

    def _shaft(self, line: str, x: float, y: float, head: str) -> str:
        look: Attributes = {"fill": "none", "stroke": self._look.muted, "stroke_width": 1.5}
        point = element("path", d=f"M{head}", transform=f"translate({number(x)} {number(y)})", **look)
        return element("g", element("path", d=line, **look), point)
