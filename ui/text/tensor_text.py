"""A small tensor as text: reading what people paste, and the canonical form that reads back bit for bit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ui.text.limits import LARGE, MAX_CHARACTERS, MAX_SIDE, SMALL, Limits
from ui.text.number_text import (
    DECIMAL_COMMA,
    MAX_CELL_CHARACTERS,
    NUMBER,
    TensorTextError,
    cell_value,
    exact,
    plain,
    read_number,
    short,
    shown,
)

__all__ = [
    "LARGE",
    "MAX_CELL_CHARACTERS",
    "MAX_CHARACTERS",
    "MAX_SIDE",
    "NUMBER",
    "SMALL",
    "Limits",
    "Parsed",
    "TensorTextError",
    "apply_block",
    "cell_value",
    "exact",
    "format_tensor",
    "parse",
    "short",
]

_MAX_DEPTH = 8

_TRUTH = re.compile(r"\b(?:(true)|false)\b", re.IGNORECASE | re.ASCII)
_FLOAT_CALL = re.compile(r"\bfloat\(\s*['\"]([+-]?(?:inf|infinity|nan))['\"]\s*\)", re.IGNORECASE | re.ASCII)
_SCALAR_CALL = re.compile(r"\b(?:np|numpy)\.(?:float|int|uint)[0-9]{1,3}\(([^()]{0,40})\)", re.ASCII)
_NAMED = re.compile(r"\b(?:np|numpy|torch|math)\.(inf|nan)\b", re.IGNORECASE | re.ASCII)
_ASSIGNED = re.compile(r"\s*[A-Za-z_][A-Za-z_0-9]*\s*=(?!=)")
_CALL = re.compile(r"\s*(?:(?:torch|np|numpy)\.)?(?:tensor|as_tensor|Tensor|FloatTensor|array|asarray|matrix)\s*\(")
_AFTER_CALL = re.compile(r"(?:,(?:dtype|device|requires_grad|grad_fn|copy|ndmin)=[A-Za-z0-9_.<>'\":]+)*,?\);?")
_TOKEN = re.compile(r"[\[\](),]|\s+|[^\s\[\](),]+")
_CLOSES = {"]": "[", ")": "("}


@dataclass(frozen=True)
class Parsed:
    """What a text said: `array` is (rows, cols); `one_dimensional` when it was a flat literal such as [1, 2, 3]."""

    array: NDArray[Any]
    one_dimensional: bool


def parse(text: str, dtype: DTypeLike = np.float32, limits: Limits = SMALL) -> Parsed:
    """Read a table (spreadsheet, CSV, our own form) or a literal (Python, NumPy, torch, as typed or as printed)."""
    if len(text) > limits.characters:
        raise _error("text-too-long", text, count=len(text), most=limits.characters, side=limits.side)
    text = plain(text).replace("\r\n", "\n").replace("\r", "\n")
    for spelled_out in (_FLOAT_CALL, _SCALAR_CALL, _NAMED):
        text = spelled_out.sub(r"\1", text)
    text = _TRUTH.sub(lambda found: "1" if found[1] else "0", text)
    text = text.strip("\n ")
    if not text.strip():
        raise _error("text-empty", text, {"input": "0"})
    if "..." in text or "…" in text:
        raise _error("text-left-out", text)
    if not any(bracket in text for bracket in "[]()"):
        rows, decimal_comma = _table(text)
        return Parsed(_array(rows, dtype, decimal_comma, limits=limits), False)
    if ";" in text[:-1] and text[0] == "[" and text[-1] == "]" and text.count("[") == 1:
        split = [_cells(row) for row in text[1:-1].split(";") if row.strip()]
        return Parsed(_array(split, dtype, limits=limits), False)
    rows, flat = _literal(text)
    return Parsed(_array(rows, dtype, limits=limits), flat)


def format_tensor(array: NDArray[np.number[Any]]) -> str:
    """The canonical text: one line per row, one space between numbers, each the shortest that reads back the same."""
    return "\n".join(" ".join(exact(value) for value in row) for row in np.atleast_2d(array))


def apply_block(
    array: NDArray[Any], row: int, col: int, block_texts: Sequence[Sequence[str]], dtype: DTypeLike = np.float32
) -> NDArray[Any]:
    """A copy of `array` in `dtype`, the block of cell texts written over it, its upper-left cell at (row, col)."""
    rows, cols = array.shape
    texts = [[plain(text) for text in line] for line in block_texts]
    height, width = _size(texts)
    if not (0 <= row < rows and 0 <= col < cols):
        raise _error("block-outside", texts, row=row + 1, column=col + 1, rows=rows, columns=cols)
    if row + height > rows or col + width > cols:
        bottom, right = max(rows, row + height), max(cols, col + width)
        sizes = {"height": height, "width": width, "bottom": bottom, "right": right, "rows": rows, "columns": cols}
        fits = max(bottom, right) <= MAX_SIDE
        key, fix = ("block-past-edge", {"rows": bottom, "columns": right}) if fits else ("block-past-limit", {})
        raise _error(key, texts, fix, row=row + 1, column=col + 1, **sizes)
    result = np.array(array, dtype=dtype)
    result[row : row + height, col : col + width] = _array(texts, dtype, decimal_comma=True, block=True)
    return result


def _error(key: str, received: object, *fixes: Mapping[str, Any], **values: object) -> TensorTextError:
    return TensorTextError(key, "input", received, *fixes, **values)


def _size(rows: Sequence[Sequence[str]], limits: Limits = SMALL) -> tuple[int, int]:
    height, width = len(rows), max((len(row) for row in rows), default=0)
    if width == 0:
        raise _error("text-no-number", rows, {"input": "0"})
    if not limits.hold(height, width):
        key = "text-too-large" if limits.columns == limits.side else "text-too-large-or-long"
        raise _error(key, rows, rows=height, columns=width, side=limits.side, longest=limits.columns)
    return height, width


def _array(
    rows: Sequence[Sequence[str]],
    dtype: DTypeLike,
    decimal_comma: bool = False,
    block: bool = False,
    limits: Limits = SMALL,
) -> NDArray[Any]:
    """Number texts to an array; the size is judged before any number is read. One number of a block is a cell."""
    alone = _size(rows, limits) == (1, 1) and block
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            key = "row-of-one" if len(row) == 1 else "row-length"
            raise _error(key, row, row=index + 1, count=len(row), first=len(rows[0]))
    values = [
        [read_number(text, None if alone else (r, c), decimal_comma, dtype) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    return np.array(values, dtype=dtype)


def _table(text: str) -> tuple[list[list[str]], bool]:
    """Rows of cell texts, and whether a comma inside a cell is a decimal comma (tabs or semicolons separate)."""
    lines = [line for line in text.split("\n") if line.strip()]
    if "\t" in text:
        return [line.split("\t") for line in lines], True
    bare = [line.strip().removesuffix(";") for line in lines]
    if len(lines) > 1 and any(";" in line for line in bare):
        return [line.split(";") for line in bare], True
    # On one line, or only at the ends of lines, a semicolon ends a row.
    rows = [row.strip() for line in lines for row in line.split(";") if row.strip()]
    if ";" in text and len(rows) > 1 and all(DECIMAL_COMMA.fullmatch(row) for row in rows):
        raise _error("text-two-ways", text, said=shown(text))
    return [_cells(row) for row in rows], False


def _cells(row: str) -> list[str]:
    """One row whose numbers are separated by commas or by spaces."""
    if "," not in row:
        return row.split()
    cells = [cell.strip() for cell in row.strip().removesuffix(",").split(",")]
    if any(len(cell.split()) > 1 for cell in cells):
        raise _mixed(row)
    return cells


def _mixed(row: str) -> TensorTextError:
    return _error("text-mixed", row, said=shown(row))


def _literal(text: str) -> tuple[list[list[str]], bool]:
    """Rows of a bracketed literal, and whether it was flat."""
    assigned = _ASSIGNED.match(text)
    text = text[assigned.end() :] if assigned else text
    call = _CALL.match(text)
    if call:
        items, rest = _nested(text[call.end() :], inside_call=True)
        if not rest:
            raise _error("call-open", text)
        if not _AFTER_CALL.fullmatch("".join(rest.split())):
            raise _error("call-ending", rest, said=shown(rest))
        if len(items) != 1:
            raise _error("call-empty", text)
    else:
        items, _ = _nested(text.removesuffix(";"), inside_call=False)
        if isinstance(items[0], str):
            raise _error("text-program", text, said=shown(text))
    value = items[0] if len(items) == 1 and isinstance(items[0], list) else items
    while len(value) == 1 and isinstance(value[0], list) and value[0] and isinstance(value[0][0], list):
        value = value[0]
    if all(isinstance(item, str) for item in value):
        return [value], True
    for index, row in enumerate(value):
        if isinstance(row, str):
            raise _error("row-without-brackets", row, row=index + 1, said=shown(row))
        if row and isinstance(row[0], list):
            raise _error("planes", value, count=len(value))
        if any(isinstance(item, list) for item in row):
            raise _error("row-holds-list", row, row=index + 1)
    return value, False


@dataclass
class _Level:
    """One open bracket: what it holds so far and how its items were separated."""

    bracket: str
    items: list[Any] = field(default_factory=list)
    commas: int = 0
    gaps: int = 0
    after_item: bool = False

    def add(self, item: Any) -> None:
        self.gaps += self.after_item
        self.items.append(item)
        self.after_item = True

    def comma(self) -> None:
        if not self.after_item:
            raise _error("comma-alone", self.items)
        self.commas += 1
        self.after_item = False

    def close(self) -> list[Any]:
        if self.commas and self.gaps and isinstance(self.items[0], str):
            raise _mixed(" ".join(str(item) for item in self.items[:6]))
        return self.items


def _nested(text: str, inside_call: bool) -> tuple[list[Any], str]:
    """Brackets to nested lists of number texts; inside a call, up to its first value, and the text after that."""
    levels = [_Level("")]
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if inside_call and len(levels) == 1 and (sign == ")" or levels[0].items):
            return levels[0].items, text[token.start() :]
        if sign in "[(":
            if len(levels) > _MAX_DEPTH:
                raise _error("brackets-too-deep", text, depth=len(levels))
            levels.append(_Level(sign))
        elif sign in _CLOSES:
            if levels[-1].bracket != _CLOSES[sign]:
                raise _error("bracket-closes-nothing", text, bracket=sign)
            closed = levels.pop().close()
            levels[-1].add(closed)
        elif sign == ",":
            levels[-1].comma()
        elif not sign.isspace():
            levels[-1].add(sign)
    if len(levels) > 1:
        raise _error("bracket-open", text, bracket=levels[-1].bracket)
    return levels[0].close(), ""
