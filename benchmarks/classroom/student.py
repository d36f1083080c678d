"""One of the class: opens a page, changes something, waits for the picture, thinks, and changes something again."""

from __future__ import annotations

import asyncio
import http.client
import random
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from benchmarks.classroom.book import Answer, Book
from benchmarks.classroom.exercises import VISITED, Exercise, Work
from benchmarks.classroom.line import HOST
from benchmarks.classroom.pictures import (
    FIRST_WAIT,
    LONGEST_WAIT,
    FinalError,
    PassingError,
    Pictures,
    has_charts,
    waits_for_torch,
)
from benchmarks.classroom.tab import ProtocolError, Tab

# One answer that takes longer has failed; a change that is asked for again and again for so long is lost.
LOST_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
# The balancer's, which keeps a student with one process.
COOKIE = "POOLSCOPE"
# Bytes; a page with its own code is a hundredth of this.
LARGEST = 2**23
# A picture that says PyTorch is not there yet is asked for again after so long.
AGAIN_SECONDS = 1.0
# A page with charts is told of a state that has stood for so long.
SETTLED_SECONDS = 0.35
# Streamlit's page: how long it waits before it calls again, at first and at most.
CALL_AGAIN = (0.5, 30.0)
# Of the changes, how many are the first in another lesson: one in a hundred is every three minutes.
TURNS = 0.01
FAULTS = (OSError, TimeoutError, WebSocketException, http.client.HTTPException, ProtocolError, PassingError)


