"""One after another: what takes long is worked out in one thread, so that pictures are answered beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.responses import Response

MOST_WAITING = 64

_thread = ThreadPoolExecutor(1, "line")
_waiting: set[object] = set()


async def in_line(function: Callable[..., Response], *arguments: Any) -> Response:
    """The answer of a function once it is its turn; too many who wait are told to come again."""
    if len(_waiting) >= MOST_WAITING:
        return Response(status_code=503, headers={"Retry-After": "2"})
    turn = object()
    _waiting.add(turn)
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, function, *arguments)
    finally:
        _waiting.discard(turn)
