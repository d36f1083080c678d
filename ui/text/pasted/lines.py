"""A pasted text -> its logical lines, with the signs that programs, chats and keyboards add taken out. Linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ui.text.reading import ReadingError

# What is read at all; brackets open at once; logical lines.
LONGEST, DEEPEST, MOST_LINES = 20_000, 30, 600

# What Chinese keyboards, phones and word processors write for the same signs.
_PLAIN = str.maketrans(
    {
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **{"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"},
        **{"\u2212": "-", "\u00d7": "x", "\t": "    ", "\\": "/"},
        **dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
        **dict.fromkeys("\u00a0\u202f\u2007\u3000", " "),
    }
)
# What stands before a line in a prompt, a chat or a traceback.
_PROMPT = re.compile(
    r"^(?: {0,8}(?:>>>|\.\.\.)(?: |$)|In ?\[\d{0,4}\]: ?|Out ?\[\d{0,4}\]: ?|```\w{0,12}$|-{3,4}> ?\d{0,5} )"
)
_SIGNS = re.compile(r"[\[\](){}\n#'\"]")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
# Python warns of a word right after a number.
_NUMBER_WORD = re.compile(r"(?<![\w.])(\d[\d_.]{0,30})(?=(?:and|or|if|else|in|is|for|not)\b)")
_F_STRING = re.compile(r"(?<!\w)(?:[rRbBuU]?[fF][rR]?)$")


class PastedTextError(ReadingError):
    """A pasted text that is not read at all; str() is one sentence."""


@dataclass(frozen=True)
class Line:
    """A logical line: brackets closed, comments and prompts gone.

    Attributes:
        number: of its first line in the text, from 1.
        indent: spaces before it.
        text: without them.
        block: the lines that stand below it, further in.
    """

    number: int
    indent: int
    text: str
    block: list[Line] = field(default_factory=list, compare=False)


def plain(text: str) -> str:
    """The text in plain signs, a number of lines as before.

    Raises:
        PastedTextError: for nothing, and for more than is read.
    """
    if len(text) > LONGEST:
        raise PastedTextError("paste-too-long", "paste", text[:40], count=len(text), most=LONGEST)
    text = text.replace("\\\r\n", "  ").replace("\\\n", "  ").replace("\r\n", "\n").translate(_PLAIN)
    text = "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in text)
    if not text.strip():
        raise PastedTextError("paste-empty", "paste", "", {"paste": "nn.MaxPool2d(3, stride=2, padding=1)"})
    return text


def physical(text: str) -> list[str]:
    """The lines as they stand, without what a prompt or a chat puts before them."""
    return [_PROMPT.sub("", line.rstrip()) for line in text.split("\n")]


def logical(lines: list[str]) -> list[Line]:
    """Lines of code; brackets that are never closed are closed at the end, those that close nothing are left out.

    Raises:
        PastedTextError: for brackets too deep, or too many lines.
    """
    found = list(_logical("\n".join(lines)))
    if len(found) > MOST_LINES:
        raise PastedTextError("paste-too-many-lines", "paste", "", count=len(found), most=MOST_LINES)
    return found


def _logical(text: str) -> Iterator[Line]:
    opened: list[str] = []
    parts: list[str] = []
    at, number, first = 0, 1, 1

    def line() -> Line | None:
        whole = "".join(parts)
        said = whole.strip()
        if not said:
            return None
        return Line(first, len(whole) - len(whole.lstrip()), _NUMBER_WORD.sub(r"\1 ", said))

    while True:
        sign = _SIGNS.search(text, at)
        if sign is None:
            parts.append(text[at:])
            parts += [_CLOSES[each] for each in reversed(opened)]
            break
        start, is_first = sign.start(), not "".join(parts[:1]).strip()
        if is_first and text[at:start].strip():
            first = number
        parts.append(text[at:start])
        at = start + 1
        what = sign[0]
        if what == "\n":
            number += 1
            if opened:
                parts.append("\n")  # so that each call knows its line
                continue
            made = line()
            if made is not None:
                yield made
            parts, first = [], number
        elif what == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif what in "'\"":
            end, said = _string(text, start, what)
            # Nothing of a string is worked out.
            parts[-1] = _F_STRING.sub("", parts[-1])
            lines_in = text.count("\n", start, end)
            parts.append(said + "\n" * lines_in * bool(opened))
            number += lines_in
            at = end
        elif what in _CLOSES:
            opened.append(what)
            if len(opened) > DEEPEST:
                raise PastedTextError("paste-too-deep", "paste", "", line=number, most=DEEPEST)
            parts.append(what)
        elif opened and _CLOSES[opened[-1]] == what:
            opened.pop()
            parts.append(what)
    made = line()
    if made is not None:
        yield made


def _string(text: str, start: int, quote: str) -> tuple[int, str]:
    """Where a string ends, and the same in one line."""
    if text.startswith(quote * 3, start):
        end = text.find(quote * 3, start + 3)
        return (len(text) if end < 0 else end + 3), "''"
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = text.find(quote, start + 1, line_end)
    if end < 0:  # an apostrophe of a sentence
        return start + 1, " "
    return end + 1, text[start : end + 1]


def blocks(lines: list[Line]) -> list[Line]:
    """The lines of the outermost indentation, each with those below it that stand further in."""
    outermost: list[Line] = []
    opened: list[Line] = []
    for line in lines:
        while opened and (line.indent <= opened[-1].indent or not opened[-1].text.endswith(":")):
            opened.pop()
        (opened[-1].block if opened else outermost).append(line)
        opened.append(line)
    return outermost
