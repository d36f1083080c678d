"""Two thousand exercises by seed: each has one solution, a start that is none, and wrong rules that it tells apart."""

from fractions import Fraction
from itertools import combinations, cycle, product

import pytest

from tests.support.codes import SAID
from tests.support.lessons import LESSONS
from ui.page.pictures import answer as picture
from ui.practice import texts
from ui.practice.code import Code, read
from ui.practice.exercise import QUESTIONS
from ui.practice.series import Asked, exercise
from ui.practice.topics import LEVELS, TOPICS
from ui.predict.answers import answers as predicted
from ui.state import codec
from ui.text import tensor_text
from ui.words import content

COUNT = 2000
CODES = ("K7QF", "CLASS9", "A", "2026")
# Each topic and level in turn, number after number, under several codes.
KINDS = list(product(TOPICS, LEVELS))
ASKED = [
    Asked(Code(CODES[n * len(CODES) // COUNT], (topic,)), number=1 + n // len(KINDS), level=level)
    for n, (topic, level) in zip(range(COUNT), cycle(KINDS), strict=False)
]


@pytest.fixture(scope="module")
def made():
    return [exercise(each) for each in ASKED]


def passes(one, said):
    return texts.is_same(one.question, said, one.answer)


def space(one):
    """Every answer of a small world that holds the truth: sizes, cells, sets of neighbouring cells, numbers."""
    if one.question == "size":
        rank = one.answer.count("×") + 1
        return [texts.sizes(shape) for shape in product(range(1, 17), repeat=rank)]
    if one.question in ("winner", "place"):
        return [texts.cell(place) for place in product(range(8), repeat=2)]
    if one.question == "value":
        truth = Fraction(one.answer)
        return [texts.number(float(truth + Fraction(n, 12))) for n in range(-36, 37)]
    return [one.answer, *one.wrong.values()]


def test_there_are_so_many_of_every_topic_level_and_question(made):
    assert len(made) == COUNT
    assert {(each.topic, each.level) for each in made} == set(product(TOPICS, LEVELS))
    assert {each.question for each in made} == set(QUESTIONS)
    assert {each.idea for each in made} == {idea.name for ideas in TOPICS.values() for idea in ideas}


def test_each_has_one_solution_which_passes(made):
    for one in made:
        assert passes(one, one.answer)
        assert [said for said in space(one) if passes(one, said)] == [one.answer], one


def test_no_start_passes(made):
    assert not any(passes(one, one.start) for one in made)


def test_wrong_rules_give_other_answers_than_the_truth_and_than_each_other(made):
    for one in made:
        assert one.tells and set(one.tells) <= one.wrong.keys()
        assert not any(passes(one, said) for said in one.wrong.values()), one
        assert len(set(one.wrong.values())) == len(one.wrong)
        for mine, other in combinations([one.wrong[name] for name in one.tells], 2):
            assert not texts.is_same(one.question, mine, other), one


def test_numbers_can_be_worked_out_in_the_head(made):
    for one in made:
        record = LESSONS[one.lesson]
        state = codec.read(record.fields, one.state.items()).state
        if one.question == "value":
            assert texts.is_simple(one.answer)
        if record.input_key and one.question != "shape":
            plane = tensor_text.parse(state[record.input_key]).array
            assert plane.size <= 64 and abs(plane).max() <= 99 and (plane == plane.round()).all()


def test_a_state_is_a_link_of_its_lesson(made):
    for one in made:
        fields = LESSONS[one.lesson].fields
        reading = codec.read(fields, one.state.items())
        assert not reading.problems and codec.spoken(fields, reading.state) == one.state


@pytest.mark.parametrize("language", content.languages())
def test_each_has_a_hint_and_a_solution_in_words(made, language):
    said = content.in_language("practice", language)
    for one in made:
        assert said["hints"][one.hint]
        lines = [values["said"] if not key else said["solutions"][key].format(**values) for key, values in one.solution]
        assert lines and all(lines)


# What the stage shows of an exercise once it is answered, as a text of the answer.
SEEN = {
    "size": lambda shown, told, at: texts.sizes((shown["output"]["rows"], shown["output"]["cols"])),
    "value": lambda shown, told, at: texts.number(float(board(shown, told["board"])["exact"][at[0]][at[1]])),
    "winner": lambda shown, told, at: texts.cell(shown["winners"][at[0]][at[1]]),
    "place": lambda shown, told, at: texts.cell(told["places"][at[0]][at[1]]),
    "window": lambda shown, told, at: texts.cells(
        (r, c)
        for r, c in product(shown["taps"][0][at[0]], shown["taps"][1][at[1]])
        if 0 <= r < shown["input"]["rows"] and 0 <= c < shown["input"]["cols"]
    ),
}


def board(shown, name):
    return shown["output"] if name == "output" else next(each for each in shown["extras"] if each.get("id") == name)


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic != "stacks"])
def test_the_stage_asks_the_same_and_has_the_same_answer(made, topic):
    ideas = {each.idea: each for each in made if each.topic == topic}
    assert len(ideas) == len(TOPICS[topic])
    for one in ideas.values():
        query = codec.query_of(one.state.items())
        shown, told = picture(one.lesson, query), predicted(one.lesson, query)
        assert one.question in told["asks"], one
        seen = SEEN[one.question](shown, told, one.at)
        assert seen == one.answer
        assert set(one.tells) <= {each["name"] for each in told["thoughts"]}


def test_no_hint_stands_there_for_nothing():
    used = {idea.hint for ideas in TOPICS.values() for idea in ideas}
    assert content.words("practice")["hints"].keys() == used


def test_an_idea_returns_with_other_numbers():
    for topic, level in product(TOPICS, LEVELS):
        turns = [exercise(Asked(Code("K7QF", (topic,)), 3, level, turn)) for turn in range(4)]
        assert len({each.idea for each in turns}) == 1
        assert len({str(each.state) for each in turns}) == len(turns)
        # Nor is it the answer that is remembered, where there can be another.
        assert len({each.answer for each in turns}) > 1 or set(turns[0].answer) == {"0"}


def test_a_code_gives_everybody_the_same_and_another_code_others():
    def series(code):
        exercise.cache_clear()
        return [exercise(Asked(Code(code), number=number, level=2)) for number in range(1, 13)]

    assert series("K7QF") == series("K7QF")
    assert sum(one.state == other.state for one, other in zip(series("K7QF"), series("K7QG"), strict=True)) <= 2


def test_the_numbers_of_a_code_stay_for_good():
    """A sheet that was printed long ago still has the solutions of today."""
    first = exercise(Asked(Code("K7QF")))
    assert (first.idea, dict(first.state), first.answer) == FIRST


FIRST = ("size_overlap", {"dims": "1d", "kernel_size": "3", "stride": "1", "input": "9 5 10 3 6"}, "1 × 3")


# ---- what a code says ----


def test_a_code_that_is_typed_says_name_topics_level_and_count():
    assert {said: read(said) for said in SAID} == SAID


def test_every_code_is_read_as_it_is_written():
    chosen = [topics for count in (1, 2, len(TOPICS)) for topics in combinations(TOPICS, count)]
    for topics, held, count in product(chosen, (None, *LEVELS), range(4, 31)):
        code = Code("K7QF", topics, held, count)
        assert read(str(code)) == code and len(str(code)) <= 24
