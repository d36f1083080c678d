"""What a text looks for, as data: those of its words that say something, each with the word for it that is used here.

Small words and synonyms stand in search.toml of each language; those of English hold in every one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ui.words import content, current
from ui.words.language import FALLBACK

# Letters of what is looked for; what is longer is cut.
LONGEST = 80
# Languages whose words a process keeps.
KEPT = 4
HAN = re.compile(r"[㐀-鿿]+")
# Around a word; wide ones are folded.
MARKS = "?!.,;:\"'“”、。"

# Texts of which one is enough.
Group = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A language's words about words, as they are compared.

    Attributes:
        small: words that say nothing of what is looked for.
        inside: those that stand inside a text without spaces.
        phrases: any of the synonyms, and the word for them that is used here.
        meant: of each of these, itself and that word.
        endings: what a word may lose.
    """

    small: frozenset[str]
    inside: re.Pattern[str]
    phrases: re.Pattern[str]
    meant: dict[str, Group]
    endings: Group


def folded(text: str) -> str:
    """A text as it is compared: width, case and the lines of ``max_pool2d`` make no difference.

    Example:
        >>> folded("MaxPool2d"), folded("max_pool2d")
        ('maxpool2d', 'maxpool2d')
    """
    return unicodedata.normalize("NFKC", text).casefold().replace("_", "")


def looked_for(text: str) -> list[Group]:
    """What a text looks for, a group for each of its words; small words only where there is nothing else.

    Example:
        >>> looked_for("What are gaps in translation invariance?")
        [('translation invariance', 'shift'), ('gap',)]
    """
    known = _known(current())
    line = folded(text[:LONGEST])
    found = [known.meant[match[0]] for match in known.phrases.finditer(line)]
    found += [(word,) for part in known.phrases.sub(" ", line).split() for word in _words(part, known)]
    return found or [(part,) for part in line.split()]


def in_parts(wanted: Iterable[Group], size: int) -> Iterator[Group]:
    """Groups with Chinese that is written without a space cut into so many letters at a time.

    Example:
        >>> list(in_parts([("最大值2d",)], 2))
        [('最大',), ('大值',), ('2d',)]
    """
    for group in wanted:
        if len(group) > 1 or not HAN.search(group[0]):
            yield group
            continue
        for run in HAN.findall(group[0]):
            yield from ((run[at : at + size],) for at in range(max(1, len(run) - size + 1)))
        yield from ((part,) for part in HAN.split(group[0]) if part)


def _words(part: str, known: Known) -> Iterator[str]:
    for word in known.inside.split(part):
        bare = word.strip(MARKS)
        if bare and bare not in known.small:
            ending = next((end for end in known.endings if bare.endswith(end) and len(bare) > len(end) + 2), "")
            yield bare.removesuffix(ending)


@lru_cache(maxsize=KEPT)
def _known(language: str) -> Known:
    said = [content.in_language("search", each)["asked"] for each in dict.fromkeys((language, FALLBACK))]
    small = {word for each in said for word in folded(each["small"]).split()}
    meant: dict[str, Group] = {}
    for each in said:
        for listed in each["synonyms"].values():
            here, *others = (phrase.strip() for phrase in folded(listed).split(","))
            # What is said first, in the language that is spoken, holds.
            meant = {here: (here,), **{other: (other, here) for other in others}, **meant}
    letters = [word for word in small if HAN.fullmatch(word)]
    return Known(
        frozenset(small),
        re.compile(_any(letters)),
        re.compile(rf"(?<![a-z0-9])(?:{_any(meant)})(?![a-z0-9])"),
        meant,
        tuple({end for each in said for end in each["endings"].split()}),
    )


def _any(texts: Iterable[str]) -> str:
    """A pattern of any of these, the longest first; of none, one that nothing has."""
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)) or r"(?!)"
