"""A sentence: its words as plain text, and scores that are the same each time."""

import numpy as np
import pytest

from ui.lessons.dimensions import sentence
from ui.lessons.dimensions.fields import FIELDS
from ui.text import tensor_text
from ui.words import words
from ui.words.content import in_language, languages

LEXICON = words("dimensions")["lexicon"]


@pytest.mark.parametrize(
    "text, found",
    [
        ("the plot", ["the", "plot"]),
        ("  a\tb\nc  ", ["a", "b", "c"]),
        ("a\u202eb\u0000c\u2028d", ["a", "b", "c", "d"]),
        ("<b>x</b>", ["<b>x</b>"]),
        ("", []),
    ],
)
def test_words_are_what_is_printable(text, found):
    assert sentence.words_of(text) == found


def test_a_long_word_is_cut_above_its_column_only():
    assert sentence.label("superb") == "superb"
    assert len(sentence.label("extraordinarily")) == sentence.LONGEST_LABEL


def test_the_default_scores_are_those_of_the_default_sentence():
    default = {key: field.default for key, field in FIELDS.items()}
    found = sentence.words_of(default["dimensions_sentence"])
    scores = sentence.scored(found, LEXICON, 3)
    assert tensor_text.format_tensor(scores) == default["dimensions_scores"]
    assert all(word in LEXICON for word in found)


def test_the_lexicon_has_a_number_for_each_filter():
    assert {len(scores) for scores in LEXICON.values()} == {len(words("dimensions")["filters"])}


def test_the_lexicon_is_the_same_in_every_language():
    """A link that says a sentence alone means the same scores in each."""
    assert all(in_language("dimensions", language)["lexicon"] == LEXICON for language in languages())


def test_a_sentence_in_chinese_has_scores_of_its_own():
    found = sentence.words_of("剧情 单薄 但是 演技 精彩")
    assert sentence.scored(found, LEXICON, 3).argmax(axis=1).tolist() == [4, 1, 2]


def test_scores_depend_on_the_letters_alone():
    once = sentence.scored(["Zzyzx", "Superb!", "zzyzx"], LEXICON, 4)
    assert np.array_equal(once, sentence.scored(["Zzyzx", "Superb!", "zzyzx"], LEXICON, 4))
    assert once[:3, 1].tolist() == LEXICON["superb"]
    assert np.array_equal(once[:, 0], once[:, 2])
    assert np.abs(once[:, 0]).max() <= sentence.UNKNOWN_SPREAD


def test_words_that_stay_keep_their_edited_scores():
    before, scores = ["a", "b", "a"], np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    again = sentence.rescored(["b", "superb", "a"], before, scores, LEXICON)
    assert again.tolist() == [[2, 9, 1], [5, -3, 4]]
    # Fewer columns than words: what has no scores gets some.
    assert sentence.rescored(["c", "superb"], ["c", "superb"], scores[:, :1], LEXICON).tolist() == [[1, 9], [4, -3]]
