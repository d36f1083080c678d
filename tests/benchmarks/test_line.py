"""A kept-alive connection: replies of every form are read, and what ends within one is told from what ended before."""

import asyncio
import gzip
import http.client

import pytest

from benchmarks.classroom.line import Line, UnansweredError
from benchmarks.classroom.pictures import FinalError, PassingError, Pictures, waits_for_torch

HEAD = b"HTTP/1.1 200 OK\r\n"
SHORT = HEAD + b"Content-Length: 2\r\n\r\nok"


def asked(*replies, ask=None, pieces=1):
    """What ``ask(port)`` makes of a server that sends these replies, and the questions it was put.

    An empty reply ends the connection; ``None`` ends it after the reply before, without a word.
    """
    questions, left, connections = [], list(replies), []

    async def serve(reader, writer):
        connections.append(writer)
        while left:
            if left[0] is None:
                left.pop(0)
                break
            try:
                questions.append((await reader.readuntil(b"\r\n\r\n")).decode())
            except asyncio.IncompleteReadError:
                break
            reply = left.pop(0)
            if not reply:
                break
            size = -(-len(reply) // pieces)
            for start in range(0, len(reply), size):
                writer.write(reply[start : start + size])
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await ask(server.sockets[0].getsockname()[1])

    return asyncio.run(run()), questions, len(connections)


async def once(port):
    line = Line(port)
    try:
        return await line.get("/a?b=1", {"Accept": "application/json"})
    finally:
        line.close()


async def twice(port):
    line = Line(port)
    try:
        first = await line.get("/")
        await asyncio.sleep(0.01)  # lets what the server sends meanwhile arrive
        return [first, await line.get("/")]
    finally:
        line.close()


@pytest.mark.parametrize("pieces", [1, 3, 40])
@pytest.mark.parametrize(
    "reply, body",
    [
        (SHORT, b"ok"),
        (HEAD + b"Content-Length: 0\r\n\r\n", b""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n", b"abc0123456789"),
    ],
    ids=["short", "empty", "chunked"],
)
def test_a_reply_is_read_however_it_comes(reply, body, pieces):
    found, (question,), _ = asked(reply, ask=once, pieces=pieces)
    assert (found.status, found.body) == (200, body)
    assert question.startswith("GET /a?b=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "Accept-Encoding: gzip\r\nAccept: application/json\r\n" in question


def test_headers_are_known_by_small_letters_and_packed_text_is_unpacked():
    packed = gzip.compress("größer".encode())
    reply = HEAD + b'ETag: "x"\r\nContent-Length: %d\r\n\r\n' % len(packed) + packed
    found, *_ = asked(reply, ask=once)
    assert (found.headers["etag"], found.text) == ('"x"', "größer")


def test_a_reply_without_a_body_says_no_length():
    found, *_ = asked(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", ask=once)
    assert (found.status, found.body) == (304, b"")


def test_the_connection_is_kept():
    found, questions, connections = asked(SHORT, SHORT, ask=twice)
    assert [each.body for each in found] == [b"ok", b"ok"]
    assert (len(questions), connections) == (2, 1)


@pytest.mark.parametrize("ended", [None, b""], ids=["while it was kept", "as it was asked"])
def test_a_kept_connection_that_has_ended_is_made_anew_once(ended):
    found, _, connections = asked(SHORT, ended, SHORT, ask=twice)
    assert [each.body for each in found] == [b"ok", b"ok"]
    assert connections == 2


def test_a_new_connection_that_ends_is_a_fault():
    with pytest.raises(UnansweredError, match="before the reply"):
        asked(b"", SHORT, ask=once)


def test_a_reply_that_ends_too_early_is_a_fault_and_is_not_asked_for_twice():
    with pytest.raises(ConnectionError, match="within the reply"):
        asked(SHORT, HEAD + b"Content-Length: 9\r\n\r\nhalf", None, SHORT, ask=twice)


def test_what_is_no_reply_is_a_fault():
    with pytest.raises(http.client.HTTPException):
        asked(b"SSH-2.0-x\r\n\r\n", ask=once)


# ---- pictures ----


def picture(status, headers=b""):
    async def look(port):
        pictures = Pictures(port)
        try:
            return await pictures.ask("lesson", "k=1", "k=2", {"Cookie": "a=b"}, 5)
        finally:
            pictures.close()

    return asked(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n%s\r\nok" % (status, headers), ask=look)


def test_a_picture_is_asked_for_as_the_stage_does():
    found, (question,), _ = picture(200)
    assert found == b"ok"
    assert question.startswith("GET /picture/lesson?k=1&before=k%3D2 HTTP/1.1\r\n")
    assert "Cookie: a=b\r\n" in question


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_passes_may_be_asked_again(status):
    with pytest.raises(PassingError, match=str(status)):
        picture(status)


@pytest.mark.parametrize("status", [304, 400, 404, 414])
def test_what_stays_is_final(status):
    with pytest.raises(FinalError, match=str(status)):
        picture(status)


def test_modules_are_loaded_once_with_what_they_import():
    def script(text):
        return HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(text), text)

    async def load(port):
        pictures = Pictures(port)
        try:
            for _ in range(2):
                await pictures.modules("/stage/v/mount.js", {})
        finally:
            pictures.close()

    main = script(b'import { a } from "./volume/a.js"\nconst SHEETS = ["s.css"]')
    _, questions, _ = asked(main, script(b"main {}"), script(b'import "../mount.js"'), ask=load)
    paths = [question.split(" ")[1] for question in questions]
    assert paths == ["/stage/v/mount.js", "/stage/v/s.css", "/stage/v/volume/a.js"]


def test_a_picture_that_waits_for_torch_is_known():
    assert waits_for_torch(gzip.compress(b'{"oracle":{"tone":"waiting","text":"x"}}'))
    assert not waits_for_torch(b'{"oracle":{"tone":"agrees"}}')
