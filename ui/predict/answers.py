"""The route of answers: GET /answers/<lesson>?<link> brings what the browser needs to judge what is predicted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ui.lessons import LESSONS
from ui.page.pictures import asked_in, encoded
from ui.state import codec
from ui.words import speaking, words
from ui.words.listed import listed

# Answers that a process keeps, of at most about 60 kB each.
KEPT = 64


def answered(request: Request) -> Response:
    """What the route answers."""
    lesson = request.path_params["lesson"]
    query = request.scope["query_string"].decode(errors="replace")
    if lesson not in LESSONS:
        return Response(status_code=404)
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    return Response(_body(lesson, query, asked_in(request)), media_type="application/json", headers=headers)


@lru_cache(maxsize=KEPT)
def _body(lesson: str, query: str, language: str) -> bytes:
    with speaking(language):
        return encoded(answers(lesson, query))


def answers(lesson: str, query: str) -> dict[str, Any]:
    """What can be predicted of a link's state, and the words of each thought; ``asks`` is empty where nothing can."""
    record = LESSONS[lesson]
    state = codec.read(record.fields, codec.pairs_of(query)).state
    found = record.predicted(record, state) if record.predicts(state) else None
    text = words("thoughts")
    if found is None:
        return {"asks": [], "words": text["labels"]}
    return {**asdict(found), "words": text["labels"], "says": _says({each["name"] for each in found.thoughts})}


def _says(names: set[str]) -> dict[str, Mapping[str, Any]]:
    """For each thought its sentence, and the link of a state that shows the truth."""
    return {
        each["id"]: {
            "says": each["says"],
            "link": {"lesson": each["lesson"], "query": codec.link(LESSONS[each["lesson"]].fields, each["state"])},
        }
        for each in listed("thoughts")
        if each["id"] in names
    }
