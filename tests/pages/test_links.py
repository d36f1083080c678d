"""Every state is a link; a link that is broken, hostile or oversized gives a message and a working page."""

import pytest

from tests.lessons import each_example
from tests.pages.test_pages import cells, checked, open_page, shown, texts
from ui import fields
from ui.states import SLIDING_WINDOWS

DEFAULT = SLIDING_WINDOWS["input"].default
DEEP = "[" * 8_000


@each_example
def test_an_examples_link_opens_the_same_screen(lesson, example):
    chosen = open_page(lesson.name)
    checked(chosen.selectbox(key=f"_{lesson.name}_example").select(example["title"]).run())
    state = lesson.example_state(example)
    query = dict(pair.split("=", 1) for pair in fields.link(lesson.fields, state).split("&") if pair)
    assert query.keys() == chosen.query_params.keys()
    opened = open_page(lesson.name, **chosen.query_params)
    assert shown(opened) == shown(chosen)
    assert [code.value for code in opened.code] == [code.value for code in chosen.code]
    assert [text.value for text in opened.error] == [text.value for text in chosen.error]


@pytest.mark.parametrize(
    "broken, said",
    [
        ({"unknown": "1"}, "'unknown' is not a name"),
        ({"": "1"}, "'' is not a name"),
        ({"a" * 5_000: "b" * 5_000}, "is not a name"),
        ({"bins_input": "1 2"}, "'bins_input' is not a name"),
        ({"kernel_size": "abc"}, "not a small whole number"),
        ({"kernel_size": "2.5"}, "not a small whole number"),
        ({"kernel_size": ""}, "not a small whole number"),
        ({"kernel_size": "-1"}, "kernel_size=-1 is outside 0 to 32"),
        ({"kernel_size": "--1"}, "not a small whole number"),
        ({"kernel_size": "1e9"}, "not a small whole number"),
        ({"kernel_size": "33"}, "outside 0 to 32"),
        ({"kernel_size": "9" * 23}, "not a small whole number"),
        ({"kernel_size": "²"}, "not a small whole number"),
        ({"kernel_size": "2\x00"}, "not a small whole number"),
        ({"operation": "<script>alert(1)</script>"}, "none of max, avg, lp"),
        ({"operation": "MAX"}, "none of max, avg, lp"),
        ({"dims": "3d"}, "none of 2d, 1d"),
        ({"ceil_mode": "maybe"}, "neither true nor false"),
        ({"norm_type": "1" * 13}, "at most 12"),
        ({"input": "1 " * 5_000}, "10000 characters, at most 8000"),
        ({"input": DEEP + "]"}, "8001 characters, at most 8000"),
    ],
)
def test_a_part_of_a_link_that_no_field_can_hold_is_named_and_dropped(broken, said):
    app = open_page("sliding_windows", stride="1", padding="1", **broken)
    (key,) = broken
    problem = texts(app.warning)
    assert said in problem and len(problem) < 400
    assert key not in app.query_params
    assert app.query_params["padding"] == app.query_params["stride"] == "1"
    field = SLIDING_WINDOWS.get(key)
    assert field is None or key not in app.session_state or app.session_state[key] == field.default
    assert shown(app)["output"]["rows"] == 7
    assert not checked(app.run()).warning


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "empty"),
        ("\x00", "not a number"),
        (DEEP, "Brackets are open"),
        ("(" * 4_000 + ")" * 4_000, "Brackets are open"),
        ("1 " * 4_000, "at most 16x16"),
        ("1 2\n3", "the same length"),
        ("中文 数字", "not a number"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}1", "not a number"),
        ("<script>alert(1)</script>", "nothing is run here"),
        ("__import__('os').system('true')", "nothing is run here"),
        ("9e99", "beyond the largest float32"),
    ],
)
def test_a_tensor_that_cannot_be_read_leaves_a_working_page(text, said):
    app = open_page("sliding_windows", kernel_size="3", input=text)
    assert said in texts(app.warning)
    assert cells(app) == [line.split() for line in DEFAULT.split("\n")]
    assert shown(app)["output"]["rows"] == 2
    checked(app.text_area(key="input").set_value("1 2 3\n4 5 6\n7 8 9").run())
    assert shown(app)["output"]["exact"] == [["9"]] and not app.warning


@pytest.mark.parametrize(
    "link, output",
    [
        ({"stride": ""}, [["4"]]),
        ({"kernel_size": "02"}, [["4"]]),
        ({"ceil_mode": "TRUE"}, [["4"]]),
        ({"operation": "lp", "norm_type": "inf"}, [["4"]]),
        ({"operation": "lp", "norm_type": " ∞"}, [["4"]]),
        ({"operation": "lp", "norm_type": "−inf"}, [["1"]]),
        ({"operation": "avg", "divisor_override": "-2"}, [["-5"]]),
        ({"operation": "avg", "dilation": "7", "padding": "1"}, [["0.25", "0.5"], ["0.75", "1"]]),
    ],
)
def test_a_link_may_say_the_same_in_another_way_or_what_the_operation_does_not_take(link, output):
    app = open_page("sliding_windows", input="1 2\n3 4", **link)
    assert shown(app)["output"]["exact"] == output
    assert not app.warning and not app.error


@pytest.mark.parametrize("power", ["nan", "1e300", "-1e300", "1e-320", "1e19", "9" * 12, "-3", "0.5"])
def test_any_power_a_link_can_say_gives_a_page(power):
    checked(open_page("sliding_windows", operation="lp", norm_type=power).run())


def test_several_faults_are_told_together_and_the_rest_stays():
    app = open_page("sliding_windows", padding="x", dims="9d", nonsense="1", stride="1", ceil_mode="true")
    problem = texts(app.warning)
    assert all(part in problem for part in ("padding='x'", "dims='9d'", "'nonsense'"))
    assert dict(app.query_params) == {"stride": "1", "ceil_mode": "true"}


def test_an_address_of_another_page_is_not_carried_along():
    app = open_page("sliding_windows", kernel_size="3")
    app.switch_page("pages/start.py")
    checked(app.run())
    assert "kernel_size" not in texts(app.warning)
