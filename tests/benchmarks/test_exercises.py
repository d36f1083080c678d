"""The judge of a class: the page's own answer passes, and every other one is found out."""

import gzip
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from benchmarks.classroom.book import Answer, Book
from benchmarks.classroom.exercises import EXERCISES, VISITED, Asked, Work
from pooling_core import PoolSpec
from ui.page.pictures import answer, encoded

PLANE = np.arange(16, dtype=np.float32).reshape(4, 4)
CALL = PoolSpec.of("max_pool2d", kernel_size=2)
TENSOR = {"input": "0 1 2 3\n4 5 6 7\n8 9 10 11\n12 13 14 15"}
ASKED = Asked(CALL, PLANE, TENSOR)


def page_says(page, link):
    """The picture that the app answers a link with, as text."""
    return encoded(answer(page, urlencode(link))).decode()


def windows(**link):
    return page_says("sliding_windows", {**TENSOR, **link})


def work_says(work):
    return page_says(work.exercise.page, work.said)


@pytest.mark.parametrize("exercise", VISITED)
def test_the_pages_answer_passes_after_every_change_and_the_one_before_does_not(exercise):
    work = Work(7, exercise)
    for _ in range(60):
        before = work_says(work)
        assert work.asked.complaints(before) == []
        work.next()
        assert work.asked.complaints(before)


@pytest.mark.parametrize(
    "picture, complaint",
    [
        (None, "no picture came"),
        (windows(kernel_size="3"), "the link is"),
        (windows(input=TENSOR["input"].replace("15", "16")), "the tensor is"),
        (windows(kernel_size="3"), "the result is"),
        (windows(padding="2"), "the result is"),
        (windows().replace('"15"]]', '"14"]]'), "the result is"),
        (windows().replace("max(0,", "max(1,"), "the arithmetic is"),
    ],
    ids=["none", "another link", "another tensor", "another call", "refused", "one value", "one sentence"],
)
def test_a_wrong_answer_is_found_out(picture, complaint):
    assert ASKED.complaints(windows()) == []
    assert any(complaint in said for said in ASKED.complaints(picture))


def test_a_result_where_the_call_is_refused_is_wrong():
    link = {**TENSOR, "padding": "2"}
    refused = Asked(PoolSpec.of("max_pool2d", kernel_size=2, padding=2), PLANE, link)
    assert refused.complaints(page_says("sliding_windows", link)) == []
    assert refused.complaints(windows())


def test_a_book_judges_what_was_written_down_once():
    book = Book()
    book.note(Answer(ASKED, gzip.compress(windows().encode())))
    book.note(Answer(ASKED, windows(stride="1").encode()))
    book.judge()
    book.judge()
    assert len(book.wrong) == 1
    assert len(book.close().wrong) == 1
    assert book.wrong == []


def test_no_two_students_have_the_same_tensor():
    planes = [Work(number).plane.tobytes() for number in range(200)]
    assert len(set(planes)) == len(planes)


@pytest.mark.parametrize("exercise", VISITED)
def test_an_address_says_the_whole_work_and_defaults_leave_it(exercise):
    work = Work(7, exercise)
    assert dict(parse_qsl(work.link)) == work.said
    key, values = next(iter(work.exercise.ranges.items()))
    assert key not in work.said
    work.state[key] = values[1]
    assert work.said[key] == f"{values[1]:g}"


def test_one_student_does_several_exercises():
    assert [Work(number).exercise for number in range(3)] == list(EXERCISES)
    assert Work(3, VISITED[-1]).exercise.page == "fractional"
    assert Work(3, VISITED[-1]).plane[0, 0] == 3
