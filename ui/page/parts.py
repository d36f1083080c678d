"""The parts of a screen beside the picture, as data: the line above it, the badge, the examples, the panels below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pooling_core import PoolingError
from ui import formulas, oracle
from ui.errors import sentence
from ui.lesson import EXTENSIONS, MOST_FIXES, Lesson, Moment
from ui.state.codec import spoken, text_of
from ui.state.fields import Field, State
from ui.text import snippets
from ui.words import words

Part = dict[str, Any]


def headline(lesson: Lesson, state: State, moment: Moment, problem: str | None) -> Part:
    """What to look at; or why the call is refused, PyTorch's own words, and the nearest valid choices."""
    if problem:
        return {"tone": "problem", "text": problem}
    if moment.error is not None:
        return refused(lesson, state, moment)
    return look(lesson, state, moment)


def look(lesson: Lesson, state: State, moment: Moment) -> Part:
    """The example that is shown, or what the lesson is about."""
    shown = shown_example(lesson, state)
    if shown is None:
        return {"tone": "look", "text": lesson.words["lede"]}
    return {"tone": "look", "title": shown["title"], "text": shown["look"]}


def shown_example(lesson: Lesson, state: State) -> Mapping[str, Any] | None:
    """The example whose state this is."""
    at = _shown(lesson, state)
    return None if at is None else lesson.examples[at]


def _shown(lesson: Lesson, state: State) -> int | None:
    here = lesson.seen(state)
    return next((at for at, each in enumerate(lesson.seen_examples) if each == here), None)


def examples(lesson: Lesson, state: State) -> Part:
    """The list of examples: what each changes, and which of them is shown."""
    text = words("common")["controls"]
    named = zip(lesson.examples, lesson.example_states, strict=True)
    return {
        "label": text["examples"],
        "placeholder": text["examples_placeholder"],
        "shown": _shown(lesson, state),
        "list": [{"title": each["title"], "state": spoken(lesson.fields, whole)} for each, whole in named],
    }


def refused(lesson: Lesson, state: State, moment: Moment) -> Part:
    """The refusal of a lesson's own call."""
    assert moment.error is not None
    in_torch = lesson.in_torch and moment.error.parameter not in EXTENSIONS
    part = refusal(moment.error, lesson.mends(state, moment.error), lesson.fields, in_torch=in_torch)
    if in_torch and moment.question is not None:
        part["torch"] = oracle.word(moment.question)
    return part


def refusal(
    error: PoolingError,
    changes: Sequence[Mapping[str, Any]],
    fields: Mapping[str, Field],
    *,
    in_torch: bool = True,
    heading: str | None = None,
) -> Part:
    """The rule that a call breaks, and a button for each of the nearest valid choices.

    Args:
        changes: of state, for each of the error's fixes in turn; empty where no field holds it.
    """
    text = words("common")["refusal"]
    return {
        "tone": "refusal",
        "title": heading or text["heading" if in_torch else "heading_ours"],
        "text": sentence(error.with_fixes(*error.fixes[:MOST_FIXES])),
        "fixes": fixes(zip(error.fixes or [{}], changes, strict=False), fields),
    }


def fixes(offered: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]], fields: Mapping[str, Field]) -> list[Part]:
    """Buttons: a choice and the changes of state that follow it. Two fixes may be one for the page."""
    text = words("common")["refusal"]
    made: list[Part] = []
    for fix, change in offered:
        said = {key: text_of(value) for key, value in change.items() if key in fields}
        if not said or said in [each["changes"] for each in made]:
            continue
        named = (
            text["named"].get(name, f"{name} = {{value}}").format(value=value)
            for name, value in (fix or change).items()
        )
        made.append({"label": text["fix"].format(fix=", ".join(named)), "changes": said})
    return made[:MOST_FIXES]


# ---- below the picture ----


def code(moment: Moment) -> list[Part]:
    """The same call in PyTorch, to copy."""
    if moment.call is None:
        return []
    return [copied("code", moment.program or snippets.torch_code(moment.call, moment.plane))]


def result(moment: Moment) -> list[Part]:
    """The result as an array to copy."""
    return [] if moment.explained is None else [copied("result", snippets.array_text(moment.explained.output))]


def batch(moment: Moment) -> list[Part]:
    """The shapes of the same call on a batch."""
    if moment.call is None or moment.explained is None:
        return []
    shapes = moment.plane.shape, moment.explained.output.shape
    before, after = (", ".join(map(str, shape[-moment.call.rank :])) for shape in shapes)
    return [said("batch", words("common")["panels"]["batch"].format(before=before, after=after), title="")]


def said(key: str, text: str, *, title: str | None = None, letters: Collection[str] = ()) -> Part:
    """A panel of words; below them what the letters of its formulas stand for."""
    title = _title(key) if title is None else title
    return {"key": key, "kind": "text", "title": title, "text": text, "letters": _letters(letters)}


def formula(key: str, rows: Sequence[Any], *, title: str | None = None) -> Part:
    """A panel of formulas: a caption and a tree of MathML for each; below them what their letters stand for."""
    title = _title(key) if title is None else title
    used = _letters(formulas.letters(row["tree"] for row in rows))
    return {"key": key, "kind": "formula", "title": title, "rows": rows, "letters": used}


def _letters(used: Collection[str]) -> list[Part]:
    return [{"letter": letter, "says": says} for letter, says in words("glossary")["letters"].items() if letter in used]


def table(key: str, columns: Sequence[Part], rows: Sequence[Part], *, title: str) -> Part:
    """A panel of lines under headers; the first cell of a line is its own header."""
    return {"key": key, "kind": "table", "title": title, "columns": columns, "rows": rows}


def column(label: str, *, code: bool = False) -> Part:
    """A column of a table: its header, and whether its cells are code."""
    return {"label": label, "code": code}


def row(cells: Sequence[str], *, current: bool = False) -> Part:
    """A line of a table, as many cells as columns; ``current`` is the one that the picture shows."""
    return {"cells": cells, "current": current}


def copied(key: str, text: str, *, title: str | None = None) -> Part:
    """A panel of text to copy."""
    copy = words("common")["panels"]["copy"]
    return {"key": key, "kind": "code", "title": _title(key) if title is None else title, "text": text, "copy": copy}


def _title(key: str) -> str:
    return str(words("common")["panels"][key])
