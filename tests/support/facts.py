"""The facts and their links; `python -m tests.support.facts` writes docs/facts.md afresh, in each language."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ui import claims
from ui.facts import pairs
from ui.words import current, speaking, words
from ui.words.choice import KEY
from ui.words.content import languages
from ui.words.language import FALLBACK
from ui.words.listed import listed

DOCS = Path(__file__).resolve().parents[2] / "docs"


def of_claim(number: int, claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim as a fact: what is said, the verdict of our core, what holds."""
    verdict = "true" if claims.judge(claim, by_torch=False).holds else "false"
    return {
        "id": claim["id"],
        "part": "claims",
        "number": str(number),
        "says": words("facts")["judged"][verdict].format(says=claim["says"], holds=claim["holds"]),
        "lesson": "true_or_false",
        "state": {"claim": claim["id"], "guess": verdict},
        "shows": {"said": f"the statement is {verdict}"},
    }


def facts() -> list[dict[str, Any]]:
    """Every fact, the claims last, in the language that is spoken now."""
    return [*map(dict, listed("facts")), *(of_claim(*each) for each in enumerate(listed("claims"), 1))]


FACTS = facts()


def link(fact: Mapping[str, Any]) -> str:
    """The address below the app's own; it names the language where that is not the one that stands in for others."""
    spoken = {} if current() == FALLBACK else {KEY: current()}
    query = urlencode({**pairs(fact), **spoken})
    return f"{fact['lesson']}?{query}" if query else str(fact["lesson"])


def place(language: str) -> Path:
    """Where the page of facts in a language stands."""
    return DOCS / ("facts.md" if language == FALLBACK else f"facts.{language}.md")


def page() -> str:
    """All facts with their links as Markdown, in the language that is spoken now."""
    text, said = words("facts"), facts()
    names = [name if each == current() else f"[{name}]({place(each).name})" for each, name in languages().items()]
    lines = [f"# {text['heading']}", "", " · ".join(names), "", text["intro"]]
    for part, title in text["parts"].items():
        lines += ["", f"## {title}", "", "| " + " | ".join(text["columns"]) + " |", "|---|---|---|"]
        for fact in said:
            if fact["part"] == part:
                says = fact["says"].replace("|", "\\|")
                lines.append(f"| {fact['number']} | {says} | `{link(fact)}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for language in languages():
        with speaking(language):
            written = place(language).with_suffix(".new")
            written.write_text(page(), encoding="utf-8")
            os.replace(written, place(language))
