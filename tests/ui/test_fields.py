"""A state and its link say the same, and what a link says is judged before a widget sees it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from pooling_core import PoolingError
from pooling_core.explain.trace import trace
from pooling_core.oracle import calls as torch_check
from tests.support.lessons import IN_TORCH, LESSONS, ONE_CALL, call_and_plane, each_example, examples_of
from ui.calls import one_plane
from ui.lessons.sliding_windows import tensor
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS
from ui.state.codec import link
from ui.state.fields import complaint, complete
from ui.text import tensor_text

ALL = [(name, key) for name, lesson in LESSONS.items() for key in lesson.fields]


def read_back(lesson_fields, query):
    """The state a link says, read as the widgets do."""
    said = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    assert [complaint(key, lesson_fields[key], text) for key, text in said.items()] == [None] * len(said)
    readers: dict[str, Callable[[str], Any]] = {
        "int": lambda text: int(text) if text else None,
        "flag": lambda text: text == "true",
        "choice": str,
        "text": str,
    }
    return complete(lesson_fields, {key: readers[lesson_fields[key].kind](text) for key, text in said.items()})


@each_example()
def test_an_examples_state_comes_back_from_its_link(lesson, example):
    state = lesson.example_state(example)
    assert read_back(lesson.fields, link(lesson.fields, state)) == state


@each_example(ONE_CALL)
def test_an_examples_tensor_is_written_as_the_stage_would_write_it(lesson, example):
    state = lesson.example_state(example)
    text = state[lesson.input_key]
    if lesson.name == "sliding_windows":
        assert tensor.canonical(state)["input"] == text
    else:
        assert tensor_text.format_tensor(tensor_text.parse(text).array) == text


@each_example(IN_TORCH)
def test_an_example_is_what_torch_says(lesson, example):
    assert example["state"].keys() <= lesson.fields.keys()
    call, plane = call_and_plane(lesson, lesson.example_state(example))
    try:
        ours = trace(call, plane).output
    except PoolingError:
        ours = None
    batch = one_plane(call, plane)
    verdict = torch_check.ask(
        call, batch, None if ours is None else ours.reshape(batch.shape[: -call.rank] + ours.shape[-call.rank :])
    )
    assert verdict.refusal if ours is None else verdict.agrees


def test_examples_are_told_apart():
    for lesson in LESSONS.values():
        states = [tuple(lesson.example_state(example).values()) for example in examples_of(lesson)]
        titles = [example["title"] for example in examples_of(lesson)]
        assert len(set(states)) == len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", LESSONS)
def test_the_default_state_has_the_shortest_link(name):
    lesson_fields = LESSONS[name].fields
    assert link(lesson_fields, complete(lesson_fields, {})) == ""
    assert read_back(lesson_fields, "") == complete(lesson_fields, {})


@pytest.mark.parametrize("name, key", ALL)
def test_every_field_says_its_values_in_a_link(name, key):
    field = LESSONS[name].fields[key]
    values: Any = {
        "int": [field.low, field.high, *([None] if field.optional else [])],
        "flag": [True, False],
        "choice": field.options,
        "text": ["", "a&b=c#d %+é\n\t中\N{GRINNING FACE}"[: field.longest], "1" * field.longest],
    }[field.kind]
    for value in values:
        assert read_back(LESSONS[name].fields, link(LESSONS[name].fields, {key: value}))[key] == value


HOSTILE = [
    *("", "-", "--5", "+5", "5-", " 5", "5 ", "1.0", "1e3", "0x10", "1_0", "²", "Ⅷ", "5\n", "5\x00", "-1", "33"),
    *("nan", "inf", "None", "9" * 5_000, "-" * 5_000, "<script>alert(1)</script>", "\N{GRINNING FACE}", "true;false"),
]


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: ascii(said[:12]))
def test_what_no_widget_can_hold_is_named_in_one_short_sentence(said):
    known = SLIDING_WINDOWS
    for key in ("kernel_size", "ceil_mode", "operation"):
        problem = complaint(key, known[key], said)
        assert problem and problem.parameter == key and problem.received == said
        assert str(problem).startswith(f"{key}=") and len(str(problem)) < 120
    assert complaint("norm_type", known["norm_type"], said) is None or len(said) > 12


def test_the_limits_of_a_link():
    known = SLIDING_WINDOWS
    for key, said in [("kernel_size", "0"), ("kernel_size", "32"), ("stride", ""), ("divisor_override", "-99")]:
        assert complaint(key, known[key], said) is None
    assert complaint("divisor_override", known["divisor_override"], "-100")
    assert complaint("ceil_mode", known["ceil_mode"], "TRUE") is None
    assert complaint("input", known["input"], "1" * tensor_text.LARGE.characters) is None
    assert complaint("input", known["input"], "1" * (tensor_text.LARGE.characters + 1))


def test_the_largest_tensor_fits_into_a_link():
    """32x32 of the longest float32 texts: whatever can be edited can be shared."""
    widest = np.full((32, 32), -1.17549435e-38, np.float32) * np.float32(1.0000001)
    text = tensor_text.format_tensor(widest)
    assert complaint("input", SLIDING_WINDOWS["input"], text) is None
    assert read_back(SLIDING_WINDOWS, link(SLIDING_WINDOWS, {"input": text}))["input"] == text
