"""Every page opens by itself with a result, and PyTorch's word on it."""

import json
import re

import pytest

from pooling_core.oracle import calls as torch_check
from tests.pages.badges import badges
from tests.support.app_pages import app_page, checked, told
from tests.support.imports import ROOT
from tests.support.lessons import LESSONS, examples_of
from tests.support.screens import (
    agreements,
    figures,
    mended,
    numbers,
    open_page,
    problems,
    refusals,
    said,
    shown,
    stages,
    state_of,
)
from ui import course
from ui.page import pictures
from ui.server import ANSWERS, PICTURE, SHEET, STILL
from ui.start import screen
from ui.state import codec
from ui.words import words

# Without grids: its picture is a stack, or waits for a guess.
WITHOUT_GRIDS = ("shapes", "true_or_false")


def test_every_lesson_has_one_record_made_in_one_place():
    assert LESSONS.keys() == set(course.LESSONS)
    made = [file for room in ("ui", "pages", "tests") for file in (ROOT / room).rglob("*.py")]
    made = [file for file in made if re.search(r"\bLesson\(", file.read_text(encoding="utf-8"))]
    rooms = [file.relative_to(ROOT) for file in made]
    assert [(*file.parts[:2], file.name) for file in rooms] == [("ui", "lessons", "__init__.py")] * len(rooms)
    assert {file.parts[2] for file in rooms} == LESSONS.keys() and len(rooms) == len(LESSONS)


@pytest.mark.parametrize("name", course.LESSONS)
def test_a_lesson_opens_with_its_title_its_result_and_no_complaint(torch_loaded, name):
    app, lesson = open_page(name), LESSONS[name]
    assert app.data["title"] == words(name)["title"]
    assert not problems(app) and not refusals(app)
    assert agreements(app) == badges(lesson, state_of(lesson, app))
    if name in WITHOUT_GRIDS:
        assert not stages(app) and not figures(app)
    else:
        assert all(numbers(stage["output"]).size for stage in stages(app)) and stages(app)


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if lesson.screen])
def test_the_page_of_a_lesson_mounts_its_stage_once_with_what_the_route_answers(torch_loaded, name):
    page = app_page(name)
    (mounted,) = stages(page)
    drawn = json.loads(pictures.encoded(open_page(name).data))
    assert {key: mounted[key] for key in drawn} == drawn
    assert mounted.keys() - drawn.keys() == {"said", "routes", "chosen", "language", "languages", "meanings", "way"}
    paths = {"picture": PICTURE, "still": STILL, "answers": ANSWERS}
    routes = {key: f"{path}/{name}" for key, path in paths.items()}
    assert mounted["said"] == "" and mounted["routes"] == {**routes, "sheet": SHEET}


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if lesson.screen and examples_of(lesson)])
def test_the_page_brings_the_picture_of_its_own_link(torch_loaded, name):
    lesson = LESSONS[name]
    example = next(each for each in lesson.examples if each["state"])
    query = codec.link(lesson.fields, lesson.example_state(example))
    (mounted,) = stages(app_page(name, **dict(codec.pairs_of(query))))
    assert mounted["said"] == query and mounted["link"] == open_page(name).choose(example["title"]).link


def test_the_start_page_brings_all_its_numbers_and_one_way_to_begin():
    app = app_page("start")
    assert [title.value for title in app.title] == [words("start")["title"]] and not app.warning and not app.error
    assert json.loads(json.dumps(screen.payload())).items() <= shown(app).items()
    begin, *_ = [link.proto for link in app.get("page_link")]
    assert begin.label == words("start")["begin"] and (ROOT / "pages" / f"{begin.page}.py").is_file()
    assert set(words("start")["ways_on"]) >= set(course.LESSONS)


def test_a_refusal_quotes_torch(torch_loaded):
    app = open_page("sliding_windows", kernel_size="3", stride="1", padding="2")
    assert shown(app)["output"]["exact"] == []
    assert "PyTorch 2.13.0 says: “pad should be at most half of effective kernel size" in said(app)
    assert shown(mended(app))["output"]["exact"]


def test_without_torch_the_badge_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    for link in ({}, {"stride": "0"}):
        app = open_page("sliding_windows", **link)
        assert "not installed" in said(app)


def test_an_address_of_another_page_is_not_carried_along():
    app = app_page("sliding_windows", kernel_size="3")
    app.switch_page("../pages/start.py")
    assert "kernel_size" not in told(checked(app.run()))
