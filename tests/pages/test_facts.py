"""Every fact can be seen: its link opens a page that says and shows it, and docs/ lists that link in each language."""

import functools
import operator

import numpy as np
import pytest

from pooling_core.geometry.conventions import conventions
from tests.support.facts import DOCS, FACTS, link, page, place
from tests.support.lessons import LESSONS
from tests.support.screens import by_address, codes, extras, numbers, problems, said, stages, state_of
from ui import course
from ui.facts import state
from ui.state import fields
from ui.text import tensor_text
from ui.words import speaking, words
from ui.words.content import languages

PARTS = words("facts")["parts"]
SHOWN = "output forward extras equation bins kinds weights size titles"  # on the stage
KINDS = {*SHOWN.split(), "said", "code", "agrees", "convention"}
IDS = [f"{fact['part']} {fact['number']}: {fact['says'][:50]}" for fact in FACTS]
each_fact = pytest.mark.parametrize("fact", FACTS, ids=IDS)


def rows(text):
    return tensor_text.parse(text).array


def true_sides(app):
    """Of a card, the side that shows what comes out, before what it is compared with."""
    return app.data.get("card", {}).get("sides", [])[1:2]


@each_fact
def test_the_link_opens_what_the_fact_says(torch_loaded, fact):
    app = by_address(link(fact))
    shows, told, drawn = fact["shows"], said(app), stages(app) or true_sides(app)
    assert not problems(app) and "2.13.0 differs" not in told and "Please report" not in told
    for shown, stage in (("output", 0), ("forward", 1)):
        if shown in shows:
            np.testing.assert_array_equal(numbers(drawn[stage]["output"]), rows(shows[shown]))
    for title, values in shows.get("extras", {}).items():
        np.testing.assert_array_equal(extras(app)[title], rows(values))
    if "size" in shows:
        assert [drawn[0]["output"]["rows"], drawn[0]["output"]["cols"]] == shows["size"]
    if "equation" in shows:
        assert shows["equation"] in functools.reduce(operator.iadd, drawn[0]["equations"], [])
    if "bins" in shows:
        assert drawn[0]["bins"][1] == shows["bins"].split()
    if "kinds" in shows:
        assert drawn[0]["input"]["kinds"] == [shows["kinds"]]
    if "weights" in shows:
        assert drawn[0]["weights"][0][0] == shows["weights"].split()
    if "said" in shows:
        assert shows["said"] in told
    if "code" in shows:
        assert any(shows["code"] in code for code in codes(app))
    if "titles" in shows:
        assert shows["titles"].items() <= drawn[0]["titles"].items()
    if "agrees" in shows:
        assert "PyTorch 2.13.0 agrees" in told
    if "convention" in shows:
        now = state_of(LESSONS[fact["lesson"]], app)
        at = {key: now[key] for key in ("shapes_size", "shapes_kernel", "shapes_stride")}
        order = [each.name for each in conventions(*at.values())]
        assert sorted(order) == sorted(shows["convention"])
        text = words("shapes")["conventions"]
        for name, row in zip(order, app.data["lines"]["rows"], strict=True):
            outputs = text["outputs"].format(outputs=shows["convention"][name])
            assert row["name"] == text[name] and text[name] in told and outputs in row["said"]


@each_fact
def test_a_fact_says_what_to_look_for_in_a_state_that_its_lesson_has(fact):
    assert fact["shows"] and set(fact["shows"]) <= KINDS
    assert set(fact) == {"id", "part", "number", "says", "lesson", "state", "shows"}
    assert fact["lesson"] in course.LESSONS and fact["part"] in PARTS
    assert set(fact["state"]) <= set(LESSONS[fact["lesson"]].fields) and fact["says"].endswith(".")
    for key, value in state(fact).items():
        complaint = fields.complaint(key, LESSONS[fact["lesson"]].fields[key], "" if value is None else str(value))
        assert complaint is None, complaint


def test_every_number_has_its_fact():
    assert {fact["number"] for fact in FACTS if fact["part"] == "windows"} == set(map(str, range(1, 9)))
    assert {fact["number"] for fact in FACTS if fact["part"] == "values"} == set(map(str, range(9, 23)))
    examples = [part for part in PARTS if part not in ("windows", "values")]
    assert len(examples) == 6 and all(any(fact["part"] == part for fact in FACTS) for part in examples)
    assert len({fact["says"] for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("language", languages())
def test_the_page_of_each_language_lists_every_fact_with_its_link(language):
    with speaking(language):
        said = page()
    assert place(language).read_text(encoding="utf-8") == said, "python -m tests.support.facts writes it"
    assert said.count("` |\n") == len(FACTS)
    assert all(place(other).name in said for other in languages() if other != language)


def test_no_page_of_facts_is_left_of_a_language_that_is_gone():
    assert set(DOCS.glob("facts*.md")) == set(map(place, languages()))


def test_a_link_names_the_language_of_its_page():
    english = link(FACTS[0])
    with speaking("zh"):
        assert link(FACTS[0]) == f"{english}&lang=zh"
