"""Sizes over HTTP: GET /found-sizes?<link> answers a question as data. Stateless, bounded."""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from ui.page.pictures import asked_in, encoded
from ui.sizes.asked import Asked, asked
from ui.sizes.found import answer
from ui.state import codec
from ui.words import speaking

KEPT = 64


def answered(request: Request) -> Response:
    """What the route of sizes answers."""
    query = request.scope["query_string"].decode(errors="replace")
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    body = _body(asked(dict(codec.pairs_of(query))), asked_in(request))
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language"}
    return Response(body, media_type="application/json", headers=headers)


@lru_cache(maxsize=KEPT)
def _body(one: Asked, language: str) -> bytes:
    with speaking(language):
        return encoded(answer(one))
