"""A kept-alive HTTP connection, as a browser holds one: small, because its work counts against the machine's."""

from __future__ import annotations

import asyncio
import http.client
import zlib
from collections.abc import Mapping
from typing import NamedTuple

HOST = "127.0.0.1"
LINE, HEAD_END = b"\r\n", b"\r\n\r\n"
BARE = (204, 304)
GZIP = 16 + zlib.MAX_WBITS


class Reply(NamedTuple):
    """What came back: the names of headers in small letters, the body as it travelled."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as it is read."""
        return plain(self.body).decode()


class UnansweredError(ConnectionError):
    """The connection ended before a byte of the reply had come."""


def plain(body: bytes) -> bytes:
    """A body unpacked, where it is packed."""
    return zlib.decompress(body, GZIP) if body.startswith(b"\x1f\x8b") else body


class Line:
    """One connection to a server, opened when it is needed; one question at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._wire: _Wire | None = None

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for a path.

        Raises:
            OSError, http.client.HTTPException: where no whole reply came.
        """
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{self._port}", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        question = "\r\n".join([*lines, "", ""]).encode()
        kept = self._wire is not None and not self._wire.ended
        try:
            return await self._ask(question)
        except UnansweredError:
            if not kept:
                raise
            # The server had ended a connection that was kept: a browser asks once more, over a new one.
            return await self._ask(question)

    async def _ask(self, question: bytes) -> Reply:
        if self._wire is None or self._wire.ended:
            _, self._wire = await asyncio.get_running_loop().create_connection(_Wire, HOST, self._port)
        try:
            return await self._wire.ask(question)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._wire is not None:
            self._wire.end()
        self._wire = None


class _Wire(asyncio.Protocol):
    """Bytes to replies."""

    def __init__(self) -> None:
        self.ended = False
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._came = bytearray()
        self._head: tuple[int, dict[str, str]] | None = None
        self._body = bytearray()

    async def ask(self, question: bytes) -> Reply:
        assert self._transport is not None
        self._reply = asyncio.get_running_loop().create_future()
        self._head = None
        self._came.clear()
        self._body.clear()
        self._transport.write(question)
        return await self._reply

    def end(self) -> None:
        self.ended = True
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = True
        if self._reply is not None and not self._reply.done():
            begun = self._came or self._head
            fault = ConnectionError if begun else UnansweredError
            self._reply.set_exception(fault(f"the connection ended {'within' if begun else 'before'} the reply"))

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._reply is None or self._reply.done():
            return
        try:
            reply = self._read()
        except (ValueError, http.client.HTTPException) as error:
            self._reply.set_exception(http.client.HTTPException(f"no reply of HTTP: {error}"))
            self.end()
            return
        if reply is not None:
            self._reply.set_result(reply)
            if reply.headers.get("connection", "").lower() == "close":
                self.end()

    def _read(self) -> Reply | None:
        """The reply, once all of it is there."""
        if self._head is None:
            end = self._came.find(HEAD_END)
            if end < 0:
                return None
            self._head = _head(bytes(self._came[:end]))
            del self._came[: end + len(HEAD_END)]
        status, headers = self._head
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return Reply(status, headers, bytes(self._body)) if self._chunks() else None
        length = 0 if status in BARE else int(headers["content-length"])
        return Reply(status, headers, bytes(self._came[:length])) if len(self._came) >= length else None

    def _chunks(self) -> bool:
        """Take in the chunks that are whole; whether the last one was among them."""
        while (end := self._came.find(LINE)) >= 0:
            size = int(self._came[:end].partition(b";")[0], 16)
            whole = end + len(LINE) + size + len(LINE)
            if len(self._came) < whole:
                return False
            self._body += self._came[end + len(LINE) : whole - len(LINE)]
            del self._came[:whole]
            if not size:
                return True
        return False


def _head(text: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = text.decode("latin-1").split("\r\n")
    version, status, *_ = first.split(" ", 2)
    if not version.startswith("HTTP/1."):
        raise http.client.UnknownProtocol(version)
    headers: dict[str, str] = {}
    for name, _, value in (line.partition(":") for line in lines):
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if "content-length" not in headers and "transfer-encoding" not in headers and int(status) not in BARE:
        raise ValueError("it does not say how long it is")
    return int(status), headers