class Student:
    """A student with one tab in a browser of its own.

    Attributes:
        replica: what the balancer's cookie says, empty without a balancer.
        tab: the page that is open.
        picture: of the page, as it came last.
    """

    def __init__(self, number: int, port: int, book: Book) -> None:
        self.number = number
        self.work = Work(number)
        self.tab = Tab(self.work.exercise.page, self.work.link)
        self.picture: bytes | None = None
        self.replica = ""
        self._works = {self.work.exercise.page: self.work}
        self._pictures = Pictures(port)
        self._book, self._port = book, port
        self._dice = random.Random(f"pauses of {number}")
        self._is_open = False
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._rejoining: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._fault: Exception | None = None

    # ---- coming and going ----

    async def open(self) -> None:
        """Ask for the address as a new tab does, and stay until nothing on the page is left loading.

        Raises:
            one of FAULTS: where there is no page.
        """
        started = perf_counter()
        self.tab = Tab(self.tab.page, self.tab.query)
        await self._ask_for_page()
        await self._connect()
        await self._run(self.tab.rerun())
        if self.tab.module is None or self.tab.stage is None:
            raise ProtocolError("the page brought no stage")
        await self._pictures.modules(self.tab.module, self._cookie)
        self._book.opened.append(perf_counter() - started)
        self._is_open = True
        self._take(self.tab.stage.encode())
        await self._await_torch()

    @property
    def _cookie(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.replica}"} if self.replica else {}

    def _set_cookie(self, headers: Mapping[str, str]) -> None:
        given = SimpleCookie(headers.get("set-cookie", ""))
        self.replica = given[COOKIE].value if COOKIE in given else self.replica

    async def _ask_for_page(self) -> None:
        async with asyncio.timeout(LOST_SECONDS):
            reply = await self._pictures.line.get(f"/{self.tab.page}?{self.tab.query}", self._cookie)
        if reply.status != http.client.OK:
            raise ProtocolError(f"the page answered with status {reply.status}")
        self._set_cookie(reply.headers)

    async def _connect(self) -> None:
        host = f"{HOST}:{self._port}"
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            origin=Origin(f"http://{host}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=self._cookie,
            compression=None,
            max_size=LARGEST,
            ping_interval=None,
            proxy=None,
        )
        response = self._socket.response
        self._set_cookie({"set-cookie": response.headers.get("Set-Cookie", "")} if response else {})
        self._listening = asyncio.create_task(self._listen(self._socket, self.tab))

    async def leave(self) -> None:
        """Close the tab."""
        self._is_open = False
        if self._rejoining is not None:
            self._rejoining.cancel()
            await asyncio.wait([self._rejoining])
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await asyncio.wait([self._listening])
        self._socket = self._listening = self._rejoining = None
        self._pictures.close()

    @property
    def gone(self) -> bool:
        """Whether there is no connection."""
        return self._listening is None or self._listening.done()

    # ---- at work ----

    async def study(self, until: float, think: float) -> None:
        """Change something every ``think`` seconds, more or less, until the clock says so."""
        await asyncio.sleep(self._dice.uniform(0, think))
        while perf_counter() < until:
            if self._dice.random() < TURNS:
                await self.turn()
            await self.change()
            await self._await_torch()
            await self.tell()
            await asyncio.sleep(self._dice.uniform(0.5 * think, 1.5 * think))

    async def change(self) -> None:
        """Change one thing and wait for its picture. The address is written first, so nothing that fails undoes it."""
        try:
            if not self._is_open:
                await self.open()
        except FAULTS as fault:
            self._lose(fault)
            await self.leave()
            return
        before = self.work.link
        self.work.next()
        self.tab.link = self.work.said
        started = perf_counter()
        if await self._show(before):
            self._book.whole.append(perf_counter() - started)

    async def turn(self, to: Exercise | None = None) -> None:
        """Go to another lesson by the menu, over the websocket, and find it as it was left."""
        to = to or self._dice.choice([each for each in VISITED if each.page != self.tab.page])
        page = to.page
        self.work = self._works.setdefault(page, Work(self.number, to))
        started = perf_counter()
        try:
            await self.rejoined()
            await self._run(self.tab.turn(page))
        except FAULTS as fault:
            self._lose(fault)
            await self.leave()
            self.tab = Tab(page, self.work.link)
            return
        # The page brings its own picture; the one that was left here is asked for by its link.
        self.tab.link = self.work.said
        if await self._show(None):
            self._book.turned.append(perf_counter() - started)

    async def tell(self) -> None:
        """Where the page has charts, let it know the state that has settled."""
        if self.picture is None or not has_charts(self.picture):
            return
        await asyncio.sleep(SETTLED_SECONDS)
        try:
            await self.rejoined()
            started = perf_counter()
            await self._run(self.tab.settled())
        except FAULTS as fault:
            # No edit is in it; connected again, the page reads the address.
            self._book.retried.append(f"{type(fault).__name__}: {fault}")
        else:
            self._book.charted.append(perf_counter() - started)

    async def _show(self, before: str | None) -> bool:
        """Ask for the picture of the state, as often as it takes; whether it came."""
        started, wait = perf_counter(), 0.0
        while True:
            try:
                await self._look(before)
            except FinalError as fault:
                return self._lose(fault)
            except FAULTS as fault:
                if perf_counter() - started > PATIENCE_SECONDS:
                    return self._lose(fault)
                self._book.retried.append(f"{type(fault).__name__}: {fault}")
                wait = min(LONGEST_WAIT, 2 * wait or FIRST_WAIT)
                await asyncio.sleep(wait)
            else:
                return True

    async def _look(self, before: str | None) -> None:
        pictures, had = self._pictures, self._pictures.received
        picture = await pictures.ask(self.tab.page, self.work.link, before, self._cookie, LOST_SECONDS)
        self._book.received += pictures.received - had
        self._take(picture)

    def _take(self, picture: bytes) -> None:
        self.picture = picture
        self._book.note(Answer(self.work.asked, picture))

    def _lose(self, fault: Exception) -> bool:
        self._book.lost.append(f"{type(fault).__name__}: {fault}")
        return False

    async def _await_torch(self) -> None:
        while self.picture is not None and waits_for_torch(self.picture):
            await asyncio.sleep(AGAIN_SECONDS)
            if not await self._show(None):
                return

    # ---- the websocket ----

    async def rejoined(self) -> None:
        """Return when the page is connected, where it is being connected again."""
        if self._rejoining is not None:
            await asyncio.wait([self._rejoining])

    async def _run(self, message: bytes) -> None:
        """Send a message and return when the run it starts has ended."""
        assert self._socket is not None
        await self._socket.send(message)
        async with asyncio.timeout(LOST_SECONDS):
            while self.tab.ended is None:
                self._moved.clear()
                if self.gone:
                    raise ConnectionError(f"the connection ended before the answer came ({self._fault})")
                await self._moved.wait()

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
            if self._is_open and self._rejoining is None:
                self._rejoining = asyncio.create_task(self._rejoin())

    async def _rejoin(self) -> None:
        """Connect again, as Streamlit's page does by itself, and run the page with what its address says by then."""
        lost, (wait, longest) = perf_counter(), CALL_AGAIN
        while True:
            with suppress(*FAULTS):
                async with asyncio.timeout(LOST_SECONDS):
                    await self._connect()
                await self._run(self.tab.rerun())
                break
            await asyncio.sleep(wait)
            wait = min(longest, 2 * wait)
        self._rejoining = None
        self._book.rejoined.append(perf_counter() - lost)
