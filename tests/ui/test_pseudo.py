"""Nothing for a reader stands in code: in a language of marked words, no screen says an unmarked one."""

import shutil

import pytest

from tests.support import facts, pseudo
from tests.support.lessons import each_example
from ui.page import pictures
from ui.state import codec
from ui.words import content, listed, speaking

# What of a screen nobody reads, or is a name, a number, a state, or code.
UNREAD = {
    *(
        "key",
        "kind",
        "kinds",
        "name",
        "lesson",
        "link",
        "fields",
        "value",
        "values",
        "changes",
        "acts",
        "draws",
        "state",
    ),
    *("id", "operation", "tone", "board", "code", "text_code", "follows", "holds", "flow", "handles", "revision"),
    *("exact", "short", "look", "at", "from", "to", "dtype", "axis", "place", "mode"),
}


@pytest.fixture(scope="module", autouse=True)
def third_language(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(content.CONTENT, folder / "content")
    shutil.copytree(content.CONTENT.parent / "examples", folder / "examples")
    pseudo.write(folder / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "CONTENT", folder / "content")
        forget()
        yield
    forget()


def forget():
    for kept in (content.in_language, content.languages, listed._joined, listed.entries):
        kept.cache_clear()


def texts(data, path=()):
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in UNREAD:
                yield from texts(value, (*path, key))
    elif isinstance(data, list | tuple):
        for at, value in enumerate(data):
            yield from texts(value, (*path, at))


def spoken(name, query):
    with speaking(pseudo.NAME):
        return pictures.answer(name, query)


def strays(data):
    return {path: words for path, text in texts(data) if (words := pseudo.unmarked(text))}


def test_a_word_without_marks_is_found():
    assert pseudo.unmarked("⟦a ⟦b⟧ c⟧ 1.5 nan -inf 3e-05 n 2:4") == []
    assert pseudo.unmarked("⟦a⟧ tail ⟦b⟧") == ["tail"]
    assert pseudo.unmarked("⟦cut in the mid") != []


@each_example()
def test_no_example_says_a_word_of_its_own(lesson, example):
    assert strays(spoken(lesson.name, codec.link(lesson.fields, lesson.example_state(example)))) == {}


@pytest.mark.parametrize("fact", facts.FACTS, ids=lambda fact: fact["id"])
def test_no_fact_says_a_word_of_its_own(fact):
    name, _, query = facts.link(fact).partition("?")
    assert strays(spoken(name, query)) == {}
