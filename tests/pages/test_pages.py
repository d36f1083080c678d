"""Every page runs, whatever a reader chooses or writes on it."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pooling_core.oracle import calls as torch_check
from tests.lessons import LESSONS, each_example
from ui import oracle, router, tensor_text
from ui.content import words

APP = Path(__file__).resolve().parents[2] / "app.py"
PAGES = ("start", *router.LESSONS)


def open_page(name, **link):
    """A page as a link opens it, after its first run."""
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.switch_page(f"pages/{name}.py")
    app.query_params.update(link)
    return checked(app.run())


def checked(app):
    assert not app.exception, app.exception[0].value
    return app


def shown(app):
    """What the stage was given to draw."""
    (stage,) = app.get("bidi_component")
    return json.loads(stage.proto.bytes)


def cells(app):
    return shown(app)["input"]["exact"]


def texts(elements):
    """What is said, without the signs that keep Markdown from reading it."""
    return " ".join(element.value for element in elements).replace("\\", "")


@pytest.fixture(scope="module")
def torch_loaded():
    oracle._load()
    assert oracle.ready()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_with_its_title_and_no_complaint(torch_loaded, name):
    app = open_page(name)
    assert [header.value for header in app.header] == [words(name)["title"]]
    assert not app.warning and not app.error


@pytest.mark.parametrize("name", ["start", *LESSONS])
def test_a_page_with_a_stage_shows_a_result(name):
    assert shown(open_page(name))["output"]["exact"]


def test_the_start_page_plays_by_itself_and_cannot_be_edited():
    payload = shown(open_page("start"))
    assert payload["autoplay"] and not payload["input"]["editable"]
    assert set(words("start")["ways_on"]) >= set(router.LESSONS)


@each_example
def test_an_example_can_be_chosen(lesson, example):
    app = open_page(lesson.name)
    checked(app.selectbox(key=f"_{lesson.name}_example").select(example["title"]).run())
    state = lesson.example_state(example)
    assert cells(app) == [line.split() for line in state[lesson.input_key].split("\n")]
    assert {key: app.session_state[key] for key in app.query_params} == {key: state[key] for key in app.query_params}
    assert app.error or example["look"] in texts(app.markdown)


@pytest.mark.parametrize(
    "name, link, rule, fix",
    [
        ("sliding_windows", {"kernel_size": "3", "stride": "1", "padding": "2"}, "half of kernel_size", {"padding": 1}),
        ("sliding_windows", {"stride": "0"}, "stride must be at least 1", {"stride": 1}),
        ("sliding_windows", {"kernel_size": "0"}, "kernel_size must be at least 1", {"kernel_size": 1}),
        ("sliding_windows", {"dilation": "0"}, "dilation must be at least 1", {"dilation": 1}),
        ("sliding_windows", {"kernel_size": "7"}, "output size would be below 1", {"kernel_size": 6}),
        ("sliding_windows", {"dilation": "32"}, "output size would be below 1", {"kernel_size": 1}),
        ("sliding_windows", {"operation": "avg", "divisor_override": "0"}, "zero", {"divisor_override": 1}),
        ("sliding_windows", {"operation": "lp", "norm_type": "0"}, "root 1/p", {"norm_type": "1"}),
        ("sliding_windows", {"operation": "lp", "norm_type": "two"}, "must be a number", {"norm_type": "2"}),
        (
            "sliding_windows",
            {"per_axis": "true", "kernel_size": "3", "kernel_size_w": "2", "padding_w": "2"},
            "half of kernel_size",
            {"padding": 0, "padding_w": 1},
        ),
        ("sliding_windows", {"input": "1 2 3", "kernel_size": "2"}, "below 1", {"kernel_size": 1, "kernel_size_w": 2}),
    ],
)
def test_a_refused_choice_shows_the_rule_and_one_press_mends_it(torch_loaded, name, link, rule, fix):
    app = open_page(name, **link)
    tensor = cells(app)
    assert rule in texts(app.error)
    assert shown(app)["output"]["exact"] == []
    checked(app.button(key="fix").click().run())
    assert not app.error
    assert shown(app)["output"]["exact"]
    assert {key: app.session_state[key] for key in fix} == fix
    assert cells(app) == tensor


def test_a_refusal_quotes_torch(torch_loaded):
    app = open_page("sliding_windows", kernel_size="3", stride="1", padding="2")
    assert "PyTorch 2.13.0 says: “pad should be at most half of effective kernel size" in texts(app.markdown)


def test_torch_agrees_on_the_badge(torch_loaded):
    for name in LESSONS:
        assert "agrees, max |Δ| = 0" in texts(open_page(name).markdown)


def test_without_torch_the_badge_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    for link in ({}, {"stride": "0"}):
        app = open_page("sliding_windows", **link)
        assert "not installed" in texts(app.caption)


@pytest.mark.parametrize(
    "pasted",
    [
        "[[1, 2.5], [-3, nan]]",
        "tensor([[ 1.0000,  2.5000],\n        [-3.0000,     nan]])",
        "np.array([[1, 2.5], [-3, np.nan]], dtype=np.float32)",
        "1, 2.5\n-3, nan",
        "1\t2,5\n-3\tNaN\n",
        "1 2.5; −3 nan",
    ],
)
def test_a_paste_in_any_form_becomes_plain_rows(pasted):
    app = open_page("sliding_windows")
    checked(app.text_area(key="input").set_value(pasted).run())
    assert app.text_area(key="input").value == app.query_params["input"] == "1 2.5\n-3 nan"
    assert cells(app) == [["1", "2.5"], ["-3", "nan"]]
    assert app.number_input(key="_input_rows").value == app.number_input(key="_input_columns").value == 2


@pytest.mark.parametrize(
    "bad", ["", " ", "1 2\n3", "one", "[[1, 2], [3", "__import__('os').getcwd()", "1 " * 17, "`a` **b** :red[c] $d$"]
)
def test_bad_text_keeps_the_last_tensor_and_stays_to_be_corrected(bad):
    app = open_page("sliding_windows", input="1 2\n3 4")
    checked(app.text_area(key="input").set_value(bad).run())
    assert "the last one that could be read" in texts(app.warning)
    assert app.text_area(key="input").value == bad
    assert cells(app) == [["1", "2"], ["3", "4"]]
    checked(app.text_area(key="input").set_value("5 6\n7 8").run())
    assert cells(app) == [["5", "6"], ["7", "8"]] and not app.warning


def test_resizing_keeps_what_fits_and_fills_with_zeros():
    app = open_page("sliding_windows", input="1 2\n3 4")
    checked(app.number_input(key="_input_rows").set_value(3).run())
    checked(app.number_input(key="_input_columns").set_value(1).run())
    assert cells(app) == [["1"], ["3"], ["0"]]


def test_a_seed_gives_the_same_random_integers_again():
    drawn = []
    for _ in range(2):
        app = open_page("sliding_windows", input="1 2 3\n4 5 6")
        app.number_input(key="_input_seed").set_value(7)
        drawn.append(cells(checked(app.button(key="_input_random").click().run())))
        assert app.query_params["input"] == "\n".join(" ".join(row) for row in drawn[-1])
    assert drawn[0] == drawn[1]
    numbers = tensor_text.parse("\n".join(" ".join(row) for row in drawn[0])).array
    assert numbers.shape == (2, 3) and np.abs(numbers).max() <= 9
    assert cells(checked(app.button(key="_input_random").click().run())) != drawn[0]


def test_taking_the_axes_apart_starts_from_the_same_numbers():
    app = open_page("sliding_windows", kernel_size="3", stride="1")
    before = shown(app)["output"]
    checked(app.toggle(key="per_axis").set_value(True).run())
    assert shown(app)["output"] == before
    checked(app.number_input(key="kernel_size_w").set_value(1).run())
    assert (shown(app)["output"]["rows"], shown(app)["output"]["cols"]) == (4, 6)


@pytest.mark.parametrize(
    "link, size",
    [
        ({"output_size": "8", "bins_input": "1 5 2 4"}, (1, 8)),
        ({"output_size": "0"}, (1, 0)),
        ({"bins_dims": "2d", "keep_height": "true", "output_size_w": "2", "bins_input": "1 2 3\n4 5 6"}, (2, 2)),
        ({"bins_dims": "2d", "output_size": "32", "output_size_w": "32", "bins_input": "1 2\n4 5"}, (32, 32)),
        ({"bins_operation": "max", "output_size": "1"}, (1, 1)),
    ],
)
@pytest.mark.parametrize("ghosts", ["none", "round_kernel", "stride_kernel"])
def test_any_number_of_bins_and_any_ghost_is_shown(link, size, ghosts):
    app = open_page("adaptive_bins", ghosts=ghosts, **link)
    output = shown(app)["output"]
    assert (output["rows"], output["cols"]) == size or app.error
