"""One of the class: opens a page, changes something, waits for the picture, thinks, and changes something again."""

from __future__ import annotations

import asyncio
import http.client
import random
from time import perf_counter

from benchmarks.classroom.book import Answer, Book
from benchmarks.classroom.exercises import VISITED, Exercise, Work
from benchmarks.classroom.pictures import FIRST_WAIT, LONGEST_WAIT, FinalError, Pictures, has_charts, waits_for_torch
from benchmarks.classroom.session import FAULTS, LOST_SECONDS, Session
from benchmarks.classroom.tab import ProtocolError, Tab

# A change that is asked for again and again for so long is lost.
PATIENCE_SECONDS = 60.0
# A picture that says PyTorch is not there yet is asked for again after so long.
AGAIN_SECONDS = 1.0
# A page with charts is told of a state that has stood for so long.
SETTLED_SECONDS = 0.35
# Of the changes, how many are the first in another lesson: one in a hundred is every three minutes.
TURNS = 0.01


class Student:
    """A student with one tab in a browser of its own.

    Attributes:
        session: the page that is open, and its connection.
        picture: of the page, as it came last.
    """

    def __init__(self, number: int, port: int, book: Book) -> None:
        self.number = number
        self.work = Work(number)
        self.picture: bytes | None = None
        self.session = Session(port, Tab(self.work.exercise.page, self.work.link), book)
        self._works = {self.work.exercise.page: self.work}
        self._pictures = Pictures(port)
        self._book = book
        self._dice = random.Random(f"pauses of {number}")
        self._is_open = False

    # ---- coming and going ----

    async def open(self) -> None:
        """Ask for the address as a new tab does, and stay until nothing on the page is left loading.

        Raises:
            one of FAULTS: where there is no page.
        """
        started = perf_counter()
        self.session.tab = Tab(self.tab.page, self.tab.query)
        await self._ask_for_page()
        await self.session.start()
        if self.tab.module is None or self.tab.stage is None:
            raise ProtocolError("the page brought no stage")
        await self._pictures.modules(self.tab.module, self.session.cookie)
        self._book.opened.append(perf_counter() - started)
        self._is_open = True
        self._take(self.tab.stage.encode())
        await self._await_torch()

    @property
    def tab(self) -> Tab:
        """The page that is open."""
        return self.session.tab

    @property
    def replica(self) -> str:
        """What the balancer's cookie says, empty without a balancer."""
        return self.session.replica

    async def _ask_for_page(self) -> None:
        async with asyncio.timeout(LOST_SECONDS):
            reply = await self._pictures.line.get(f"/{self.tab.page}?{self.tab.query}", self.session.cookie)
        if reply.status != http.client.OK:
            raise ProtocolError(f"the page answered with status {reply.status}")
        self.session.set_cookie(reply.headers)

    async def leave(self) -> None:
        """Close the tab."""
        self._is_open = False
        await self.session.close()
        self._pictures.close()

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
        if not self._is_open:
            return
        to = to or self._dice.choice([each for each in VISITED if each.page != self.tab.page])
        page = to.page
        self.work = self._works.setdefault(page, Work(self.number, to))
        started = perf_counter()
        while True:
            try:
                await self.session.rejoined()
                await self.session.run(self.tab.turn(page))
                break
            except FAULTS as fault:
                if perf_counter() - started > PATIENCE_SECONDS:
                    self._lose(fault)
                    await self.leave()
                    self.session.tab = Tab(page, self.work.link)
                    return
                # Nothing happened: the menu is pressed again.
                self._book.retried.append(f"{type(fault).__name__}: {fault}")
                await asyncio.sleep(FIRST_WAIT)
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
            await self.session.rejoined()
            started = perf_counter()
            await self.session.run(self.tab.settled())
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
        picture = await pictures.ask(self.tab.page, self.work.link, before, self.session.cookie, LOST_SECONDS)
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
