"""The judge of a class: the page's own answer passes, and every other one is found out."""

import json
from urllib.parse import parse_qsl

import numpy as np
import pytest

from benchmarks.classroom.exercises import EXERCISES, Asked, Work
from benchmarks.classroom.student import Answer, Book
from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.trace import trace
from ui.content import words
from ui.stage import payload

PLANE = np.arange(16, dtype=np.float32).reshape(4, 4)
CALL = PoolSpec.of("max_pool2d", kernel_size=2)
ASKED = Asked(CALL, PLANE)


def page_says(call, plane):
    """The JSON that a page hands its grid."""
    try:
        data = payload.from_trace(trace(call, plane), words("stage"))
    except PoolingError:
        data = payload.input_only(plane, words("stage"))
    return json.dumps(data)


@pytest.mark.parametrize("number", range(len(EXERCISES)))
def test_the_pages_answer_passes_after_every_change_and_the_one_before_does_not(number):
    work = Work(number)
    hidden = 0
    for _ in range(80):
        before = page_says(work.asked.call, work.plane)
        assert work.asked.complaints(before) == []
        edited = len(work.next()) == 3
        found_out = bool(work.asked.complaints(before))
        assert found_out or not edited
        hidden += not found_out  # such as ceil_mode where every window fits
    assert hidden < 25


@pytest.mark.parametrize(
    "stage, complaint",
    [
        (None, "no grid came"),
        (page_says(CALL, PLANE + 1), "the tensor is"),
        (page_says(PoolSpec.of("max_pool2d", kernel_size=3), PLANE), "the result is"),
        (page_says(PoolSpec.of("max_pool2d", kernel_size=2, stride=2, padding=2), PLANE), "the result is"),
        (page_says(CALL, PLANE).replace('"15"]]', '"14"]]'), "the result is"),
        (page_says(CALL, PLANE).replace("max(0,", "max(1,"), "the arithmetic is"),
    ],
    ids=["none", "another tensor", "another call", "refused", "one value", "one sentence"],
)
def test_a_wrong_answer_is_found_out(stage, complaint):
    assert ASKED.complaints(page_says(CALL, PLANE)) == []
    assert any(said.startswith(complaint) for said in ASKED.complaints(stage))


def test_a_result_where_the_call_is_refused_is_wrong():
    refused = Asked(PoolSpec.of("max_pool2d", kernel_size=2, padding=2), PLANE)
    assert refused.complaints(page_says(refused.call, PLANE)) == []
    assert refused.complaints(page_says(CALL, PLANE))


def test_a_book_judges_what_was_written_down_once():
    book = Book()
    book.note(Answer(ASKED, page_says(CALL, PLANE)))
    book.note(Answer(ASKED, page_says(CALL, PLANE * 2)))
    book.judge()
    book.judge()
    assert len(book.wrong) == 1
    assert len(book.close().wrong) == 1
    assert book.wrong == []


def test_no_two_students_have_the_same_tensor():
    planes = [Work(number).plane.tobytes() for number in range(200)]
    assert len(set(planes)) == len(planes)


@pytest.mark.parametrize("number", range(len(EXERCISES)))
def test_an_address_says_the_whole_work(number):
    work, fresh = Work(number), Work(number + len(EXERCISES))
    fresh.read(dict(parse_qsl(work.link)))
    assert fresh.asked.complaints(page_says(work.asked.call, work.plane)) == []
    key, values = next(iter(work.exercise.ranges.items()))
    fresh.read({**dict(parse_qsl(work.link)), key: f"{values[1]:g}"})
    assert fresh.state[key] == values[1]
