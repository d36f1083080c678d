"""State <-> link, for every lesson: whatever a state can be comes back, and whatever a query says is bounded."""

import re
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.lessons import LESSONS
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS
from ui.page.pictures import BEFORE
from ui.stage.modules import FOLDER
from ui.state import codec
from ui.state.fields import complaint, complete

each_lesson = pytest.mark.parametrize("name", LESSONS)
# What a tensor's text is at most; more would only be slow.
LONGEST_DRAWN = 300


def values(field):
    """Everything that a field can hold."""
    if field.kind == "flag":
        return st.booleans()
    if field.kind == "choice":
        return st.sampled_from(field.options)
    if field.kind == "text":
        return st.text(max_size=min(field.longest, LONGEST_DRAWN))
    whole = st.integers(field.low, field.high)
    return st.none() | whole if field.optional else whole


def states(name):
    return st.fixed_dictionaries({}, optional={key: values(field) for key, field in LESSONS[name].fields.items()})


@each_lesson
@given(data=st.data())
def test_a_state_comes_back_from_its_link(name, data):
    fields, said = LESSONS[name].fields, data.draw(states(name))
    query = codec.link(fields, said)
    reading = codec.read(fields, codec.pairs_of(query))
    assert reading.state == complete(fields, said) and reading.problems == ()
    assert codec.link(fields, reading.state) == query
    assert codec.spoken(fields, reading.state) == dict(codec.pairs_of(query))


@each_lesson
@given(
    pairs=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=8),
    at=st.lists(st.integers(0, 99), max_size=8),
)
def test_whatever_a_query_says_the_state_is_whole_and_can_be_said_again(name, pairs, at):
    fields = LESSONS[name].fields
    keys = list(fields)
    # Half of what is drawn says something of fields that there are.
    pairs = [*pairs, *((keys[place % len(keys)], said) for place, (_, said) in zip(at, pairs, strict=False))]
    reading = codec.read(fields, codec.pairs_of(codec.query_of(pairs)))
    assert list(reading.state) == keys
    for key, value in reading.state.items():
        assert complaint(key, fields[key], codec.text_of(value)) is None
    assert {problem.parameter for problem in reading.problems} <= {key for key, _ in pairs} & fields.keys()
    again = codec.read(fields, codec.pairs_of(codec.link(fields, reading.state)))
    assert again.state == reading.state and again.problems == ()


@given(st.text(max_size=200) | st.text(alphabet="%&=+;#?0aF\x00é", max_size=60))
def test_any_text_is_a_query(query):
    for key, said in codec.pairs_of(query):
        assert isinstance(key, str) and isinstance(said, str)
        said.encode()


@pytest.mark.parametrize(
    "query, pairs",
    [
        ("", []),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=b", [("", "b")]),
        ("a=b=c", [("a", "b=c")]),
        ("a=1&a=2&&b", [("a", "1"), ("a", "2"), ("b", "")]),
        ("a=1+2%202", [("a", "1 2 2")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("a=%zz%4", [("a", "%zz%4")]),
        ("a=%ff%ed%a0%80", [("a", "\N{REPLACEMENT CHARACTER}" * 4)]),
        ("a=%00", [("a", "\x00")]),
    ],
)
def test_a_query_is_read_as_a_browser_writes_it(query, pairs):
    assert codec.pairs_of(query) == pairs


def test_of_a_repeated_name_the_last_counts_whether_it_can_be_held_or_not():
    fields = SLIDING_WINDOWS
    reading = codec.read(
        fields, [("stride", "x"), ("stride", "3"), ("padding", "1"), ("padding", "1"), ("stride", "2")]
    )
    assert (reading.state["stride"], reading.state["padding"], reading.problems) == (2, 1, ())
    reading = codec.read(fields, [("stride", "3"), ("stride", "x")])
    assert reading.state["stride"] is None
    assert [problem.parameter for problem in reading.problems] == ["stride"]


def test_a_query_is_bounded():
    fits = "a=" + "b" * (codec.LONGEST_QUERY - 2)
    assert codec.pairs_of(fits) == [("a", fits[2:])] and codec.pairs_of(f"{fits}b") == []
    many = urlencode([("stride", "1")] * codec.MOST_PARAMETERS)
    assert len(codec.pairs_of(many)) == codec.MOST_PARAMETERS and codec.pairs_of(f"{many}&stride=1") == []


@each_lesson
def test_the_largest_state_of_a_lesson_fits_into_a_query(name):
    fields = LESSONS[name].fields
    # A text of numbers is sent with signs for its blanks and for the ends of its rows.
    widest = {
        "int": lambda field: field.low,
        "flag": lambda field: not field.default,
        "choice": lambda field: field.options[-1],
        "text": lambda field: ("-1.1754945e-38 " * 16 + "\n")[:-2] if field.longest > 100 else "9" * field.longest,
    }
    state = {key: widest[field.kind](field) for key, field in fields.items()}
    for key, field in fields.items():
        if field.longest > 100:
            state[key] = "\n".join([state[key]] * 16)[: field.longest]
    query = codec.link(fields, complete(fields, state))
    assert len(fields) < codec.MOST_PARAMETERS and len(query) < codec.LONGEST_QUERY / 2


def test_the_names_of_a_query_are_told_apart():
    """Those of a lesson's fields, the way of looking that the stage keeps beside them, and the state before."""
    (listed,) = re.findall(r"const VIEW = \[(.*?)\]", (FOLDER / "store.js").read_text(encoding="utf-8"))
    view = re.findall(r'"(\w+)"', listed)
    assert len(set(view)) == len(view) >= 6
    for name, lesson in LESSONS.items():
        keys = [*lesson.fields, *view, BEFORE]
        assert len({key.lower() for key in keys}) == len(keys), name
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys), name


def test_a_link_says_only_what_is_not_as_it_opens():
    fields = SLIDING_WINDOWS
    said = {"kernel_size": 2, "stride": 3, "ceil_mode": True, "count_include_pad": True, "divisor_override": None}
    assert codec.spoken(fields, said) == {"stride": "3", "ceil_mode": "true"}
    assert codec.link(fields, {"ceil_mode": True, "stride": 3}) == "stride=3&ceil_mode=true"  # in the fields' order
    assert [codec.text_of(value) for value in (None, True, False, 0, -1, "", "é")] == [
        "",
        "true",
        "false",
        "0",
        "-1",
        "",
        "é",
    ]
