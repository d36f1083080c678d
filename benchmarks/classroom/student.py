"""One of the class: opens a page, changes something, waits for the answer, thinks, and changes something again."""

from __future__ import annotations

import asyncio
import http.client
import random
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from benchmarks.classroom.exercises import Asked, Work
from benchmarks.classroom.tab import ProtocolError, Tab

LOST_SECONDS = 20.0
# The balancer's, which keeps a student with one process.
COOKIE = "POOLSCOPE"
# Bytes; a grid with its own code is a hundredth of this.
LARGEST = 2**23
FAULTS = (OSError, TimeoutError, WebSocketException, http.client.HTTPException, ProtocolError)


@dataclass(frozen=True)
class Answer:
    """One change and what came of it. It is judged when the class rests, so that judging slows no answer."""

    asked: Asked
    stage: str | None


@dataclass
class Book:
    """What a class writes down.

    Attributes:
        opened: seconds from asking for the page to the end of its first run.
        first, whole: seconds from a change to its grid, and to the end of its run.
        lost: changes that had no answer, and why.
        wrong: answers that were not the core's, and how.
    """

    opened: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    received: int = 0
    _pending: list[Answer] = field(default_factory=list)

    def note(self, answer: Answer) -> None:
        """Write down an answer, unread."""
        self._pending.append(answer)

    def close(self) -> Book:
        """Hand over what is written; the next page is empty."""
        full = Book(self.opened, self.first, self.whole, self.lost, self.wrong, self.received, self._pending)
        self.opened, self.first, self.whole, self.lost, self.wrong = [], [], [], [], []
        self.received, self._pending = 0, []
        return full

    def judge(self) -> None:
        """Read what was written down unread."""
        pending, self._pending = self._pending, []
        for answer in pending:
            complaints = answer.asked.complaints(answer.stage)
            if complaints:
                self.wrong.append("; ".join(complaints))


class Student:
    """A student with one tab.

    Attributes:
        replica: what the balancer's cookie says, empty without a balancer.
        tab: the page that is open.
    """

    def __init__(self, number: int, port: int, book: Book) -> None:
        self.work = Work(number)
        self.tab = Tab(self.work.exercise.page, self.work.link)
        self.replica = ""
        self._book, self._port = book, port
        self._dice = random.Random(f"pauses of {number}")
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._fault: Exception | None = None
        self._first = 0.0

    # ---- coming and going ----

    async def open(self) -> None:
        """Ask for the address as a new tab does, and stay until nothing on the page is left loading.

        Raises:
            one of FAULTS: where there is no page.
        """
        started = perf_counter()
        self.tab = Tab(self.tab.page, self.tab.query)
        await asyncio.to_thread(self._ask_for_page)
        host = f"127.0.0.1:{self._port}"
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            origin=Origin(f"http://{host}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=self._headers,
            compression=None,
            max_size=LARGEST,
            ping_interval=None,
            proxy=None,
        )
        self._listening = asyncio.create_task(self._listen(self._socket, self.tab))
        await self._run(self.tab.rerun())
        self._book.opened.append(perf_counter() - started)
        self._book.note(Answer(self.work.asked, self.tab.stage))
        while self.tab.again is not None:
            fragment, seconds = self.tab.again
            await asyncio.sleep(seconds)
            await self._run(self.tab.rerun(fragment=fragment))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.replica}"} if self.replica else {}

    def _ask_for_page(self) -> None:
        page = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LOST_SECONDS)
        try:
            page.request("GET", f"/{self.tab.page}?{self.tab.query}", headers=self._headers)
            answer = page.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise ProtocolError(f"the page answered with status {answer.status}")
            given = SimpleCookie(answer.headers.get("Set-Cookie", ""))
            self.replica = given[COOKIE].value if COOKIE in given else self.replica
        finally:
            page.close()

    async def leave(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await asyncio.wait([self._listening])
        self._socket = self._listening = None

    @property
    def gone(self) -> bool:
        """Whether there is no connection."""
        return self._listening is None or self._listening.done()

    # ---- at work ----

    async def study(self, until: float, think: float) -> None:
        """Change something every ``think`` seconds, more or less, until the clock says so."""
        await asyncio.sleep(self._dice.uniform(0, think))
        while perf_counter() < until:
            await self.change()
            await asyncio.sleep(self._dice.uniform(0.5 * think, 1.5 * think))

    async def change(self) -> None:
        """Change one thing and wait for the answer. Without one the change is lost, and the page is opened again."""
        try:
            if self.gone:
                await self.open()
            change = self.work.next()
            message = self.tab.change(*change) if len(change) == 2 else self.tab.edit(*change)
            started = perf_counter()
            await self._run(message)
            whole = perf_counter() - started
        except FAULTS as fault:
            self._book.lost.append(f"{type(fault).__name__}: {fault}")
            await self.leave()
            # What was being changed may or may not have arrived; the address says.
            self.work.read(self.tab.link)
        else:
            self._book.note(Answer(self.work.asked, self.tab.stage))
            self._book.first.append(self._first - started)
            self._book.whole.append(whole)

    async def _run(self, message: bytes) -> None:
        """Send a message and return when the run it starts has ended."""
        assert self._socket is not None
        self._first = 0.0
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
                if tab.stage is not None and not self._first:
                    self._first = perf_counter()
                if tab.ended is not None:
                    self._moved.set()
                self._book.received += len(data)
        except FAULTS as fault:
            self._fault = fault
        finally:
            self._moved.set()
