"""What is shown, to keep: GET /still/<lesson>.svg or .png is one step, .html is a page that plays them all."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from ui.figures.film import page
from ui.figures.picture import png, svg
from ui.lessons import LESSONS
from ui.page.pictures import answer, asked_in
from ui.state import codec
from ui.text.snippets import call_text
from ui.words import speaking

KINDS = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html"}
THEMES = ("light", "dark")
SCALE = 2


def answered(request: Request) -> Response:
    """What the route of pictures to keep answers."""
    lesson, kind = request.path_params["lesson"], request.path_params["kind"]
    query = request.scope["query_string"].decode(errors="replace")
    if kind not in KINDS or lesson not in LESSONS or LESSONS[lesson].screen is None:
        return Response(status_code=404)
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    theme = request.query_params.get("theme", THEMES[0])
    at = request.query_params.get("at", "")
    with speaking(asked_in(request)):
        drawing = (
            film(lesson, query) if kind == "html" else still(lesson, query, at, theme if theme in THEMES else THEMES[0])
        )
    if drawing is None:
        return Response(status_code=404)
    body = png(drawing, SCALE) if kind == "png" else drawing.encode()
    headers = {"Content-Disposition": f'attachment; filename="{lesson}.{kind}"', "Cache-Control": "private, no-cache"}
    return Response(body, media_type=KINDS[kind], headers=headers)


def still(lesson: str, query: str, at: str, theme: str = THEMES[0]) -> str | None:
    """The picture of a link at one step, as SVG; ``None`` where the lesson shows no grid."""
    payload = answer(lesson, query)
    if not payload["still"]:
        return None
    rows, columns = payload["output"]["rows"], payload["output"]["cols"]
    step = None
    if rows and columns:
        i, j = (int(each) for each in at.split(",")) if re.fullmatch(r"[0-9]{1,2},[0-9]{1,2}", at) else (0, 0)
        step = (min(i, rows - 1), min(j, columns - 1))
    return svg(payload, step, theme, title=call_title(lesson, query))


# What is about a lesson's page and not about its picture.
AROUND = (
    "controls",
    "tensors",
    "examples",
    "panels",
    "headline",
    "oracle",
    "ui",
    "fields",
    "link",
    "handles",
    "curve",
    "draws",
)


def film(lesson: str, query: str) -> str | None:
    """The page that travels; ``None`` where the lesson shows no picture."""
    payload = answer(lesson, query)
    if not payload.get("output"):
        return None
    shown = {name: part for name, part in payload.items() if name not in AROUND}
    return page({**shown, "autoplay": True}, call_title(lesson, query)).html


def call_title(lesson: str, query: str) -> str:
    """The call, as one writes it."""
    record = LESSONS[lesson]
    if record.moment is not None:
        call = record.moment(record, codec.read(record.fields, codec.pairs_of(query)).state).call
        if call is not None:
            return f"F.{call_text(call)}" if call.operation.in_torch else call_text(call)
    return str(record.words["title"])
