"""The deck of statements: each card with its topic, its level and the page that shows it; the topics of the score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ui.page.parts import Part
from ui.state.codec import text_of
from ui.words import words
from ui.words.listed import entries, listed

Words = Mapping[str, Any]


def cards(text: Words) -> list[Part]:
    """Every card in its order, as the bar of progress has it, with the name of its level."""
    levels = text["levels"]
    return [{"id": each["id"], "says": each["says"], "level": levels[each["level"]]} for each in listed("claims")]


def place(claim: Mapping[str, Any], text: Words) -> str:
    """Which card it is, of which level and topic."""
    names = list(entries("claims"))
    return str(
        text["place"].format(
            number=names.index(claim["id"]) + 1,
            count=len(names),
            level=text["levels"][claim["level"]],
            topic=text["topics"][claim["topic"]],
        )
    )


def seen_in(claim: Mapping[str, Any], text: Words) -> Part | None:
    """The page on which the statement's fact can be seen, where the facts have one."""
    if "fact" not in claim:
        return None
    fact = entries("facts")[claim["fact"]]
    return _link(fact["lesson"], fact["state"], text["see"])


def topics(text: Words) -> list[Part]:
    """The topics in their order: the cards of each, with what shows them, and its page."""
    found = []
    for topic in listed("topics"):
        of_it = [each for each in listed("claims") if each["topic"] == topic["id"]]
        own = [{"id": each["id"], "seen": seen_in(each, text)} for each in of_it]
        page = _link(topic["page"], topic.get("state", {}), text["deck"]["lesson"])
        found.append({"says": topic["says"], "page": page, "cards": own})
    return found


def _link(page: str, state: Mapping[str, Any], label: str) -> Part:
    """An address below the app's own, and what it is called."""
    query = urlencode({key: text_of(value) for key, value in state.items()})
    return {"to": f"{page}?{query}" if query else page, "label": label.format(lesson=words(page)["title"])}
