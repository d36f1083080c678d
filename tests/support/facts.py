"""The facts and their links; `python -m tests.support.facts` writes the README's table of them afresh."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui import claims
from ui.lessons import LESSONS
from ui.state import codec
from ui.state.fields import Field
from ui.words import words
from ui.words.listed import listed

README = Path(__file__).resolve().parents[2] / "README.md"
CONTENT = words("facts")


def of_claim(number: int, claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim as a fact: what is said, the verdict of our core, what holds."""
    verdict = "true" if claims.judge(claim, by_torch=False).holds else "false"
    return {
        "id": claim["id"],
        "part": "claims",
        "number": str(number),
        "says": CONTENT["judged"][verdict].format(says=claim["says"], holds=claim["holds"]),
        "lesson": "true_or_false",
        "state": {"claim": claim["id"], "guess": verdict},
        "shows": {"said": f"the statement is {verdict}"},
    }


FACTS = [*listed("facts"), *(of_claim(*each) for each in enumerate(listed("claims"), 1))]


def lesson_fields(fact: Mapping[str, Any]) -> Mapping[str, Field]:
    table: Mapping[str, Field] = LESSONS[fact["lesson"]].fields
    return table


def state(fact: Mapping[str, Any]) -> dict[str, Any]:
    """What the fact says of the lesson's state; an empty text stands for None."""
    table = lesson_fields(fact)
    return {key: None if value == "" and table[key].optional else value for key, value in fact["state"].items()}


def link(fact: Mapping[str, Any]) -> str:
    """The address below the app's own."""
    query = codec.link(lesson_fields(fact), state(fact))
    return f"{fact['lesson']}?{query}" if query else str(fact["lesson"])


def section() -> str:
    """The README's section, as Markdown."""
    lines = [f"## {CONTENT['heading']}", "", CONTENT["intro"], ""]
    lines += ["| " + " | ".join(CONTENT["columns"]) + " |", "|---|---|---|"]
    for part, title in CONTENT["parts"].items():
        lines.append(f"| | **{title}** | |")
        for fact in FACTS:
            if fact["part"] == part:
                says = fact["says"].replace("|", "\\|")
                lines.append(f"| {fact['number']} | {says} | `{link(fact)}` |")
    return "\n".join(lines) + "\n"


def with_section(text: str) -> str:
    """The README with its section replaced, or put at its end."""
    start = text.find(f"## {CONTENT['heading']}\n")
    if start < 0:
        return f"{text.rstrip()}\n\n{section()}"
    end = text.find("\n## ", start)
    return text[:start] + section() + ("" if end < 0 else text[end:])


if __name__ == "__main__":
    written = README.with_suffix(".new")
    written.write_text(with_section(README.read_text(encoding="utf-8")), encoding="utf-8")
    os.replace(written, README)
