"""The phases of a class: how many fit is found, faults count, and two students at a real app are answered rightly."""

import asyncio
import itertools
import socket

import pytest

from benchmarks.classroom import __main__ as command
from benchmarks.classroom import phases
from benchmarks.classroom.measures import growth, milliseconds
from benchmarks.classroom.room import Room
from benchmarks.classroom.student import Book, Student
from deploy.serve import Replica, stop


class MadeUp:
    """A room whose answers are slow beyond so many students, and where chosen looks fail."""

    def __init__(self, fit, failing=()):
        self.fit, self.failing = fit, set(failing)
        self.looks = itertools.count()
        self.here = 0
        self.tried = []

    async def hold(self, number):
        self.here = number

    async def leave(self):
        self.here = 0

    async def study(self, seconds):
        self.tried.append(self.here)
        slow = self.here > self.fit or next(self.looks) in self.failing
        return {"milliseconds": {"p95": 400.0 if slow else 100.0}, "lost": [], "wrong": []}


def fitting(room, start):
    found = asyncio.run(phases.capacity(room, start, lambda label, stretch: None))
    assert room.here == 0
    return found["students"]


@pytest.mark.parametrize("fit", [1, 7, 39, 40, 73, 129, 399])
def test_how_many_fit_is_found_from_below_and_from_above(fit):
    room = MadeUp(fit)
    assert fit - max(2, fit // 20) <= fitting(room, 40) <= fit
    assert len(room.tried) < 20


def test_a_ramp_ends_where_everybody_fits_and_where_nobody_does():
    assert fitting(MadeUp(10_000), 40) == phases.MOST_STUDENTS
    assert fitting(MadeUp(0), 40) == 0


def test_one_bad_look_is_looked_at_again():
    assert fitting(MadeUp(80, failing=[0, 2]), 40) > 75


@pytest.mark.parametrize("fault", [{"lost": ["one"]}, {"wrong": ["one"]}, {"milliseconds": {}}])
def test_a_fault_never_fits(fault):
    good = {"milliseconds": {"p95": 1.0}, "lost": [], "wrong": []}
    assert phases.fits(good)
    assert not phases.fits({**good, **fault})


def test_percentiles_and_growth():
    assert milliseconds([]) == {}
    assert milliseconds([0.001 * n for n in range(1, 102)])["p95"] == pytest.approx(96)
    flat_after = growth([0, 500, 1000, 1500, 2000], [100.0, 130.0, 131.0, 131.0, 131.0])
    assert flat_after == {"mib_grown": 31.0, "mib_per_1000_later": 0.0}
    assert growth([0, 500, 1000, 1500], [100.0, 101.0, 102.0, 103.0])["mib_per_1000_later"] == 2.0


@pytest.mark.parametrize("words", [["--students", "0"], ["--replicas", "1"], ["--changes", "9"], ["--port", "80"]])
def test_what_is_out_of_bounds_is_refused(words, capsys):
    with pytest.raises(SystemExit):
        command.asked_for(words)
    assert "choose from" in capsys.readouterr().err


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def app():
    replica = Replica(free_port())
    try:
        replica.await_health()
        yield replica
    finally:
        stop([replica])


def test_two_students_are_answered_rightly_and_their_addresses_open_the_same_screens(app):
    async def work():
        room = Room(app.port, {})
        await room.hold(2)
        stretch = await room.hurry(10)
        seen = [phases.screen(student) for student in room.students]
        links = [(student.tab.page, student.tab.query) for student in room.students]
        # Another tab that has nothing but the address.
        for student in room.students:
            await student.leave()
            await room.welcome(student)
        again = [phases.screen(student) for student in room.students]
        after = room.book.lost
        await room.leave()
        return stretch, seen, again, links, after

    stretch, seen, again, links, after = asyncio.run(work())
    assert (stretch["changes"], stretch["lost"], stretch["wrong"], after) == (10, [], [], [])
    assert seen == again
    assert links[0] != links[1]


def test_a_change_without_an_answer_is_lost_and_the_next_one_is_not(app, monkeypatch):
    async def work():
        book = Book()
        student = Student(1000, app.port, book)
        await student.open()
        send = student.tab.rerun
        monkeypatch.setattr(student.tab, "rerun", lambda *triggers: (send(*triggers), b"\x00 no message")[1])
        await student.change()
        lost = len(book.lost)
        await student.change()
        await student.leave()
        book.judge()
        return lost, book

    lost, book = asyncio.run(work())
    assert lost == len(book.lost) == 1
    assert len(book.whole) == 1
    assert book.wrong == []
