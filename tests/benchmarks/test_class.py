"""The phases of a class: how many fit is found, faults count, and two students at a real app are answered rightly."""

import asyncio
import itertools
import socket

import pytest

from benchmarks.classroom import __main__ as command
from benchmarks.classroom import phases
from benchmarks.classroom import student as student_module
from benchmarks.classroom.book import Book
from benchmarks.classroom.exercises import FRACTIONAL
from benchmarks.classroom.measures import growth, milliseconds
from benchmarks.classroom.pictures import PassingError
from benchmarks.classroom.room import Room
from benchmarks.classroom.student import Student
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
        return {"milliseconds": {"p95": 400.0 if slow else 100.0}, "lost": [], "retried": [], "wrong": []}


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


@pytest.mark.parametrize("fault", [{"lost": ["one"]}, {"retried": ["one"]}, {"wrong": ["one"]}, {"milliseconds": {}}])
def test_a_fault_never_fits(fault):
    good = {"milliseconds": {"p95": 1.0}, "lost": [], "retried": [], "wrong": []}
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
        for one in room.students:
            await one.leave()
            await room.welcome(one)
        again = [phases.screen(student) for student in room.students]
        await room.leave()
        return stretch, seen, again, links, room.book.lost

    stretch, seen, again, links, after = asyncio.run(work())
    faults = [stretch[kind] for kind in ("lost", "retried", "wrong")]
    assert (stretch["changes"], *faults, after) == (10, [], [], [], [])
    assert seen == again
    assert links[0] != links[1]


def test_a_student_turns_to_another_lesson_and_finds_both_as_they_were_left(app):
    async def work():
        book = Book()
        one = Student(2000, app.port, book)
        await one.open()
        await one.change()
        pages, screens = [one.tab.page], [phases.screen(one)]
        for _ in range(2):
            await one.turn()
            pages.append(one.tab.page)
            screens.append(phases.screen(one))
        await one.leave()
        book.judge()
        return book, pages, screens

    book, pages, screens = asyncio.run(work())
    assert (book.lost, book.retried, book.wrong, len(book.turned)) == ([], [], [], 2)
    assert pages[0] == pages[2] != pages[1]
    assert screens[0] == screens[2]


def test_a_lesson_that_was_chosen_as_the_connection_ended_is_chosen_again(app):
    async def work():
        book = Book()
        one = Student(6000, app.port, book)
        await one.open()
        send = one.session._socket.send

        async def cut(message):
            one.session._socket.transport.abort()
            await send(message)

        one.session._socket.send = cut
        await one.turn(FRACTIONAL)
        await one.leave()
        book.judge()
        return book, one

    book, one = asyncio.run(work())
    assert (len(book.turned), len(book.retried), book.lost, book.wrong) == (1, 1, [], [])
    assert one.tab.page == "fractional"


def test_a_page_with_charts_is_told_of_a_settled_state_and_no_other_is(app):
    async def work():
        book = Book()
        one = Student(5000, app.port, book)
        await one.open()
        await one.tell()
        before = len(book.charted)
        await one.turn(FRACTIONAL)
        await one.change()
        await one.tell()
        await one.leave()
        book.judge()
        return book, before, one.tab.stage

    book, before, told = asyncio.run(work())
    assert (before, len(book.charted)) == (0, 1)
    assert (book.lost, book.retried, book.wrong) == ([], [], [])
    assert '"lesson":"fractional"' in told


def test_the_same_question_again_is_answered_by_its_tag_alone(app):
    async def work():
        one = Student(3000, app.port, Book())
        await one.open()
        pictures = one._pictures
        first = await pictures.ask(one.tab.page, one.work.link, None, {}, 20)
        before = pictures.unchanged  # it may have asked again while PyTorch was loading
        second = await pictures.ask(one.tab.page, one.work.link, None, {}, 20)
        await one.leave()
        return first, second, pictures.unchanged - before

    first, second, unchanged = asyncio.run(work())
    assert first == second and first.startswith(b"\x1f\x8b")
    assert unchanged == 1


def test_a_question_that_fails_is_asked_again_until_it_is_answered(app, monkeypatch):
    waits = []

    async def work():
        book = Book()
        one = Student(1000, app.port, book)
        await one.open()
        ask, sleep, fails = one._pictures.ask, asyncio.sleep, iter([PassingError("503"), OSError("reset")] * 3)

        async def fail(*words):
            for fault in fails:
                raise fault
            return await ask(*words)

        async def rest(seconds):
            waits.append(seconds)
            await sleep(0)

        monkeypatch.setattr(one._pictures, "ask", fail)
        monkeypatch.setattr(student_module.asyncio, "sleep", rest)
        await one.change()
        monkeypatch.undo()
        await one.leave()
        book.judge()
        return book

    book = asyncio.run(work())
    assert waits == [1, 2, 4, 8, 8, 8]
    assert (len(book.retried), len(book.whole), book.lost, book.wrong) == (6, 1, [], [])


def test_a_connection_that_ends_is_made_again_and_no_picture_waits_for_it(app):
    async def work():
        book = Book()
        one = Student(4000, app.port, book)
        await one.open()
        one.session._socket.transport.abort()
        await one.session._listening
        await one.change()
        await one.session.rejoined()
        back = not one.session.gone
        await one.turn()
        await one.leave()
        book.judge()
        return book, back

    book, back = asyncio.run(work())
    assert back
    assert (len(book.rejoined), len(book.whole), len(book.turned)) == (1, 1, 1)
    assert (book.lost, book.retried, book.wrong) == ([], [], [])
