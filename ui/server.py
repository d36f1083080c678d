"""The app's own routes, and what is loaded once it answers: a browser has its own files to load meanwhile."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ui.page.headers import Headers
from ui.stage.modules import modules

PICTURE, STILL, ANSWERS = "/picture", "/still", "/answers"
EXERCISE, SHEET = "/exercise", "/sheet"
RANDOM_CALLS, FOUND_SIZES = "/random-calls", "/found-sizes"
READ = "/read"
LEAD_SECONDS = 0.3


# Plain functions: each runs in a thread, beside the loop that serves everybody else. What they need is imported by the
# first who asks, not before the server answers at all.
def _picture(request: Request) -> Response:
    from ui.page import pictures

    return pictures.answered(request)


def _still(request: Request) -> Response:
    from ui.page import stills

    return stills.answered(request)


def _answers(request: Request) -> Response:
    from ui.predict import answers

    return answers.answered(request)


def _exercise(request: Request) -> Response:
    from ui.practice import routes as practice

    return practice.exercise_answered(request)


def _sheet(request: Request) -> Response:
    from ui.practice import routes as practice

    return practice.sheet_answered(request)


async def _found_sizes(request: Request) -> Response:
    from ui.line import in_line
    from ui.sizes import routes as sizes

    return await in_line(sizes.answered, request)


async def _random_calls(request: Request) -> Response:
    from ui.check import runs

    return await runs.answered(request)


async def _read(request: Request) -> Response:
    from ui.paste import routes as paste

    return await paste.answered(request)


def routes() -> list[BaseRoute]:
    """Pictures to see and to keep, predictions, exercises, sheets, sizes, random calls, pasted texts, the stage."""
    return [
        Route(f"{PICTURE}/{{lesson}}", _picture, methods=["GET"]),
        Route(f"{STILL}/{{lesson}}.{{kind}}", _still, methods=["GET"]),
        Route(f"{ANSWERS}/{{lesson}}", _answers, methods=["GET"]),
        Route(EXERCISE, _exercise, methods=["GET"]),
        Route(SHEET, _sheet, methods=["GET"]),
        Route(FOUND_SIZES, _found_sizes, methods=["GET"]),
        Route(RANDOM_CALLS, _random_calls, methods=["GET"]),
        Route(READ, _read, methods=["POST"]),
        modules(),
    ]


def middleware() -> list[Middleware]:
    """What every answer passes."""
    return [Middleware(Headers)]


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Lets answers go at once, and loads the lessons a moment after the server has begun to answer."""
    send_at_once()
    later = threading.Timer(LEAD_SECONDS, _load)
    later.daemon = True
    later.start()
    yield
    later.cancel()


def send_at_once() -> None:
    """Tell the sockets that listen to keep nothing back; those they accept take it over.

    Streamlit makes its socket without naming TCP, so asyncio leaves Nagle's algorithm on: the body of an answer would
    wait for the browser to acknowledge the head, which it does 40 ms later when one question follows another.
    """
    internet = (socket.AF_INET, socket.AF_INET6)
    # By its type: an object of a lazy module may load it when it is asked for its class.
    known = [each for each in gc.get_objects() if issubclass(type(each), socket.socket)]
    for each in known:
        if each.fileno() < 0 or each.family not in internet or each.type != socket.SOCK_STREAM:
            continue
        if each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _load() -> None:
    from ui import oracle
    from ui.page import pictures  # noqa: F401

    oracle.once_loaded = keep_what_is_loaded


def keep_what_is_loaded() -> None:
    """Each full collection would walk through all of PyTorch, which stays, and stop every session meanwhile."""
    gc.collect()
    gc.freeze()
