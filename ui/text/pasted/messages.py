"""Messages of errors -> their key and their numbers. What is looked for stands in ``messages.toml``; each is linear."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from ui.text.pasted.features import explained
from ui.text.pasted.found import Message

MOST = 4
_TABLE = tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))
_KINDS = {
    "": r"(-?\d{1,12})",
    "list": r"[\[(]([\d, x-]{1,80})[\])]",
    "words": r"([\w ()]{2,40}?)",
}
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ERROR = re.compile(r"\s{0,40}(?:[A-Za-z_][\w.]{0,60})?(?:Error|Exception|Warning)\b:?")
_FRAMES = tuple(_TABLE["frames"]["begins"])


def _pattern(says: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A message as a pattern, and the names of its groups."""
    parts = _PLACE.split(says)  # text, name, kind, text, name, kind, ...
    made = [re.escape(parts[0])]
    for at in range(1, len(parts), 3):
        made += [_KINDS[parts[at + 1] or ""], re.escape(parts[at + 2])]
    return re.compile("".join(made), re.IGNORECASE), tuple(parts[1::3])


PATTERNS: Sequence[tuple[str, re.Pattern[str], tuple[str, ...]]] = tuple(
    (each["key"], *_pattern(each["says"])) for each in _TABLE["messages"]
)


def find_messages(lines: Sequence[str]) -> list[Message]:
    """The errors that a text names, the last first; a message may be broken over lines."""
    stripped = [line.strip() for line in lines]
    flat, starts = " ".join(stripped), [0, *accumulate(len(line) + 1 for line in stripped)]
    found: dict[int, Message] = {}
    for key, pattern, names in PATTERNS:
        for match in islice(pattern.finditer(flat), MOST):
            at = bisect_right(starts, match.start())
            numbers = {name: _number(said) for name, said in zip(names, match.groups(), strict=True)}
            message = Message(key, numbers, at)
            found.setdefault(at, explained(message) if key == "features" else message)
    return [found[at] for at in sorted(found, reverse=True)][:MOST]


def _number(said: str) -> Any:
    if re.fullmatch(r"-?\d{1,12}", said):
        return int(said)
    if re.fullmatch(r"[\d, x-]{1,80}", said):
        return tuple(int(each) for each in re.findall(r"-?\d{1,12}", said))
    return said


def without_tracebacks(lines: Sequence[str]) -> list[str]:
    """The lines with those of a traceback emptied, so that the lines of code in it are not read for a program."""
    kept, inside = [], False
    for line in lines:
        is_message = _ERROR.match(line) is not None
        if line.lstrip().startswith(_FRAMES):
            inside = True
        elif inside and line[:1] not in ("", " "):
            inside = False
        kept.append("" if inside or is_message else line)
    return kept
