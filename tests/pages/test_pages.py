"""Every page opens by itself with a result, and PyTorch's word on it."""

import re

import pytest

from pooling_core.oracle import calls as torch_check
from tests.pages.badges import badges
from tests.support.imports import ROOT
from tests.support.lessons import LESSONS
from tests.support.screens import agreements, figures, mended, numbers, open_page, shown, stages, state_of, texts
from ui import router
from ui.content import words

# Without a stage: its picture is a figure, or waits for a guess.
WITHOUT_STAGE = {"shapes": 1, "true_or_false": 0}


def test_every_lesson_has_one_record_made_in_one_place():
    assert LESSONS.keys() == set(router.LESSONS)
    made = [file for room in ("ui", "pages", "tests") for file in (ROOT / room).rglob("*.py")]
    made = [file for file in made if re.search(r"\bLesson\(", file.read_text(encoding="utf-8"))]
    assert [str(file.relative_to(ROOT)) for file in made] == ["ui/lessons.py"]


@pytest.mark.parametrize("name", router.LESSONS)
def test_a_lesson_opens_with_its_title_its_result_and_no_complaint(torch_loaded, name):
    app, lesson = open_page(name), LESSONS[name]
    assert [header.value for header in app.header] == [words(name)["title"]]
    assert not app.warning and not app.error
    assert agreements(app) == badges(lesson, state_of(lesson, app))
    if name in WITHOUT_STAGE:
        assert not stages(app) and len(figures(app)) == WITHOUT_STAGE[name]
    else:
        assert all(numbers(stage["output"]).size for stage in stages(app)) and stages(app)


def test_the_start_page_plays_by_itself_and_cannot_be_edited():
    app = open_page("start")
    assert [header.value for header in app.header] == [words("start")["title"]]
    assert not app.warning and not app.error
    payload = shown(app)
    assert payload["autoplay"] and not payload["input"]["editable"] and payload["output"]["exact"]
    assert set(words("start")["ways_on"]) >= set(router.LESSONS)


def test_a_refusal_quotes_torch(torch_loaded):
    app = open_page("sliding_windows", kernel_size="3", stride="1", padding="2")
    assert shown(app)["output"]["exact"] == []
    assert "PyTorch 2.13.0 says: “pad should be at most half of effective kernel size" in texts(app.markdown)
    assert shown(mended(app))["output"]["exact"]


def test_without_torch_the_badge_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    for link in ({}, {"stride": "0"}):
        app = open_page("sliding_windows", **link)
        assert "not installed" in texts(app.caption)


def test_an_address_of_another_page_is_not_carried_along():
    app = open_page("sliding_windows", kernel_size="3")
    app.switch_page("../pages/start.py")
    assert "kernel_size" not in texts(app.run().warning) and not app.exception
