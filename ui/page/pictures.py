"""The picture of a state over HTTP: GET /picture/<lesson>?<link>. Any process answers; bounded; cacheable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pooling_core.explain.changes import changes
from ui.changed import sentence
from ui.lesson import Lesson
from ui.lessons import LESSONS
from ui.page.version import VERSION
from ui.state import codec
from ui.state.fields import State
from ui.text.reading import ReadingError
from ui.words import speaking, words
from ui.words.choice import KEY, accepted, best

# Not a field of any lesson: the state that a change came from, as its link.
BEFORE = "before"
# Answers that a process keeps, of at most about 60 kB each.
KEPT = 128


def answered(request: Request) -> Response:
    """What the route of pictures answers."""
    lesson = request.path_params["lesson"]
    # Not request.url, which cannot be made of bytes that are no text.
    query = request.scope["query_string"].decode(errors="replace")
    if lesson not in LESSONS or LESSONS[lesson].screen is None:
        return _said(404, {"error": {"key": "no-lesson"}})
    if len(query) > codec.LONGEST_QUERY:
        return _said(414, {"error": {"key": "too-long"}})
    loaded, language = LESSONS[lesson].settled(), asked_in(request)
    name = f"{VERSION} {lesson} {language} {loaded} {query}"
    tag = f'"{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"'
    # Asked again each time, and answered by a tag alone where nothing is new.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    return Response(_body(lesson, query, loaded, language), media_type="application/json", headers=headers)


def asked_in(request: Request) -> str:
    """The language of an answer: the link's, else the browser's."""
    return best(request.query_params.get(KEY), *accepted(request.headers.get("accept-language", "")))


def _said(status: int, data: Mapping[str, Any]) -> Response:
    return Response(encoded(data), status, media_type="application/json", headers={"Cache-Control": "no-store"})


@lru_cache(maxsize=KEPT)
def _body(lesson: str, query: str, loaded: bool, language: str) -> bytes:
    with speaking(language):
        return encoded(answer(lesson, query))


def answer(lesson: str, query: str) -> dict[str, Any]:
    """What the stage shows of a link."""
    record, pairs = LESSONS[lesson], codec.pairs_of(query)
    reading = codec.read(record.fields, pairs)
    assert record.screen is not None
    before = next((said for key, said in pairs if key == BEFORE), None)
    return {
        **record.screen(record, reading.state),
        "problems": _unused(reading.problems),
        "changed": None if before is None else _changed(record, before, reading.state),
    }


def _unused(problems: Sequence[ReadingError]) -> list[str]:
    """One sentence on what of a link no field can hold; a name that no field has is somebody else's."""
    text = words("common")["link"]
    return [text["problem"].format(problems=text["between"].join(map(str, problems)))] if problems else []


def _changed(lesson: Lesson, before: str, state: State) -> str | None:
    """One sentence on what the last touch did, from the two traces."""
    if lesson.moment is None:
        return None
    earlier = codec.read(lesson.fields, codec.pairs_of(before)).state
    traces = [lesson.moment(lesson, each).explained for each in (earlier, state)]
    if traces[0] is None or traces[1] is None or earlier == state:
        return None
    if traces[0].spec.rank != traces[1].spec.rank:
        # Another view shows another call: nothing of the one was changed.
        return None
    found = changes(traces[0], traces[1])
    # What is laid over a picture changes no trace.
    return sentence(found, words("changes")) if found else None


def encoded(data: Mapping[str, Any]) -> bytes:
    """JSON as it travels; a bare NaN is a fault."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
