"""Tasks as a page to print: pictures to fill in, links with their QR codes, and solutions on a page of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno

from ui.figures.svg import element, escaped
from ui.practice.topics import LEVELS
from ui.words import words

PAPERS = ("a4", "letter")
SOLVED = ("true", "false")
# Beyond this a code is too fine to be read off paper, and a link too long to be typed.
MOST_CODED, MOST_TYPED = 900, 110
STYLES = Path(__file__).with_name("sheet.css")


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes:
        title: what it is about.
        number: its own, in its series too.
        call: what is called, line by line.
        ask: the question.
        picture: as SVG; empty where there is none.
        blank: whether an answer is written below it, and not into the picture.
        path: of its link, from the root of the server.
        answer: the true one.
        solution: how it comes about.
        solved: the picture filled in; empty where the answer is enough.
    """

    title: str
    number: int
    call: str
    ask: str
    picture: str
    blank: bool
    path: str
    answer: str
    solution: Sequence[str]
    solved: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page.

    Attributes:
        title: of the page.
        code: of a class, with the level that all tasks have; empty where the tasks are no series.
        tasks: in their order.
        paper: one of ``PAPERS``.
        solved: whether their solutions follow.
        origin: of the links, such as ``http://host:8501``; empty where it is not known.
        numbers, level: of the exercises, as they are asked for; empty where the tasks are no series.
        kept: what else the link says, by name.
        script: the path of what makes the button print.
        tag: of the language.
    """

    title: str
    code: str
    tasks: Sequence[Task]
    paper: str
    solved: bool
    origin: str
    numbers: str
    level: str
    kept: Sequence[tuple[str, str]]
    script: str
    tag: str


def page(sheet: Sheet) -> str:
    """The whole page."""
    text = words("practice")["sheet"]
    head = _part("header", _tag("h1", sheet.title), _code(sheet.code), _part("p", *_blanks(text), kind="who"))
    counted = text["counted"] if not sheet.code else f"{text['counted']} {text['sought']}"
    tasks = [_task(task, sheet.origin) for task in sheet.tasks]
    solutions = _part("section", _tag("h1", text["solutions"]), *map(_solution, sheet.tasks), id="solutions")
    body = _part(
        "main",
        _tools(sheet),
        _part("section", head, _tag("p", counted, kind="note"), *tasks, id="tasks"),
        solutions if sheet.solved else "",
        kind="series" if sheet.code else None,
    )
    size = "A4" if sheet.paper == PAPERS[0] else "letter"
    styles = element("style", f"{_styles()}\n@page {{ size: {size}; margin: 14mm }}")
    script = f'<script type="module" src="{escaped(sheet.script)}"></script>'
    about = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">{_tag("title", sheet.title)}'
    opening = f'<!doctype html><html lang="{escaped(sheet.tag)}" class="{sheet.paper}">'
    return f"{opening}<head>{about}{styles}{script}</head><body>{body}</body></html>\n"


@cache
def _styles() -> str:
    return STYLES.read_text(encoding="utf-8")


def _part(name: str, /, *inside: str, kind: str | None = None, **attributes: str) -> str:
    return element(name, "".join(inside), **{"class": kind, **attributes})


def _tag(name: str, said: str, /, kind: str | None = None, **attributes: str) -> str:
    return _part(name, escaped(said), kind=kind, **attributes)


def _code(code: str) -> str:
    return _tag("p", code, kind="code") if code else ""


def _blanks(text: dict[str, str]) -> Iterable[str]:
    for name in ("name", "date"):
        yield _part("span", escaped(text[name]), _part("span", " ", kind="line"))


def _tools(sheet: Sheet) -> str:
    """What is for the screen and not for paper: what the page is made of, asked for again by its own link."""
    text = words("practice")["sheet"]
    kept = [element("input", type="hidden", name=name, value=said) for name, said in sheet.kept]
    with_solutions = dict(zip(SOLVED, text["with_solutions"], strict=True))
    chosen = [
        _choice("solutions", with_solutions, SOLVED[not sheet.solved]),
        _choice("paper", text["papers"], sheet.paper),
    ]
    if sheet.code:
        field = element("input", type="text", name="numbers", value=sheet.numbers, maxlength="80", size="10")
        levels = {str(each): words("practice")["page"]["level"].format(level=each) for each in LEVELS}
        chosen = [_part("label", escaped(text["numbers"]), field), _choice("level", levels, sheet.level), *chosen]
    make = _tag("button", text["make"], type="submit")
    printing = _tag("button", text["print"], type="button", id="print")
    return _part("form", *kept, *chosen, make, printing, kind="screen", method="get")


def _choice(name: str, options: Mapping[str, str], chosen: str) -> str:
    """One of several, by its words alone."""
    made = [
        _tag("option", said, value=value, **({"selected": "selected"} if value == chosen else {}))
        for value, said in options.items()
    ]
    return _part("select", *made, name=name, **{"aria-label": " / ".join(options.values())})


def _task(task: Task, origin: str) -> str:
    text = words("practice")["sheet"]
    call = [_tag("code", line) for line in task.call.split("\n") if line]
    answer = _part("p", escaped(text["answer"]), _part("span", " ", kind="line"), kind="answer") if task.blank else ""
    words_ = _part(
        "div", _tag("h2", f"{task.number} · {task.title}"), _part("p", *call, kind="call"), _tag("p", task.ask)
    )
    picture = _part("figure", task.picture) if task.picture else ""
    return _part("article", _part("div", words_, picture, answer, kind="task"), _link(task, origin))


def _link(task: Task, origin: str) -> str:
    """The link of a task and its code; without an origin the path alone."""
    address = f"{origin}{task.path}"
    coded = qr(address) if origin and len(address) <= MOST_CODED else ""
    said = address if len(address) <= MOST_TYPED else words("practice")["sheet"]["open"]
    return _part("aside", coded, _tag("a", said, href=address))


def qr(address: str) -> str:
    """The QR code of an address, as SVG."""
    return str(segno.make(address, micro=False).svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None))


def _solution(task: Task) -> str:
    lines = [_tag("li", line) for said in task.solution for line in said.split("\n")]
    answer = _tag("p", task.answer, kind="true") if task.answer else ""
    solved = _part("figure", task.solved) if task.solved else ""
    return _part("article", _tag("h2", f"{task.number} · {task.title}"), answer, solved, _part("ul", *lines))
