"""What stands on a page, as tests of the lessons read it: stages, grids, figures, words."""

import json
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch

from tests.pages.test_pages import checked, open_page, texts
from ui import fields, oracle, tensor_text
from ui.lesson import Lesson


def stages(app):
    """What each stage of the page was given to draw, from top to bottom."""
    return [json.loads(stage.proto.bytes) for stage in app.get("bidi_component")]


def figures(app):
    """The Plotly figures of the page, as plain data."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def numbers(grid):
    """A grid's exact texts as the float32 numbers they say."""
    return np.array(grid["exact"], np.float32).reshape(grid["rows"], grid["cols"])


def result(app, stage=0):
    return numbers(stages(app)[stage]["output"])


def extras(app):
    """The further grids of the first stage, by title."""
    return {extra["title"]: numbers(extra) for extra in stages(app)[0].get("extras", [])}


def said(app):
    """Everything that the page says in words."""
    kinds = (app.header, app.subheader, app.markdown, app.caption, app.success, app.warning, app.error)
    return " ".join(texts(kind) for kind in kinds)


def agreements(app):
    """How many badges say that PyTorch agrees."""
    assert "differs" not in said(app), said(app)
    return sum("PyTorch 2.13.0 agrees" in line.value for line in app.markdown)


def choose(lesson, title):
    """A page on which an example was chosen."""
    app = open_page(lesson.name)
    return checked(app.selectbox(key=f"_{lesson.name}_example").select(title).run())


def by_link(lesson, **state):
    """A page opened by the link of a state."""
    return open_page(lesson.name, **dict(parse_qsl(fields.link(lesson.fields, state), keep_blank_values=True)))


def state_of(lesson, app):
    """The state that a page is in."""
    return {key: app.session_state.get(key, f.default) for key, f in lesson.fields.items()}


def plane_of(lesson, state):
    """The input of a state as PyTorch takes it: channels first, one channel in 2-D."""
    plane = torch.from_numpy(tensor_text.parse(state[lesson.input_key]).array)
    return plane if lesson.call(state).rank == 1 else plane[None]


def each_example_of(lesson: Lesson):
    return pytest.mark.parametrize("example", lesson.words["examples"], ids=lambda example: example["title"])


def same(ours, theirs):
    """Equal up to the rounding of sums and powers in float32."""
    np.testing.assert_allclose(ours, np.asarray(theirs).reshape(ours.shape), rtol=1e-5, atol=1e-6)


@pytest.fixture(scope="module")
def torch_loaded():
    oracle._load()
    assert oracle.ready()
