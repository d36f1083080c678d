"""The code of a class as it is written on a board: a name, and after it the topics, a level, how many exercises.

``E8AV`` is all topics; ``E8AV-AC2-10`` is ten exercises of two topics at level 2. Whoever types it has the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ui.practice.topics import TOPICS

# Where nothing is said.
PLAIN = "POOL"
FEWEST, USUAL, MOST = 4, 12, 30
LONGEST = 40
# One letter for each topic, for good: codes stand on paper. Without I, which is taken for a 1.
LETTERS = dict(zip(TOPICS, "ABCDEFGHJKL", strict=True))
_CODE = re.compile(r"([A-Z0-9]{1,8})(?:-(?=.)([A-HJ-L]*)([1-3]?)(?=-|$))?(?:-([4-9]|[12][0-9]|30))?")
_DASHES = re.compile("[\N{HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]")


@dataclass(frozen=True)
class Code:
    """What a code says.

    Attributes:
        name: of the class, which the numbers are drawn for.
        topics: of the series, in the order of ``TOPICS``.
        held: the level that stays; ``None`` where it rises with right answers.
        count: exercises of the series.
    """

    name: str = PLAIN
    topics: tuple[str, ...] = tuple(TOPICS)
    held: int | None = None
    count: int = USUAL

    def __str__(self) -> str:
        letters = "" if self.topics == tuple(TOPICS) else "".join(LETTERS[topic] for topic in self.topics)
        chosen = f"{letters}{self.held or ''}"
        return "-".join(filter(None, (self.name, chosen, str(self.count) if self.count != USUAL else "")))


def read(said: str) -> Code:
    """What somebody typed; a name that is followed by nothing that can be read stands alone.

    Example:
        >>> str(read("e8av-ca2-10")), str(read("k7 qf")), str(read("E8AV-99")), str(read("?"))
        ('E8AV-AC2-10', 'K7QF', 'E8AV', 'POOL')
    """
    kept = re.sub(r"[^A-Z0-9-]", "", _DASHES.sub("-", said[:LONGEST].upper())).strip("-")
    found = _CODE.fullmatch(kept)
    if not found:
        return Code(kept.partition("-")[0][:8] or PLAIN)
    name, letters, held, count = found.groups()
    return Code(
        name,
        chosen_topics([topic for topic, letter in LETTERS.items() if letter in (letters or "")]),
        int(held) if held else None,
        int(count or USUAL),
    )


def chosen_topics(names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that are topics, in their order; all of them where none is."""
    return tuple(topic for topic in TOPICS if topic in names) or tuple(TOPICS)
