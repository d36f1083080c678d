"""Students at one address: they come, work and go together, and what they wrote down is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from time import perf_counter
from typing import Any

from benchmarks.classroom.book import Book
from benchmarks.classroom.measures import Meter, milliseconds
from benchmarks.classroom.session import FAULTS
from benchmarks.classroom.student import Student
from deploy.serve import Server

THINK_SECONDS = 2.0
# Between one student's coming and the next one's.
GAP_SECONDS = 0.15
# No two students of a run are the same.
_numbers = count()


class Room:
    """Students at one port.

    Args:
        servers: by name, the processes whose work is watched.
    """

    def __init__(self, port: int, servers: Mapping[str, Server]) -> None:
        self.students: list[Student] = []
        self.book = Book()
        self._port = port
        self._pids = {name: server.process.pid for name, server in servers.items()}

    async def hold(self, number: int) -> None:
        """Let students come, one after another, or go, until there are so many."""
        going = self.students[number:]
        del self.students[number:]
        await asyncio.gather(*(student.leave() for student in going))
        coming = []
        while len(self.students) < number:
            student = Student(next(_numbers), self._port, self.book)
            self.students.append(student)
            coming.append(asyncio.create_task(self.welcome(student)))
            await asyncio.sleep(GAP_SECONDS)
        await asyncio.gather(*coming)

    async def welcome(self, student: Student) -> None:
        """Let a student open the page."""
        try:
            await student.open()
        except FAULTS as fault:
            self.book.lost.append(f"{type(fault).__name__}: {fault}")

    async def leave(self) -> None:
        """Everybody goes."""
        await self.hold(0)

    async def study(self, seconds: float) -> dict[str, Any]:
        """A stretch of work with time to think, measured."""
        until = perf_counter() + seconds
        return await self._measured(lambda student: student.study(until, THINK_SECONDS))

    async def hurry(self, changes: int) -> dict[str, Any]:
        """So many changes by all together, as fast as the answers come, measured."""
        left = iter(range(changes))

        async def work(student: Student) -> None:
            for _ in left:
                await student.change()

        return await self._measured(work)

    async def _measured(self, work: Callable[[Student], Awaitable[None]]) -> dict[str, Any]:
        # Judging takes time, so it is done before the clock starts and after it stops.
        self.book.judge()
        meter, started = Meter(self._pids), perf_counter()
        await asyncio.gather(*(work(student) for student in self.students))
        cores, passed = meter.cores(), perf_counter() - started
        self.book.judge()
        book = self.book.close()
        changes = len(book.whole)
        return {
            "students": len(self.students),
            "seconds": round(passed, 1),
            "changes": changes,
            "per_second": round(changes / passed, 1),
            "milliseconds": milliseconds(book.whole),
            "milliseconds_to_open": milliseconds(book.opened),
            "milliseconds_to_turn": milliseconds(book.turned),
            "milliseconds_to_charts": milliseconds(book.charted),
            "milliseconds_to_rejoin": milliseconds(book.rejoined),
            "lost": book.lost,
            "retried": book.retried,
            "wrong": book.wrong,
            "kib_received": round(book.received / 1024),
            "cores": cores,
        }
