"""What a class is put through: a lesson, more students than fit, a process that is killed, thousands of changes."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from streamlit.runtime.memory_session_storage import MemorySessionStorage

from benchmarks.classroom.exercises import EXERCISES, VISITED
from benchmarks.classroom.line import plain
from benchmarks.classroom.measures import growth, milliseconds, resident
from benchmarks.classroom.room import Room
from benchmarks.classroom.student import Student
from deploy.serve import Balancer, Replica

LIMIT_MILLISECONDS = 250.0
# More students than one laptop has use for; a ramp ends here.
MOST_STUDENTS = 800
RAMP_SECONDS = 10.0
LOOKS = 2
SETTLE_SECONDS = 5.0
# A process is killed at the end of the first; by the end of the second all is as before.
KILL_SECONDS, HEAL_SECONDS = 5.0, 15.0
FAST_STUDENTS = 8
BLOCKS = 20
WARM_CHANGES = 60
# Streamlit keeps what a student left for so long, in case only the connection broke.
KEPT_SECONDS: float = inspect.signature(MemorySessionStorage).parameters["ttl_seconds"].default
# What a page brings besides the picture of its address, and what a picture says of how it was come to.
BY_THE_WAY = ("said", "routes", "changed", "answered", "chosen", "language", "languages", "meanings", "way")
Result = dict[str, Any]
Tell = Callable[[str, Result], None]


async def warm(replica: Replica) -> None:
    """A first visitor for each exercise and one who goes through the lessons, so that what is loaded once is loaded."""
    room = Room(replica.port, {})
    await room.hold(len(EXERCISES))
    await room.hurry(WARM_CHANGES)
    for exercise in VISITED[::-1]:
        await room.students[0].turn(exercise)
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
    """Whether a stretch was quick enough and without a fault; to have to ask again is one."""
    quick = stretch["milliseconds"].get("p95", float("inf")) < LIMIT_MILLISECONDS
    return quick and not (stretch["lost"] or stretch["retried"] or stretch["wrong"])


async def survival(balancer: Balancer, replicas: Sequence[Replica], students: int) -> Result:
    """A process is killed while they work: no edit may be lost, and every address must open what was last seen."""
    room = Room(balancer.port, {})
    await room.hold(students)
    settled = await room.study(SETTLE_SECONDS)
    homes = {student: student.replica for student in room.students}
    working = asyncio.create_task(room.study(KILL_SECONDS + HEAL_SECONDS))
    await asyncio.sleep(KILL_SECONDS)
    replicas[0].process.kill()
    replicas[0].process.wait()
    stretch = await working
    await asyncio.gather(*(student.session.rejoined() for student in room.students))
    back = milliseconds(room.book.rejoined) or stretch["milliseconds_to_rejoin"]
    seen = {student: screen(student) for student in room.students}
    # A browser that has nothing but the address.
    await asyncio.gather(*(student.leave() for student in room.students))
    await asyncio.gather(*(room.welcome(student) for student in room.students))
    same = sum(screen(student) == seen[student] for student in room.students)
    after = await room.hurry(students)
    await room.leave()
    return {
        "students": students,
        "moved": sum(student.replica != home for student, home in homes.items()),
        "milliseconds_back": back,
        "edits": stretch["changes"] + len(stretch["lost"]),
        # One that had no answer, and one that its address does not bring back.
        "edits_lost": len(stretch["lost"]) + students - same,
        "worst_gap_milliseconds": stretch["milliseconds"].get("max", 0.0),
        "same_screen": same,
        **{kind: settled[kind] + stretch[kind] + after[kind] for kind in ("lost", "retried", "wrong")},
    }


def screen(student: Student) -> Result:
    """What a student sees: the address and the grid, without what the last touch did."""
    grid: Result = json.loads(plain(student.picture)) if student.picture else {}
    return {"address": sorted(student.tab.link.items()), **grid, **dict.fromkeys(BY_THE_WAY)}


async def endurance(replica: Replica, changes: int, tell: Tell) -> Result:
    """Changes without a pause, in blocks, and the memory after each."""
    room = Room(replica.port, {"app": replica})
    await room.hold(FAST_STUDENTS)
    done, mib = [0], [resident(replica.process.pid)]
    faults: dict[str, list[str]] = {"lost": [], "retried": [], "wrong": []}
    for block in range(1, BLOCKS + 1):
        stretch = await room.hurry(changes * block // BLOCKS - done[-1])
        done.append(done[-1] + stretch["changes"])
        mib.append(resident(replica.process.pid))
        for kind, each in faults.items():
            each += stretch[kind]
        tell(f"{done[-1]} changes, {mib[-1]:.0f} MiB", stretch)
    await room.leave()
    return {"changes": done, "mib": mib, **faults, **growth(done, mib)}
