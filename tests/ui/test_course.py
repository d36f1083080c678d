"""The table of the lessons: complete, in order, and what each end says of the next."""

import json
from html import escape

import pytest

from tests.support.app_pages import app_page, told
from tests.support.lessons import LESSONS
from ui import course
from ui.words import content, speaking, words

each_language = pytest.mark.parametrize("language", content.languages())
each_lesson = pytest.mark.parametrize("lesson", course.LESSONS)


def test_the_table_has_every_lesson_once_with_its_number():
    assert set(course.LESSONS) == set(LESSONS) and len(course.STEPS) == len(LESSONS)
    assert [step.number for step in course.STEPS] == list(range(1, len(LESSONS) + 1))
    assert [course.step(lesson).lesson for lesson in LESSONS] == list(LESSONS)


def test_the_levels_rise_to_the_experts_and_the_check_comes_last():
    assert course.LESSONS[0] == "sliding_windows"
    assert (course.STEPS[-1].section, course.step("fractional").level) == ("check", "expert")
    levels = [course.LEVELS.index(step.level) for step in course.STEPS[:-1]]
    assert levels == sorted(levels) and set(levels) == set(range(len(course.LEVELS)))


def test_a_heading_stands_once_above_its_lessons():
    headings = [section for section, _ in course.sections()]
    # What one brings something to has a heading too, and no lesson.
    assert sorted([*headings, "tools"]) == sorted(words("common")["app"]["sections"])
    assert [step for _, steps in course.sections() for step in steps] == list(course.STEPS)


def test_each_leads_to_the_next_and_the_last_to_what_can_be_looked_up():
    assert [course.after(one) for one in course.LESSONS[:-1]] == list(course.LESSONS[1:])
    assert course.after(course.LESSONS[-1]) == course.LOOKED_UP[0]


@each_language
@each_lesson
def test_a_lesson_ends_with_what_was_seen_and_why_the_next_one_comes(language, lesson):
    with speaking(language):
        said = words(lesson)["end"]
        assert set(said["next"]) == {course.after(lesson)}
        assert 2 <= len(said["saw"]) <= 3 and all(len(each) < 160 for each in said["saw"])
        (why,) = said["next"].values()
        assert len(why) < 120 and why.endswith((".", "。"))


@each_language
@each_lesson
def test_the_page_of_a_lesson_says_its_end_below_everything_else(torch_loaded, language, lesson):
    app = app_page(lesson, lang=language)
    with speaking(language):
        text, said, following = words("way")["end"], words(lesson)["end"], course.after(lesson)
        label = course.step(following).label if following in LESSONS else words(following)["title"]
    assert [each.value for each in app.header][-2:] == [text["saw"], text["next"]]
    (html,) = (each.proto.body for each in app.get("html") if "<li>" in each.proto.body)
    assert html == f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in said['saw'])}</ul>"
    link = app.get("page_link")[-1].proto
    assert (link.page, link.label) == (following, label)
    assert said["next"][following] in told(app)


@each_language
def test_the_browser_is_told_the_way_and_where_the_lesson_stands_on_it(language):
    app = app_page("fractional", lang=language)
    with speaking(language):
        text, levels = words("way"), words("way")["levels"]
        titles = [words(lesson)["title"] for lesson in course.LESSONS]
    (stage,) = (json.loads(each.proto.bytes) for each in app.get("bidi_component"))
    way = stage["way"]
    assert [step["lesson"] for step in way["steps"]] == list(course.LESSONS)
    assert [step["href"] for step in way["steps"]] == [f"/{each}?lang={language}" for each in course.LESSONS]
    assert all(title in step["label"] for title, step in zip(titles, way["steps"], strict=True))
    assert way["place"] == f"11 · {levels['expert']}"
    assert way["words"]["marks"] == text["marks"]


def test_the_first_page_lists_every_lesson_with_number_and_level():
    app = app_page("start")
    listed = [each.proto for each in app.get("page_link")][-len(LESSONS) :]
    assert [(each.page, each.label) for each in listed] == [(step.lesson, step.label) for step in course.STEPS]
    assert "11 · Fractional windows (expert)" in [each.label for each in listed]
