"""Which exercise an address means, and the address of an exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from ui.practice.series import CODE, MOST_NUMBERS, MOST_TURNS, Asked, chosen_topics
from ui.practice.topics import LEVELS, TOPICS

PAGE = "practice"
# Where an address says no code.
PLAIN = "POOL"


def asked(pairs: Mapping[str, str]) -> Asked:
    """What an address means; what it does not say, or says beyond all bounds, is as near as there is."""
    return Asked(
        code=code(pairs.get("code", "")),
        topics=chosen_topics(pairs.get("topics", "").split(",")),
        number=number(pairs, "number", 1, MOST_NUMBERS),
        level=number(pairs, "level", LEVELS[0], LEVELS[-1]),
        turn=number(pairs, "turn", 0, MOST_TURNS),
    )


def code(said: str) -> str:
    """A code as it is written on a board: capitals and digits, eight at most."""
    kept = re.sub(r"[^A-Z0-9]", "", said[:40].upper())[:8]
    return kept if CODE.fullmatch(kept) else PLAIN


def number(pairs: Mapping[str, str], name: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    said = pairs.get(name, "")
    return max(low, min(int(said), high)) if re.fullmatch(r"[0-9]{1,4}", said) else low


def query(one: Asked) -> str:
    """The query string of an exercise; what says nothing is left out."""
    said = {
        "code": one.code,
        "topics": "" if one.topics == tuple(TOPICS) else ",".join(one.topics),
        "number": str(one.number),
        "level": "" if one.level == LEVELS[0] else str(one.level),
        "turn": str(one.turn) if one.turn else "",
    }
    return urlencode({name: text for name, text in said.items() if text}, safe=",")
