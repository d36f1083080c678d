"""Which exercise an address means, and the address of an exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from ui.practice.code import Code, chosen_topics, read
from ui.practice.series import MOST_NUMBERS, MOST_TURNS, Asked
from ui.practice.topics import LEVELS, TOPICS

PAGE = "practice"


def code(pairs: Mapping[str, str]) -> Code:
    """The code of an address; topics that stand beside it count where it has none of its own."""
    found = read(pairs.get("code", ""))
    if found.topics != tuple(TOPICS):
        return found
    return replace(found, topics=chosen_topics(pairs.get("topics", "").split(",")))


def asked(pairs: Mapping[str, str]) -> Asked:
    """What an address means; what it does not say, or says beyond all bounds, is as near as there is."""
    found = code(pairs)
    return Asked(
        code=found,
        number=number(pairs, "number", 1, MOST_NUMBERS),
        level=found.held or number(pairs, "level", LEVELS[0], LEVELS[-1]),
        turn=number(pairs, "turn", 0, MOST_TURNS),
    )


def number(pairs: Mapping[str, str], name: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    said = pairs.get(name, "")
    return max(low, min(int(said), high)) if re.fullmatch(r"[0-9]{1,4}", said) else low


def query(one: Asked) -> str:
    """The query string of an exercise; what says nothing is left out."""
    said = {
        "code": str(one.code),
        "number": str(one.number),
        "level": "" if one.level == (one.code.held or LEVELS[0]) else str(one.level),
        "turn": str(one.turn) if one.turn else "",
    }
    return urlencode({name: text for name, text in said.items() if text})
