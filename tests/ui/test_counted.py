"""What is said of a window's cells, and how sentences stand together, in each language."""

import re

import pytest

from ui.stage.counted import cells_text
from ui.words.content import in_language
from ui.words.joined import joined

COUNTS = [
    ((1, 0, 0), "1 cell, from the input"),
    ((4, 0, 0), "4 cells, all from the input"),
    ((0, 1, 0), "1 cell, of padding"),
    ((0, 8, 0), "8 cells, all of padding"),
    ((4, 5, 0), "9 cells: 4 from the input, 5 of padding"),
    ((3, 3, 3), "9 cells: 3 from the input, 3 of padding, 3 of overhang"),
    ((0, 1, 1), "2 cells: 1 of padding, 1 of overhang"),
]


def said_of(counts, language):
    words = in_language("stage", language)["notes"]["cells"]
    return cells_text(words, dict(zip(("real", "padding", "overhang"), counts, strict=True)))


@pytest.mark.parametrize("counts, said", COUNTS)
def test_a_note_is_a_sentence(counts, said):
    assert said_of(counts, "en") == said


@pytest.mark.parametrize("counts, _", COUNTS)
def test_in_chinese_it_tells_the_same_numbers(counts, _):
    numbers = [re.findall(r"\d+", said_of(counts, language)) for language in ("en", "zh")]
    assert numbers[0] == numbers[1] and not re.search("[A-Za-z,.:]", said_of(counts, "zh"))


@pytest.mark.parametrize(
    "sentences, together",
    [
        (("One.", "Two."), "One. Two."),
        (("一。", "二。"), "一。二。"),
        (("", "One.", "", "二。"), "One. 二。"),
        ((), ""),
    ],
)
def test_full_width_punctuation_brings_its_own_space(sentences, together):
    assert joined(*sentences) == together
