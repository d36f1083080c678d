"""One search over everything that can be found: each entry with the state of a lesson that shows it.

What is written is looked for in the language that is spoken and in English, in whose letters PyTorch's names stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ui import course, facts
from ui.lessons import LESSONS
from ui.practice.topics import TOPICS
from ui.state.codec import spoken
from ui.words import current, speaking, words
from ui.words.language import FALLBACK
from ui.words.listed import listed

# Letters of what is looked for; what is longer is cut.
LONGEST = 80
# Languages whose entries a process keeps.
KEPT = 4
HAN = re.compile(r"[㐀-鿿]+")


@dataclass(frozen=True)
class Entry:
    """What can be found: a link by its words, and what stands below it.

    Attributes:
        pairs: what the link says of the page's state.
        where: what it belongs to; said with it, and not looked into.
    """

    title: str
    page: str
    pairs: Mapping[str, str] = field(default_factory=dict)
    more: str = ""
    where: str = ""


def found(wanted: str) -> dict[str, list[Entry]]:
    """The entries of each kind that hold every word of a text, those with all of them in the title first.

    Where none does, Chinese that is written without a space is looked for letter by letter.

    Example:
        >>> [entry.title for entry in found("ceil_mode floor replaces")["statements"]]
        ['ceil_mode just replaces floor by ceil in the formula of the output size.']
    """
    parts = folded(wanted[:LONGEST]).split()
    if not parts:
        return {kind: [] for kind in KINDS}
    held = _holding(parts)
    if any(held.values()):
        return held
    return _holding([each for part in parts for each in _letters(part)])


def folded(text: str) -> str:
    """A text as it is compared: width, case and the lines of ``max_pool2d`` make no difference.

    Example:
        >>> folded("MaxPool2d"), folded("max_pool2d")
        ('maxpool2d', 'maxpool2d')
    """
    return unicodedata.normalize("NFKC", text).casefold().replace("_", "")


def _holding(parts: Sequence[str]) -> dict[str, list[Entry]]:
    held = {}
    for kind, entries in _index(current()).items():
        ranked = [(all(part in title for part in parts), entry) for entry, title, text in entries if _has(text, parts)]
        held[kind] = [entry for _, entry in sorted(ranked, key=lambda one: not one[0])]
    return held


def _has(text: str, parts: Sequence[str]) -> bool:
    return all(part in text for part in parts)


def _letters(part: str) -> list[str]:
    """Each Chinese letter of a text, and what stands between them."""
    return [*"".join(HAN.findall(part)), *filter(None, HAN.split(part))]


@lru_cache(maxsize=KEPT)
def _index(language: str) -> dict[str, list[tuple[Entry, str, str]]]:
    """Each entry with its title and all its words as they are compared."""
    index = {}
    for kind, entries in KINDS.items():
        with speaking(language):
            said = entries()
        with speaking(FALLBACK):
            english = entries()
        index[kind] = [
            (entry, folded(f"{entry.title}\n{other.title}"), folded("\n".join((*_said(entry), *_said(other)))))
            for entry, other in zip(said, english, strict=True)
        ]
    return index


def _said(entry: Entry) -> tuple[str, str]:
    return entry.title, entry.more


# ---- what can be found ----


def _lessons() -> list[Entry]:
    ways_on = words("start")["ways_on"]
    return [Entry(step.label, step.lesson, more=ways_on[step.lesson]) for step in course.STEPS]


def _examples() -> list[Entry]:
    return [
        Entry(
            example["title"],
            name,
            spoken(LESSONS[name].fields, LESSONS[name].example_state(example)),
            example["look"],
            LESSONS[name].words["title"],
        )
        for name in course.LESSONS
        for example in LESSONS[name].examples
    ]


def _facts() -> list[Entry]:
    return [Entry(fact["says"], fact["lesson"], facts.pairs(fact)) for fact in listed("facts")]


def _statements() -> list[Entry]:
    return [Entry(fact["says"], fact["lesson"], facts.pairs(fact)) for fact in facts.statements()]


def _terms() -> list[Entry]:
    """A word leads to an example that shows it, or to the lesson that is about it."""
    return [
        Entry(
            f"{term['name']} ({term['api']})" if "api" in term else term["name"],
            term["lesson"],
            _pairs_of_example(term["lesson"], term.get("example")),
            term["says"],
        )
        for term in listed("terms")
    ]


def _pairs_of_example(lesson: str, example: str | None) -> dict[str, str]:
    if example is None:
        return {}
    (shown,) = (each for each in LESSONS[lesson].examples if each["id"] == example)
    return spoken(LESSONS[lesson].fields, LESSONS[lesson].example_state(shown))


def _exercises() -> list[Entry]:
    """A topic leads to a series of it."""
    text = words("practice")
    return [Entry(text["topics"][topic], "practice", {"topics": topic}, text["lede"]) for topic in TOPICS]


# Another kind is a function that lists its entries, always in the same order, and a heading in search.toml.
KINDS: Mapping[str, Callable[[], list[Entry]]] = {
    "lessons": _lessons,
    "examples": _examples,
    "facts": _facts,
    "statements": _statements,
    "terms": _terms,
    "exercises": _exercises,
}
