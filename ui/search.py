"""One search over everything that can be found: each entry with the state of a lesson that shows it.

What is written is looked for in the language that is spoken and in English, in whose letters PyTorch's names stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ui import course, facts
from ui.lessons import LESSONS
from ui.practice.topics import TOPICS
from ui.state.codec import spoken
from ui.wanted import KEPT, Group, folded, in_parts, looked_for
from ui.words import current, speaking, words
from ui.words.language import FALLBACK
from ui.words.listed import listed

# Entries where none holds every word.
FEW = 8
# Words of the glossary to begin with.
SUGGESTED = ("pooling", "window", "step", "border", "channel")


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


Found = dict[str, list[Entry]]


def found(wanted: str) -> Found:
    """The entries of each kind that hold every word of a text, kinds and entries with all of them in a title first.

    Where none does, Chinese that is written without a space is looked for letter by letter.

    Example:
        >>> [entry.title for entry in found("ceil_mode floor replaces")["statements"]]
        ['ceil_mode just replaces floor by ceil in the formula of the output size.']
    """
    groups = looked_for(wanted)
    held = _holding(groups)
    return held if any(held.values()) else _holding([*in_parts(groups, 1)])


def closest(wanted: str) -> Found:
    """The few entries that hold the most words of a text, where none holds all; rare words first, then titles."""
    groups = [group for group in in_parts(looked_for(wanted), 2) if len(group[0]) > 1]
    every = [(kind, *one) for kind, entries in _index(current()).items() for one in entries]
    rarity = [1 / max(1, sum(_has(text, group) for *_, text in every)) for group in groups]
    ranked = []
    for kind, entry, title, text in every:
        held = [rare for rare, group in zip(rarity, groups, strict=True) if _has(text, group)]
        titled = sum(_has(title, group) for group in groups)
        ranked.append(((len(held), sum(held), titled), kind, entry))
    most = max(rank[0] for rank, *_ in ranked)
    best = sorted((one for one in ranked if 0 < one[0][0] == most), key=lambda one: one[0], reverse=True)[:FEW]
    return {kind: [entry for _, of, entry in best if of == kind] for kind in KINDS}


def suggested() -> list[Entry]:
    """What to look at where nothing is found."""
    terms = {term["id"]: entry for term, entry in zip(listed("terms"), _terms(), strict=True)}
    return [terms[name] for name in SUGGESTED]


def _holding(groups: Sequence[Group]) -> Found:
    held: Found = {kind: [] for kind in KINDS}
    if not groups:
        return held
    titled = set()
    for kind, entries in _index(current()).items():
        ranked = [(_all(title, groups), entry) for entry, title, text in entries if _all(text, groups)]
        held[kind] = [entry for _, entry in sorted(ranked, key=lambda one: not one[0])]
        if any(is_titled for is_titled, _ in ranked):
            titled.add(kind)
    return {kind: held[kind] for kind in sorted(KINDS, key=lambda kind: kind not in titled)}


def _all(text: str, groups: Sequence[Group]) -> bool:
    return all(_has(text, group) for group in groups)


def _has(text: str, group: Group) -> bool:
    return any(part in text for part in group)


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


def _tools() -> list[Entry]:
    """The pages that answer a question of one's own."""
    return [Entry(words(page)["title"], page, more=words(page)["page"]["lede"]) for page in course.TOOLS]


# Another kind is a function that lists its entries, always in the same order, and a heading in search.toml.
KINDS: Mapping[str, Callable[[], list[Entry]]] = {
    "terms": _terms,
    "lessons": _lessons,
    "facts": _facts,
    "examples": _examples,
    "statements": _statements,
    "exercises": _exercises,
    "tools": _tools,
}
