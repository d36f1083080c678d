"""Pooling in twenty minutes as data: every step opens, is said in every language, and comes by its own short link."""

import re

import pytest

from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import stages
from tests.support.walk import BESIDE, STEPS, WAYS, link, picture
from ui import course, router, walk
from ui.page import pictures
from ui.state import codec
from ui.walk import said
from ui.words import content, speaking, words
from ui.words.listed import entries, listed

each_step = pytest.mark.parametrize("number, step", list(enumerate(STEPS, start=1)), ids=[step["id"] for step in STEPS])
MEASURES = {"operation", "value", "values", "size", "readers", "shared", "span", "map"}
TESTS = {"is", "not", "least", "most", "like"}


def test_there_are_eight_and_each_has_its_ways():
    assert len(STEPS) == 8 and {step["id"] for step in STEPS} == WAYS.keys() == BESIDE.keys()


@each_step
def test_a_step_and_its_solution_open_with_a_result(number, step):
    stored = entries("twenty_minutes")[step["id"]]
    for changes in ({}, stored["solved"]):
        state = {**stored["state"], **changes}
        assert codec.read(LESSONS[step["lesson"]].fields, said(step, state).items()).problems == ()
        shown = picture(step, changes)
        assert shown["headline"]["tone"] == "look" and not shown["problems"]
        assert shown["link"] == said(step, state), "what is opened is what is said"


@each_step
def test_a_step_is_told_in_terms_that_the_browser_knows(number, step):
    for condition in step["goal"]:
        assert condition["what"] in MEASURES and condition.keys() - {"what", "of", "at"} <= TESTS
    assert step["predict"].get("what", "map") == "map"
    assert "what" in step["predict"] or step["predict"]["stage"] in ("size", "value", "window", "winner")


@pytest.mark.parametrize("language", content.languages())
def test_a_wrong_number_of_rows_is_understood_and_every_layer_is_spelled_out(language):
    with speaking(language):
        (step,) = (each for each in walk.steps() if "what" in each["predict"])
        predict, says = step["predict"], words("practice")["shape_thoughts"]
    assert {each["answer"]: each["says"] for each in predict["wrong"]} == {
        5: says["one_forgotten"],
        6: says["padding_ignored"],
        7: says["padding_once"],
        16: says["last_layer_forgotten"],
        30: says["stride_one"],
    }
    layers = step["state"]["shapes_stack"].split("\n")
    assert predict["at"] == len(layers) == len(predict["notes"]) - 1
    for layer, notes in zip(layers, predict["notes"][1:], strict=True):
        assert set(re.findall(r"\d+", layer)) <= set(re.findall(r"\d+", " ".join(notes)))


@pytest.mark.parametrize("language", content.languages())
def test_the_card_can_name_every_operation_and_all_of_a_call(language):
    field = LESSONS[walk.OWN["lesson"]].fields["operation"]
    with speaking(language):
        card = words("twenty_minutes")["page"]["card"]
    assert set(field.options) == card["operations"].keys()
    assert all(f"{{{key}}}" in card["pooled"] for key in walk.OWN["keys"])


@pytest.mark.parametrize("language", content.languages())
def test_a_step_is_short_in_every_language(language):
    with speaking(language):
        for step in listed("twenty_minutes"):
            assert len(step["title"]) <= 26
            assert all(len(step[part]) <= 170 for part in ("ask", "see", "task", "keep")), step["id"]


@each_step
def test_a_short_link_opens_the_step_and_brings_the_walk(torch_loaded, number, step):
    app = app_page(step["lesson"], walk=str(number))
    (mounted,) = stages(app)
    assert mounted["link"] == step["state"] and mounted["said"] == f"walk={number}"
    brought = mounted["walk"]
    assert [each["id"] for each in brought["steps"]] == [each["id"] for each in STEPS]
    assert brought["page"] == f"/{router.WALK}"
    assert [f"/{each['lesson']}" for each in brought["steps"]] == [each["address"] for each in brought["steps"]]
    assert len(app.get("page_link")) == 10, "a way to each step, to their list and to the card"


def test_a_link_that_says_a_state_counts_and_a_foreign_step_opens_nothing():
    (mounted,) = stages(app_page("sliding_windows", walk="1", kernel_size="3"))
    assert mounted["link"] == {"kernel_size": "3"}
    for number in ("6", "0", "9", "x", ""):
        (mounted,) = stages(app_page("sliding_windows", walk=number))
        assert mounted["link"] == {}


def test_a_lesson_that_nobody_walks_on_is_not_told_of_it():
    app = app_page("sliding_windows")
    (onward,) = app.get("page_link")
    assert "walk" not in stages(app)[0] and onward.proto.page == course.after("sliding_windows")


def test_the_routes_picture_of_a_step_is_the_lessons_own():
    for step in STEPS:
        assert pictures.answer(step["lesson"], f"{link(step)}&walk=1") == picture(step)


@pytest.mark.parametrize("language", content.languages())
def test_the_page_lists_the_steps_and_what_comes_after(language):
    app = app_page("twenty_minutes", lang=language)
    with speaking(language):
        expected = walk.listed_with_card(lambda path: path)
    (mounted,) = stages(app)
    assert {key: mounted[key] for key in expected} == expected
    assert [each["address"][1:] for each in mounted["next"]] == list(walk.NEXT)
    assert set(walk.NEXT) <= {*course.LESSONS, router.PRACTICE}
