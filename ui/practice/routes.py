"""Exercises and sheets over HTTP: GET /exercise brings one as data, GET /sheet some as a page to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from ui.lessons import LESSONS
from ui.page.pictures import asked_in, encoded
from ui.practice import link, tasks, told
from ui.practice.series import MOST_NUMBERS, Asked
from ui.practice.sheet import PAPERS, Sheet, Task, page
from ui.stage.component import address
from ui.stage.modules import PATH, VERSION
from ui.state import codec
from ui.words import speaking, words
from ui.words.choice import KEY

MOST_TASKS, USUAL_TASKS = 30, 12
KEPT = 128
LONGEST_NUMBERS = 80
# What a sheet's own form passes on as it is.
KEPT_NAMES = ("state", "code", "topics", KEY)
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
        states = [said for name, said in pairs if name == "state"][:MOST_TASKS]
        found = list(_of_states(states)) if states else _of_code(dict(pairs))
        if not found:
            return Response(status_code=404)
        body = page(_sheet(found, "" if states else link.code(dict(pairs).get("code", "")), pairs, request))
    headers = {"Cache-Control": "private, no-store"}
    return Response(body, media_type="text/html", headers=headers)


def _query(request: Request) -> str:
    return str(request.scope["query_string"].decode(errors="replace"))


def _of_states(states: list[str]) -> Iterator[Task]:
    for said in states:
        lesson, _, query = said.partition("?")
        task = tasks.of_state(lesson, query) if lesson in LESSONS and LESSONS[lesson].screen else None
        if task is not None:
            yield task


def _of_code(pairs: Mapping[str, str]) -> list[Task]:
    which = link.asked(pairs)
    return [tasks.of_exercise(replace(which, number=each)) for each in numbers(pairs.get("numbers", ""))]


def numbers(said: str) -> list[int]:
    """The numbers of a series: ``"1-3,7"`` is 1, 2, 3 and 7; twelve from the first where nothing is said.

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
    return list(dict.fromkeys(found))[:MOST_TASKS] or list(range(1, USUAL_TASKS + 1))


def origin(request: Request) -> str:
    """Where the browser asked, for links on paper; empty where that is no host's name."""
    host = request.headers.get("host", "")
    if not HOST.fullmatch(host):
        return ""
    # A proxy that ends TLS says so; anything else it says is not read.
    secure = request.scope["scheme"] == "https" or request.headers.get("x-forwarded-proto") == "https"
    return f"{'https' if secure else 'http'}://{host}"


def _sheet(found: list[Task], code: str, pairs: list[tuple[str, str]], request: Request) -> Sheet:
    said = dict(pairs)
    paper = said.get("paper", "")
    return Sheet(
        title=str(words("practice")["sheet"]["title"]),
        code=code,
        tasks=found,
        paper=paper if paper in PAPERS else PAPERS[0],
        origin=origin(request),
        numbers=said.get("numbers", "")[:LONGEST_NUMBERS] or f"1-{USUAL_TASKS}",
        level=str(link.asked(said).level),
        kept=[(name, text) for name, text in pairs if name in KEPT_NAMES],
        script=address(f"{PATH}/{VERSION}/practice/print.js"),
        tag=str(words("common")["app"]["tag"]),
    )
