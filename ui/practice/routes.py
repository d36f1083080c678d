"""Exercises and sheets over HTTP: GET /exercise brings one as data, GET /sheet some as a page to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from ui.lessons import LESSONS
from ui.page.pictures import asked_in, encoded
from ui.practice import link, tasks, told
from ui.practice.code import FEWEST, MOST, USUAL, Code
from ui.practice.series import MOST_NUMBERS, Asked
from ui.practice.sheet import PAPERS, SOLVED, Sheet, Task, page
from ui.practice.topics import LEVELS
from ui.stage.component import address
from ui.stage.modules import PATH, VERSION
from ui.state import codec
from ui.words import speaking, words
from ui.words.choice import KEY

KEPT = 128
LONGEST_NUMBERS = 80
# What a sheet's own form passes on as it is.
KEPT_NAMES = ("state", KEY)
# A name or an address of a host, with a port or without: what a browser may have asked with, and nothing else.
HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_RANGE = re.compile(r"([0-9]{1,2})(?:-([0-9]{1,2}))?")


def exercise_answered(request: Request) -> Response:
    """One exercise, in the words of the page."""
    query = _query(request)
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    body = _exercise(link.asked(dict(codec.pairs_of(query))), asked_in(request))
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    return Response(body, media_type="application/json", headers=headers)


@lru_cache(maxsize=KEPT)
def _exercise(which: Asked, language: str) -> bytes:
    with speaking(language):
        return encoded(told.as_data(which))


def sheet_answered(request: Request) -> Response:
    """A page to print: of the states that the link names, else of the exercises of its code."""
    query = _query(request)
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    pairs = codec.pairs_of(query)
    with speaking(asked_in(request)):
        states = [said for name, said in pairs if name == "state"][:MOST]
        if states:
            found, made = _of_states(states), None
        else:
            chosen = numbers(dict(pairs).get("numbers", ""), link.code(dict(pairs)).count)
            made = _held(dict(pairs), chosen)
            found = [tasks.of_exercise(Asked(made, number=each, level=made.held or LEVELS[0])) for each in chosen]
        if not found:
            return Response(status_code=404)
        body = page(_sheet(found, made, pairs, request))
    headers = {"Cache-Control": "private, no-store"}
    return Response(body, media_type="text/html", headers=headers)


def _query(request: Request) -> str:
    return str(request.scope["query_string"].decode(errors="replace"))


def _of_states(states: list[str]) -> list[Task]:
    found: list[Task] = []
    for said in states:
        lesson, _, query = said.partition("?")
        is_drawn = lesson in LESSONS and LESSONS[lesson].screen
        task = tasks.of_state(lesson, query, len(found) + 1) if is_drawn else None
        if task is not None:
            found.append(task)
    return found


def _held(pairs: Mapping[str, str], chosen: list[int]) -> Code:
    """The code of a sheet: its level is held, so that whoever types it has the tasks of the paper."""
    whole = len(chosen) if chosen == list(range(1, len(chosen) + 1)) and len(chosen) >= FEWEST else USUAL
    level = link.number(pairs, "level", *LEVELS[::2]) if "level" in pairs else link.asked(pairs).level
    return replace(link.code(pairs), held=level, count=whole)


def numbers(said: str, count: int = USUAL) -> list[int]:
    """The numbers of a series: ``"1-3,7"`` is 1, 2, 3 and 7; so many from the first where nothing is said.

    Example:
        >>> numbers("1-3,7"), numbers("")[-1]
        ([1, 2, 3, 7], 12)
    """
    found: list[int] = []
    for part in said[:LONGEST_NUMBERS].split(","):
        read = _RANGE.fullmatch(part.strip())
        if read:
            first, last = int(read[1]), int(read[2] or read[1])
            found += range(max(first, 1), min(last, MOST_NUMBERS) + 1)
    return list(dict.fromkeys(found))[:MOST] or list(range(1, count + 1))


def origin(request: Request) -> str:
    """Where the browser asked, for links on paper; empty where that is no host's name."""
    host = request.headers.get("host", "")
    if not HOST.fullmatch(host):
        return ""
    # A proxy that ends TLS says so; anything else it says is not read.
    secure = request.scope["scheme"] == "https" or request.headers.get("x-forwarded-proto") == "https"
    return f"{'https' if secure else 'http'}://{host}"


def _sheet(found: list[Task], code: Code | None, pairs: list[tuple[str, str]], request: Request) -> Sheet:
    said = dict(pairs)
    paper = said.get("paper", "")
    kept = [(name, text) for name, text in pairs if name in KEPT_NAMES]
    if code:  # its level and its exercises are asked for beside it
        kept.insert(0, ("code", str(replace(code, held=None, count=USUAL))))
    return Sheet(
        title=str(words("practice")["sheet"]["title"]),
        code=str(code or ""),
        tasks=found,
        paper=paper if paper in PAPERS else PAPERS[0],
        solved=said.get("solutions") != SOLVED[1],
        origin=origin(request),
        numbers=said.get("numbers", "")[:LONGEST_NUMBERS] or f"1-{len(found)}",
        level=str(code.held) if code else "",
        kept=kept,
        script=address(f"{PATH}/{VERSION}/practice/print.js"),
        tag=str(words("common")["app"]["tag"]),
    )
