"""The words: one file per lesson and language; English stands in for what a language does not say yet."""

import re
import string

import pytest

from pooling_core.explain.wrong import bins as wrong_bins
from tests.support.leaves import leaves
from tests.support.lessons import LESSONS, examples_of
from ui.words import content
from ui.words.listed import ELSEWHERE, entries


@pytest.fixture
def languages(tmp_path, monkeypatch):
    """A folder of content whose second language is only begun; returns a way to write one of its files."""
    for name in content.lessons():
        target = tmp_path / "en" / f"{name}.toml"
        target.parent.mkdir(exist_ok=True)
        target.write_text((content.CONTENT / "en" / f"{name}.toml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    content.in_language.cache_clear()
    content.languages.cache_clear()

    def write(language, name, text):
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / f"{name}.toml").write_text(text, encoding="utf-8")

    yield write
    content.in_language.cache_clear()
    content.languages.cache_clear()


# What may be empty: the head of the first column of a table.
MAY_BE_EMPTY = re.compile(r"^facts\.columns\.0$")


@pytest.mark.parametrize("name", content.lessons())
def test_english_says_something_everywhere(name):
    said = dict(leaves(content.words(name), name))
    assert said and [path for path, text in said.items() if not text.strip() and not MAY_BE_EMPTY.search(path)] == []


def test_what_a_language_does_not_say_is_listed_and_english_stands_in(languages):
    languages("zh", "stage", '[labels]\nplay = "播放"\n[labels.kinds]\nr = "数据"\n')
    labels, english = content.in_language("stage", "zh")["labels"], content.words("stage")["labels"]
    assert (labels["play"], labels["kinds"]["r"]) == ("播放", "数据")
    assert (labels["pause"], labels["kinds"]["p"]) == (english["pause"], english["kinds"]["p"])
    listed = content.missing("stage", "zh")
    assert {"labels.pause", "labels.kinds.p", "notes.cells.all.real"} <= set(listed)
    assert not {"labels.play", "labels.kinds.r"} & set(listed)


def test_a_file_that_is_not_there_yet_is_english_as_a_whole(languages):
    assert content.in_language("start", "zh") == content.words("start")
    assert "title" in content.missing("start", "zh")


def test_a_string_that_english_does_not_have_is_not_shown(languages):
    languages("zh", "start", 'title = "池化"\nforgotten = "旧"\n')
    assert content.in_language("start", "zh").keys() == content.words("start").keys()


def test_a_missing_string_of_an_example_is_listed_and_english_stands_in(languages):
    """An example is looked up by its name, so that the state need not be said twice."""
    languages("zh", "adaptive_bins", f'[examples.{FIRST}]\ntitle = "七分五"\n')
    examples, english = (content.in_language("adaptive_bins", each)["examples"] for each in ("zh", "en"))
    assert examples.keys() == english.keys()
    assert examples[FIRST] == {**english[FIRST], "title": "七分五"}
    assert all(examples[each] == english[each] for each in examples if each != FIRST)
    assert any("look" in name for name in content.missing("adaptive_bins", "zh"))


FIRST = next(iter(entries("adaptive_bins")))


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def misfits(name, language):
    """Where a translation fills in other places than English."""
    english = dict(leaves(content.words(name), name))
    said = dict(leaves(content.in_language(name, language), name))
    return [path for path in english if placeholders(said[path]) != placeholders(english[path])]


@pytest.mark.parametrize("name", content.lessons())
def test_every_language_fills_in_the_same_places(name):
    for language in (path.name for path in content.CONTENT.iterdir() if path.is_dir()):
        assert misfits(name, language) == []


def test_a_translation_that_fills_in_another_place_is_found(languages):
    languages("zh", "common", '[refusal]\ntorch_says = "PyTorch {version}: {message}"\nfix = "{repair}"\n')
    assert misfits("common", "zh") == ["common.refusal.fix"]
    languages("fr", "true_or_false", '[statements.stride-default]\nsays = "{x}"\n')
    assert misfits("true_or_false", "fr") == ["true_or_false.statements.stride-default.says"]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_says_its_words_and_its_examples(name):
    lesson = LESSONS[name]
    said = lesson.words
    assert said["title"] and said["lede"]
    for example in examples_of(lesson):
        assert example.keys() == {"id", "title", "look", "state"}
        assert example["look"].count(". ") <= 2 and len(example["look"]) < 200
        for key, value in lesson.example_state(example).items():
            field = lesson.fields[key]
            kinds = {"int": int, "flag": bool, "choice": str, "text": str}
            assert isinstance(value, kinds[field.kind]) or (value is None and field.optional)
            assert field.kind != "choice" or value in field.options


def test_every_parameter_on_the_screen_has_a_name_and_every_ghost_a_rule():
    controls = content.words("common")["controls"]
    for parameter in ("kernel_size", "stride", "padding", "dilation", "output_size"):
        assert controls[parameter] == parameter
    assert set(controls["help"]) <= set(controls)
    ghosts = set(LESSONS["adaptive_bins"].fields["ghosts"].options)
    assert ghosts - {"none"} == set(wrong_bins.RULES)
    said = content.words("adaptive_bins")
    assert set(said["ghosts_options"]) == ghosts and set(said["rules"]["holds"]) == ghosts - {"none"}


@pytest.mark.parametrize("name", [*LESSONS, "claims", "topics", "facts", "terms", "twenty_minutes"])
def test_every_entry_has_its_words_and_every_word_its_entry(name):
    file, table = ELSEWHERE.get(name, (name, "examples"))
    assert entries(name).keys() == content.words(file).get(table, {}).keys()
