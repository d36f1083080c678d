"""POST /read: a pasted text as the body, what was read of it as JSON. Bounded, and kept nowhere."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from ui.line import in_line
from ui.page.pictures import asked_in
from ui.paste.answer import answer
from ui.words import speaking
from ui.words.choice import KEY

# Bytes of a body; what is longer than a text that is read is told so, what is far longer is not awaited.
MOST_BYTES = 1_000_000


async def answered(request: Request) -> Response:
    """What the route answers."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return _said(413, {"error": {"key": "too-long"}})
    return await in_line(_answered, request, bytes(body))


def _answered(request: Request, body: bytes) -> Response:
    language = asked_in(request)
    with speaking(language):
        return _said(200, answer(body.decode(errors="replace"), language if KEY in request.query_params else None))


def _said(status: int, data: object) -> Response:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Response(
        text.encode(errors="replace"), status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )
