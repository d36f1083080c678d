"""Nothing for a reader stands in code: in a language of marked words, no screen says an unmarked one."""

import shutil
from urllib.parse import urlencode

import pytest

from tests.support import facts, pseudo
from tests.support.lessons import LESSONS, each_example
from ui.page import pictures
from ui.state import codec
from ui.words import content, listed, speaking

# What of a screen nobody reads: states, places, marks of the program; and what the reader wrote.
CLAIMS, GUESSES = listed.entries("claims"), ("true", "false")
UNREAD = {
    *("key", "kind", "kinds", "name", "lesson", "link", "fields", "value", "values", "changes", "acts", "draws"),
    *(
        "id",
        "operation",
        "tone",
        "board",
        "code",
        "follows",
        "holds",
        "flow",
        "handles",
        "revision",
        "state",
        "predicts",
        "guess",
        "check",
    ),
    *("exact", "short", "number", "look", "at", "from", "to", "axis", "place", "mode", "after", "side"),
    *("signs", "texts"),
    "column_labels",
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
        hidden = {"text"} if data.get("kind") == "code" else set()
        for key, value in data.items():
            if key not in UNREAD | hidden:
                yield from texts(value, (*path, key))
    elif isinstance(data, list | tuple):
        # The first of a piece of MathML is the name of its element.
        for at, value in enumerate(data):
            if not ("tree" in path and at == 0):
                yield from texts(value, (*path, at))


def spoken(name, query):
    with speaking(pseudo.NAME):
        return pictures.answer(name, query)


def strays(data):
    found = {}
    for path, text in texts(data):
        if words := pseudo.strays(text):
            found[path] = words
    return found


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


@pytest.mark.parametrize(
    "query", ["score=true", *(f"claim={name}&guess={guess}" for name in CLAIMS for guess in GUESSES)]
)
def test_no_card_says_a_word_of_its_own(query):
    assert strays(spoken("true_or_false", query)) == {}


@pytest.mark.parametrize("name", LESSONS)
def test_no_refusal_and_no_problem_says_a_word_of_its_own(name):
    """Every field at its bounds, empty, and with a text that it cannot hold."""
    for key, field in LESSONS[name].fields.items():
        for said in {str(field.low), str(field.high), "", "zzz", "1 2\n3"}:
            data = spoken(name, urlencode({key: said}))
            assert {path: words for path, words in strays(data).items() if words != ["zzz"]} == {}, (key, said)
