"""The words: one file per lesson and language; English stands in for what a language does not say yet."""

import string
import tomllib

import pytest

from pooling_core.explain import wrong_rules
from tests.support.lessons import LESSONS, examples_of
from ui import content, states


@pytest.fixture
def languages(tmp_path, monkeypatch):
    """A folder of content whose second language is only begun; returns a way to write one of its files."""
    for name in content.lessons():
        target = tmp_path / "en" / f"{name}.toml"
        target.parent.mkdir(exist_ok=True)
        target.write_text((content.CONTENT / "en" / f"{name}.toml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    content.words.cache_clear()

    def write(language, name, text):
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / f"{name}.toml").write_text(text, encoding="utf-8")

    yield write
    content.words.cache_clear()


@pytest.mark.parametrize("name", content.lessons())
def test_english_is_whole(name):
    assert content.missing(name, "en") == []
    assert content.words(name)


def test_what_a_language_does_not_say_is_listed_and_english_stands_in(languages):
    languages("zh", "stage", '[labels]\nplay = "播放"\n[labels.kinds]\nr = "数据"\n')
    labels, english = content.words("stage", "zh")["labels"], content.words("stage")["labels"]
    assert (labels["play"], labels["kinds"]["r"]) == ("播放", "数据")
    assert (labels["pause"], labels["kinds"]["p"]) == (english["pause"], english["kinds"]["p"])
    listed = content.missing("stage", "zh")
    assert {"labels.pause", "labels.kinds.p", "notes.real"} <= set(listed)
    assert not {"labels.play", "labels.kinds.r"} & set(listed)


def test_a_file_that_is_not_there_yet_is_english_as_a_whole(languages):
    assert content.words("start", "zh") == content.words("start")
    assert "title" in content.missing("start", "zh")


def test_a_string_that_english_does_not_have_is_not_shown(languages):
    languages("zh", "start", 'title = "池化"\nforgotten = "旧"\n')
    assert content.words("start", "zh").keys() == content.words("start").keys()


def test_a_missing_string_of_an_example_is_listed_and_english_stands_in(languages):
    """An example is looked up by its place, so that the state need not be said twice."""
    languages("zh", "adaptive_bins", '[[examples]]\ntitle = "七分五"\n')
    examples, english = content.words("adaptive_bins", "zh")["examples"], content.words("adaptive_bins")["examples"]
    assert len(examples) == len(english)
    assert examples[0] == {**english[0], "title": "七分五"}
    assert examples[1:] == english[1:]
    assert any("look" in name for name in content.missing("adaptive_bins", "zh"))


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", sorted(path.name for path in content.CONTENT.iterdir() if path.is_dir()))
@pytest.mark.parametrize("name", content.lessons())
def test_every_language_fills_in_the_same_places(name, language):
    def compare(said, english, path):
        for key, value in english.items():
            if isinstance(value, dict):
                compare(said[key], value, f"{path}.{key}")
            elif isinstance(value, str):
                assert placeholders(said[key]) == placeholders(value), f"{path}.{key}"

    compare(content.words(name, language), content.words(name), name)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_says_its_words_and_its_examples(name):
    lesson = LESSONS[name]
    said = lesson.words
    assert said["title"] and said["lede"]
    for example in examples_of(lesson):
        assert example.keys() == {"title", "look", "state"}
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
    ghosts = set(states.ADAPTIVE_BINS["ghosts"].options)
    assert all(callable(getattr(wrong_rules, ghost)) for ghost in ghosts - {"none"})


def test_the_files_are_plain_toml():
    for path in content.CONTENT.rglob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path.name
