"""A run over HTTP: GET /random-calls?<link> tells of it line by line while it runs; closing the connection stops it.

One request is one run, so that any process answers and none remembers. The calls are made in a process of their own
(``python -m pooling_core.oracle.random_calls``), last in line for the processor: pictures do not wait for them, and
what a random call does to a library in C it does there.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ui import oracle
from ui.check.asked import Asked, asked
from ui.check.turns import Turns
from ui.page.pictures import asked_in
from ui.state import codec

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "pooling_core.oracle.random_calls")
MOST_WAITING = 8
# A line is sent so often whatever happens, or a proxy would take the connection for dead.
HEARTBEAT_SECONDS = 1.0
# A run ends itself before this.
MOST_SECONDS = 400.0
LONGEST_LINE = 1 << 20
TURNS = Turns(MOST_WAITING)

Line = Mapping[str, Any]
HEARTBEAT: Line = {}


async def answered(request: Request) -> Response:
    """What the route of random calls answers."""
    query = request.scope["query_string"].decode(errors="replace")
    if len(query) > codec.LONGEST_QUERY:
        return Response(status_code=414)
    # Whole lines at once and no copy kept: neither here nor on the way.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Told(_told(asked(dict(codec.pairs_of(query))), asked_in(request)), headers)


class Told(StreamingResponse):
    """Events as they come. Whatever makes them is closed with the connection, not when nobody holds it any more."""

    def __init__(self, events: AsyncGenerator[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self.events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self.events):
            await super().__call__(scope, receive, send)


async def _told(one: Asked, language: str) -> AsyncGenerator[bytes]:
    async with aclosing(_lines(one, language)) as lines:
        async for line in lines:
            yield f"data: {json.dumps(line, ensure_ascii=False)}\n\n".encode() if line else b":\n\n"


async def _lines(one: Asked, language: str) -> AsyncGenerator[Line]:
    if oracle.absent():
        yield {"kind": "absent"}
        return
    if TURNS.full:
        yield {"kind": "full"}
        return
    async with TURNS.stood() as come_first:
        while before := come_first():
            yield {"kind": "waiting", "before": before}
            await asyncio.sleep(HEARTBEAT_SECONDS)
        yield {"kind": "loading"}
        async with aclosing(made(one)) as lines:
            async for line in lines:
                yield _linked(line, one, language) if line.get("kind") == "difference" else line


def _linked(line: Line, one: Asked, language: str) -> Line:
    from ui.check.differences import lesson_of  # differences are rare

    return {**line, "lesson": lesson_of(one, line["number"], line["plane"], language)}


async def made(one: Asked) -> AsyncGenerator[Line]:
    """What the process of a run tells; it is ended with whoever listens."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *(str(one.seed), str(one.number), one.operation),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    started = time.monotonic()
    try:
        while time.monotonic() - started < MOST_SECONDS:
            try:
                told = await asyncio.wait_for(process.stdout.readline(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if not told:
                break
            line: Line = json.loads(told)
            yield line
            if line["kind"] == "ended":
                return
        yield {"kind": "broken"}
    finally:
        # Even where the browser has gone and all that is waited for is cancelled.
        with anyio.CancelScope(shield=True):
            await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    assert process.stdout is not None
    await process.stdout.read()
    await process.wait()
