"""Public questions, put to the app through its own readers and routes: it shows, or refuses with, what is right."""

from collections import Counter
from urllib.parse import urlsplit

import numpy as np
import pytest

from tests.questions import answers
from tests.questions.asked import MAY_SAY, PUT, RIGHT, answer_to, in_torch, questions, run_in_torch
from tests.support.screens import agreements, problems, said

ALL = tuple(questions())
ASKED = [each for each in ALL if each.asked]
# Programs of PyTorch that make a ``y``; the others are messages, and calls of Keras.
PROGRAMS = [each for each in ASKED if "y = " in each.said.get("pasted", "") and "keras" not in each.said["pasted"]]


def each(listed):
    return pytest.mark.parametrize("question", listed, ids=[question.name for question in listed])


@pytest.mark.usefixtures("torch_loaded")
@each(ASKED)
def test_the_app_says_what_is_right(question):
    app, right = answer_to(question), {name: question.said[name] for name in RIGHT if name in question.said}
    for name, value in right.items():
        getattr(answers, name)(app, value)
    if isinstance(app, dict):
        return
    assert not problems(app)
    if question.refuses:
        assert "PyTorch 2.13.0 says" in said(app)
    else:
        assert not app.refusals and agreements(app)


@each([question for question in ASKED if "torch" in question.said])
def test_the_right_answer_is_pytorchs(question):
    made, told = in_torch(question), question.said
    if "shape" in told:
        assert list(made.shape) == told["shape"]
        return
    (right,) = (told[name] for name in ("output", "indices", "back", "gradient") if name in told)
    answers.near(made.reshape(np.shape(right)), right)


@each(PROGRAMS)
def test_a_pasted_program_is_one_that_pytorch_answers_so(question):
    try:
        shape, parameters = run_in_torch(question.said["pasted"])
    except (RuntimeError, ValueError):
        assert question.refuses
        return
    assert not question.refuses
    assert shape == question.said["shape"] and parameters == question.said.get("parameters", 0)


def test_every_question_names_its_source_and_says_how_it_is_put_and_what_is_right():
    for question in ALL:
        told = question.said
        assert told.keys() <= MAY_SAY and question.kind in range(15), question.name
        source = urlsplit(told["source"])
        assert source.scheme == "https" and source.path.strip("/") and told["about"], question.name
        if question.asked:
            assert sum(name in told for name in PUT) == 1 and any(name in told for name in RIGHT), question.name
        else:
            assert told["why"], question.name


def test_at_least_120_public_questions_can_be_asked_and_of_every_kind_but_pictures():
    asked, left = (Counter(each.kind for each in ALL if each.asked is can) for can in (True, False))
    assert len({each.said["source"] for each in ASKED}) >= 120
    assert set(asked) == set(range(14)) and set(left) == {14}, (sorted(asked.items()), sorted(left.items()))
