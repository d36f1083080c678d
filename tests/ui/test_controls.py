"""Controls as data: what each says of its field, and what else changes with it."""

import pytest

from tests.support.lessons import LESSONS, each_example
from tests.support.screens import Screen
from ui.stage.controls import control, lock, per_axis
from ui.state import codec
from ui.state.fields import Field, choice, complaint, complete, flag, tensor
from ui.words import words

MOVED = [name for name, lesson in LESSONS.items() if lesson.screen]
WORDS = words("common")["controls"]
FIELDS = {
    "size": Field(2, low=-1, high=9),
    "stride": Field(None, optional=True),
    "stride_w": Field(None, optional=True),
    "on": flag(False),
    "kind": choice("max", "avg"),
    "p": Field("2", "text", longest=12),
    "input": tensor("1 2"),
}
STATE = complete(FIELDS, {"size": 3, "on": True})


@pytest.mark.parametrize(
    "key, made",
    [
        ("size", {"kind": "int", "value": "3", "low": -1, "high": 9}),
        ("stride", {"kind": "int", "value": "", "low": 0, "high": 32}),
        ("on", {"kind": "flag", "value": "true"}),
        (
            "kind",
            {
                "kind": "choice",
                "value": "max",
                "options": [{"value": "max", "label": "max"}, {"value": "avg", "label": "avg"}],
            },
        ),
        ("p", {"kind": "text", "value": "2", "longest": 12}),
    ],
)
def test_a_control_says_what_its_field_holds(key, made):
    assert control(FIELDS, STATE, key, "Label") == {"key": key, "label": "Label", **made}


def test_what_is_given_besides_is_said_and_nothing_is_left_empty():
    made = control(FIELDS, STATE, "kind", "Label", kind="list", help=None, empty="none", means=0)
    assert made["kind"] == "list" and made["empty"] == "none" and made["means"] == 0 and "help" not in made


def test_one_number_for_all_axes_or_one_for_each():
    (both,) = per_axis(FIELDS, STATE, "stride", WORDS, apart=False, parameter="stride", means=(3, 4), empty="= kernel")
    assert both["key"] == "stride" and both["means"] == 3 and both["empty"] == "= kernel"
    assert both["help"] == WORDS["help"]["stride"] and both["label"] == WORDS["stride"]
    height, width = per_axis(FIELDS, STATE, "stride", WORDS, apart=True, parameter="stride", means=(3, 4))
    assert (height["key"], height["means"], width["key"], width["means"]) == ("stride", 3, "stride_w", 4)
    assert height["label"] != width["label"] and all(WORDS["stride"] in each["label"] for each in (height, width))


def test_the_switch_that_takes_axes_apart_starts_from_the_same_numbers():
    made = lock(FIELDS, {**STATE, "stride": 4}, "on", WORDS, ["stride"])
    assert made["kind"] == "flag" and made["changes"] == {"true": {"stride_w": "4"}}


@pytest.mark.parametrize("name", MOVED)
def test_every_field_is_turned_by_one_control_at_most_and_none_says_what_its_field_is_not(name):
    screen = Screen(name)
    check(screen, LESSONS[name].fields)


@each_example(MOVED)
def test_an_example_finds_its_numbers_on_its_controls(lesson, example):
    state = lesson.example_state(example)
    check(Screen(lesson.name, codec.link(lesson.fields, state)), lesson.fields)


def check(screen, fields):
    # An action turns what other controls hold.
    actions = [each for each in screen.controls if each["kind"] == "action"]
    for each in actions:
        assert {**each.get("acts", {}), **each.get("draws", {})}.keys() <= fields.keys()
    for each in screen.controls:
        if each["kind"] == "menu":
            assert all(entry["changes"].keys() <= fields.keys() for entry in each["entries"]) and each["label"]
    turned = [each for each in screen.controls if each["kind"] not in ("action", "menu")]
    keys = [each["key"] for each in (*turned, *screen.data["tensors"])]
    assert len(set(keys)) == len(keys) and set(keys) <= fields.keys()
    assert keys or "card" in screen.data  # a card has buttons of its own
    assert screen.data["fields"] == list(fields)
    for each in turned:
        field = fields[each["key"]]
        assert each["value"] == screen.link.get(each["key"], codec.text_of(field.default)), each["key"]
        assert each["label"].strip() and each.get("help", "words").strip()
        offered = [option["value"] for option in each.get("options", [])]
        assert not offered or (each["value"] in offered and len(set(offered)) == len(offered))
        for value in offered:
            assert complaint(each["key"], field, value) is None
        if field.kind == "int":
            # A stack has no more layers to look at than it has.
            highest = each["high"] if each["key"] == "shapes_layer" else field.high
            assert (each["low"], each["high"]) == (field.low, highest) or offered
            assert each["high"] <= field.high
            assert field.optional == ("empty" in each) or offered, "a field that may be empty says what that means"
        for more in each.get("changes", {}).values():
            assert more.keys() <= fields.keys()
            assert [complaint(key, fields[key], said) for key, said in more.items()] == [None] * len(more)


@pytest.mark.parametrize("name", MOVED)
def test_what_a_control_offers_is_taken(name):
    """Each option of each choice, from the default state: the screen that answers says that it holds."""
    for each in Screen(name).controls:
        values = [option["value"] for option in each.get("options", [])]
        values += ["true", "false"] if each["kind"] == "flag" else []
        # What bool cannot hold of the lesson's own tensor is told.
        values = [value for value in values if value != "bool"]
        for value in values:
            screen = Screen(name).turn(each["key"], value)
            assert screen.control(each["key"])["value"] == value and not screen.problems
