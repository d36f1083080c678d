"""Public questions, put to the app through its own readers and routes: it shows, or refuses with, what is right."""

from collections import Counter
from urllib.parse import urlsplit

import numpy as np
import pytest

from tests.questions import answers
from tests.questions.asked import MAY_SAY, PUT, RIGHT, answer_to, in_torch, questions
from tests.support.screens import agreements, problems, said

ALL = tuple(questions())
ASKED = [each for each in ALL if each.asked]


@pytest.mark.usefixtures("torch_loaded")
@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.name)
def test_the_app_says_what_is_right(question):
    app, right = answer_to(question), {name: question.said[name] for name in RIGHT if name in question.said}
    assert not problems(app)
    for name, value in right.items():
        getattr(answers, name)(app, value)
    if not right.keys() & {"refused", "at", "fix"}:
        assert not app.refusals and agreements(app)
    else:
        assert "PyTorch 2.13.0 says" in said(app)


@pytest.mark.parametrize("question", [each for each in ASKED if "torch" in each.said], ids=lambda each: each.name)
def test_the_right_answer_is_pytorchs(question):
    made, told = in_torch(question), question.said
    if "shape" in told:
        assert list(made.shape) == told["shape"]
        return
    (right,) = (told[name] for name in ("output", "indices", "back") if name in told)
    answers.near(made.reshape(np.shape(right)), right)


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


def test_most_public_questions_can_be_asked():
    asked, left = (Counter(each.kind for each in ALL if each.asked is can) for can in (True, False))
    assert len({each.said["source"] for each in ASKED}) >= 115, (sorted(asked.items()), sorted(left.items()))
