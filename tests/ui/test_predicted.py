"""What can be predicted, and the words of each wrong rule: every one has a sentence and a state that opens."""

import json

import pytest
from hypothesis import given
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pooling_core.explain.wrong.rules import thoughts
from tests.support.calls import traced_calls
from tests.support.lessons import LESSONS
from ui.page.pictures import answer
from ui.predict.answers import answers
from ui.server import routes
from ui.state import codec
from ui.words.listed import entries

ASKS = {
    "sliding_windows": ("size", "value", "window", "winner"),
    "adaptive_bins": ("size", "value", "window"),
    "fractional": ("size", "value", "window", "winner"),
    "convolution": ("size", "value", "window"),
    "dimensions": ("size", "value", "window", "winner"),
    "power_means": ("size", "value", "window"),
    "stochastic": ("size", "window"),
    "unpooling": ("place",),
    "backward": ("value",),
    "shapes": (),
    "frameworks": (),
    "true_or_false": (),
}
BOARDS = {
    "unpooling": "unpooled",
    "backward": "gradient",
    "shapes": None,
    "frameworks": None,
    "true_or_false": None,
}


@pytest.mark.parametrize("name", ASKS)
def test_a_lesson_asks_what_its_picture_shows(name):
    told, shown = answers(name, ""), answer(name, "")
    assert tuple(told["asks"]) == ASKS[name]
    assert shown["predicts"] == BOARDS.get(name, "output")
    if told["asks"]:
        assert told["board"] == shown["predicts"]
        assert {each["name"] for each in told["thoughts"]} == set(told["says"])


@pytest.mark.parametrize("query", ["kernel_size=9", "padding=2"])
def test_of_a_call_that_is_refused_nothing_is_asked(query):
    assert answer("sliding_windows", query)["predicts"] is None
    assert answers("sliding_windows", query)["asks"] == []


@pytest.mark.parametrize("operation", ["max_unpool", "conv", "interpolate"])
def test_the_way_back_is_asked_of_poolings_alone(operation):
    query = f"backward_operation={operation}"
    assert answer("backward", query)["predicts"] is None and answers("backward", query)["asks"] == []


@pytest.mark.parametrize("lesson, prefix", [("unpooling", "unpool"), ("backward", "backward")])
def test_of_a_volume_nothing_is_asked_and_of_the_other_parameters_it_is(lesson, prefix):
    assert answer(lesson, f"{prefix}_dims=3d")["predicts"] is None
    assert answers(lesson, f"{prefix}_dims=3d")["asks"] == []
    query = f"{prefix}_ceil_mode=true&{prefix}_stride=1&{prefix}_per_axis=true&{prefix}_kernel_w=3"
    for dims in ("1d", "2d"):
        told = answers(lesson, f"{query}&{prefix}_dims={dims}")
        assert tuple(told["asks"]) == ASKS[lesson] and told["thoughts"]


@given(traced_calls())
def test_every_wrong_rule_has_words(truth):
    assert {each.name for each in thoughts(truth)} <= set(entries("thoughts"))


@pytest.mark.parametrize("name", entries("thoughts"))
def test_the_state_that_shows_what_is_true_opens(name):
    entry = entries("thoughts")[name]
    lesson = LESSONS[entry["lesson"]]
    assert set(entry["state"]) <= set(lesson.fields)
    shown = answer(lesson.name, codec.link(lesson.fields, entry["state"]))
    assert shown["problems"] == [] and shown["headline"]["tone"] == "look"


def test_the_route_answers_in_the_language_asked_for_and_is_bounded():
    client = TestClient(Starlette(routes=routes()))
    told = json.loads(client.get("/answers/sliding_windows?kernel_size=3&lang=zh").content)
    assert told["words"]["check"] == "检查" and told["board"] == "output"
    assert client.get("/answers/nothing").status_code == 404
    assert client.get(f"/answers/sliding_windows?input={'1' * codec.LONGEST_QUERY}").status_code == 414
