"""What a class is put through: a lesson, more students than fit, a process that is killed, thousands of changes."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from streamlit.runtime.memory_session_storage import MemorySessionStorage

from benchmarks.classroom.exercises import EXERCISES
from benchmarks.classroom.measures import growth, milliseconds, resident
from benchmarks.classroom.room import Room
from benchmarks.classroom.student import LOST_SECONDS, Student
from deploy.serve import Balancer, Replica

LIMIT_MILLISECONDS = 250.0
# More students than one laptop has use for; a ramp ends here.
MOST_STUDENTS = 400
RAMP_SECONDS = 10.0
LOOKS = 2
SETTLE_SECONDS = 5.0
POLL_SECONDS = 0.05
FAST_STUDENTS = 8
BLOCKS = 20
WARM_CHANGES = 60
# Streamlit keeps what a student left for so long, in case only the connection broke.
KEPT_SECONDS: float = inspect.signature(MemorySessionStorage).parameters["ttl_seconds"].default
Result = dict[str, Any]
Tell = Callable[[str, Result], None]


async def warm(replica: Replica) -> None:
    """A first visitor for each exercise, so that what is loaded once is loaded."""
    room = Room(replica.port, {})
    await room.hold(len(EXERCISES))
    await room.hurry(WARM_CHANGES)
    await room.leave()


async def lesson(replica: Replica, students: int, seconds: float) -> Result:
    """One class on one process, and the memory it takes."""
    before = resident(replica.process.pid)
    room = Room(replica.port, {"app": replica})
    await room.hold(students)
    stretch = await room.study(seconds)
    mib = {"before": before, "with_them": resident(replica.process.pid)}
    await room.leave()
    return {**stretch, "mib": mib}


async def emptied(replica: Replica, left: float, students: int, seconds: float) -> Result:
    """The memory once they are gone: after Streamlit has let go of them, and with a second class as large.

    Args:
        left: when they left, by ``perf_counter``.
    """
    # What is past its time goes when the next thing is kept, that is when another visitor leaves.
    await asyncio.sleep(max(0.0, left + KEPT_SECONDS + 1 - perf_counter()))
    await warm(replica)
    empty = resident(replica.process.pid)
    again = await lesson(replica, students, seconds)
    return {"left": empty, "second_class": again["mib"]["with_them"]}


async def capacity(room: Room, start: int, tell: Tell) -> Result:
    """The most students that fit: half as many again until it is too many, then the middle of what is open."""
    fitting, too_many = 0, MOST_STUDENTS + 1
    tried: list[Result] = []
    number = min(start, MOST_STUDENTS)
    while too_many - fitting > max(2, fitting // 20):
        await room.hold(number)
        # A second look: one stretch may have been slowed by something else on the machine.
        for _ in range(LOOKS):
            tried.append(await room.study(RAMP_SECONDS))
            tell(f"{number} students", tried[-1])
            if fits(tried[-1]):
                fitting = number
                break
        else:
            too_many = number
        more = min(fitting + fitting // 2, MOST_STUDENTS)
        number = more if too_many > MOST_STUDENTS and more > fitting else (fitting + too_many) // 2
    await room.leave()
    return {"students": fitting, "tried": tried}


def fits(stretch: Result) -> bool:
    """Whether a stretch was quick enough and without a fault."""
    quick = stretch["milliseconds"].get("p95", float("inf")) < LIMIT_MILLISECONDS
    return quick and not stretch["lost"] and not stretch["wrong"]


async def survival(balancer: Balancer, replicas: Sequence[Replica], students: int) -> Result:
    """A process is killed while they think: those it served open their addresses again and must see what they saw."""
    room = Room(balancer.port, {})
    await room.hold(students)
    settled = await room.study(SETTLE_SECONDS)
    screens = {student: screen(student) for student in room.students}
    replicas[0].process.kill()
    replicas[0].process.wait()
    await until(lambda: any(student.gone for student in room.students))
    home = next(student.replica for student in room.students if student.gone)
    moved = [student for student in room.students if student.replica == home]
    await until(lambda: all(student.gone for student in moved))
    stayed = sum(not student.gone for student in room.students)
    await asyncio.gather(*(room.welcome(student) for student in moved))
    back = milliseconds(room.book.opened)
    same = sum(screen(student) == screens[student] for student in moved)
    after = await room.hurry(students)
    await room.leave()
    return {
        "students": students,
        "stayed": stayed,
        "moved": len(moved),
        "same_screen": same,
        "milliseconds_back": back,
        "lost": settled["lost"] + after["lost"],
        "wrong": settled["wrong"] + after["wrong"],
    }


def screen(student: Student) -> Result:
    """What a student sees: the address and the grid; how many edits a tab has made is the tab's own affair."""
    grid: Result = json.loads(student.tab.stage) if student.tab.stage else {}
    return {"address": sorted(student.tab.link.items()), **grid, "answered": None}


async def until(holds: Callable[[], bool]) -> None:
    """Return when a condition holds.

    Raises:
        TimeoutError: where it does not in time.
    """
    async with asyncio.timeout(LOST_SECONDS):
        while not holds():
            await asyncio.sleep(POLL_SECONDS)


async def endurance(replica: Replica, changes: int, tell: Tell) -> Result:
    """Changes without a pause, in blocks, and the memory after each."""
    room = Room(replica.port, {"app": replica})
    await room.hold(FAST_STUDENTS)
    done, mib = [0], [resident(replica.process.pid)]
    lost: list[str] = []
    wrong: list[str] = []
    for block in range(1, BLOCKS + 1):
        stretch = await room.hurry(changes * block // BLOCKS - done[-1])
        done.append(done[-1] + stretch["changes"])
        mib.append(resident(replica.process.pid))
        lost, wrong = lost + stretch["lost"], wrong + stretch["wrong"]
        tell(f"{done[-1]} changes, {mib[-1]:.0f} MiB", stretch)
    await room.leave()
    return {"changes": done, "mib": mib, "lost": lost, "wrong": wrong, **growth(done, mib)}
