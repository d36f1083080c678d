"""A tab's websocket: connected when a page is opened, and again by itself when the connection ends."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from benchmarks.classroom.book import Book
from benchmarks.classroom.line import HOST
from benchmarks.classroom.pictures import PassingError
from benchmarks.classroom.tab import ProtocolError, Tab

# One answer that takes longer has failed.
LOST_SECONDS = 20.0
# The balancer's, which keeps a student with one process.
COOKIE = "POOLSCOPE"
# Bytes; a page with its own code is a hundredth of this.
LARGEST = 2**23
# Streamlit's page: how long it waits before it calls again, at first and at most.
CALL_AGAIN = (0.5, 30.0)
FAULTS = (OSError, TimeoutError, WebSocketException, http.client.HTTPException, ProtocolError, PassingError)


class Session:
    """One tab's connection to its process.

    Attributes:
        tab: what is told and sent.
        replica: what the balancer's cookie says, empty without a balancer.
    """

    def __init__(self, port: int, tab: Tab, book: Book) -> None:
        self.tab = tab
        self.replica = ""
        self._port, self._book = port, book
        self._stays = False
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._rejoining: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._fault: Exception | None = None

    @property
    def cookie(self) -> dict[str, str]:
        """The header that goes with every question."""
        return {"Cookie": f"{COOKIE}={self.replica}"} if self.replica else {}

    def set_cookie(self, headers: Mapping[str, str]) -> None:
        """Take up what an answer sets."""
        given = SimpleCookie(headers.get("set-cookie", ""))
        self.replica = given[COOKIE].value if COOKIE in given else self.replica

    @property
    def gone(self) -> bool:
        """Whether there is no connection."""
        return self._listening is None or self._listening.done()

    async def start(self) -> None:
        """Connect and run the page; from then on a connection that ends is made again.

        Raises:
            one of FAULTS: where there is no page.
        """
        await self._connect()
        await self.run(self.tab.rerun())
        self._stays = True

    async def close(self) -> None:
        """Leave for good."""
        self._stays = False
        if self._rejoining is not None:
            self._rejoining.cancel()
            await asyncio.wait([self._rejoining])
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await asyncio.wait([self._listening])
        self._socket = self._listening = self._rejoining = None

    async def rejoined(self) -> None:
        """Return when the page is connected, where it is being connected again."""
        if self._rejoining is not None:
            await asyncio.wait([self._rejoining])

    async def run(self, message: bytes) -> None:
        """Send a message and return when the run it starts has ended."""
        assert self._socket is not None
        await self._socket.send(message)
        async with asyncio.timeout(LOST_SECONDS):
            while self.tab.ended is None:
                self._moved.clear()
                if self.gone:
                    raise ConnectionError(f"the connection ended before the answer came ({self._fault})")
                await self._moved.wait()

    async def _connect(self) -> None:
        host = f"{HOST}:{self._port}"
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            origin=Origin(f"http://{host}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=self.cookie,
            compression=None,
            max_size=LARGEST,
            ping_interval=None,
            proxy=None,
        )
        response = self._socket.response
        self.set_cookie({"set-cookie": response.headers.get("Set-Cookie", "")} if response else {})
        self._listening = asyncio.create_task(self._listen(self._socket, self.tab))

    async def _listen(self, socket: ClientConnection, tab: Tab) -> None:
        """Take in what comes, also between runs."""
        try:
            async for data in socket:
                assert isinstance(data, bytes)
                tab.take(data)
                if tab.ended is not None:
                    self._moved.set()
                self._book.received += len(data)
        except FAULTS as fault:
            self._fault = fault
        finally:
            self._moved.set()
            if self._stays and self._rejoining is None:
                self._rejoining = asyncio.create_task(self._rejoin())

    async def _rejoin(self) -> None:
        """Connect again, as Streamlit's page does by itself, and run the page with what its address says by then."""
        lost, (wait, longest) = perf_counter(), CALL_AGAIN
        while True:
            with suppress(*FAULTS):
                async with asyncio.timeout(LOST_SECONDS):
                    await self._connect()
                await self.run(self.tab.rerun())
                break
            await asyncio.sleep(wait)
            wait = min(longest, 2 * wait)
        self._rejoining = None
        self._book.rejoined.append(perf_counter() - lost)
