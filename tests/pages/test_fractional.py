"""Fractional windows: where u puts them, what torch says of the same u, what the function and the layer refuse."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core.explain.trace import trace
from tests.support.app_pages import app_page, told
from tests.support.lessons import LESSONS, example
from tests.support.screens import (
    agreements,
    by_link,
    choose,
    extras,
    figures,
    mended,
    numbers,
    open_page,
    plane_of,
    result,
    said,
    stages,
    state_of,
)
from ui.figures.film import animation
from ui.lessons.fractional.call import fractional_call
from ui.lessons.fractional.fields import SAMPLES
from ui.words import speaking

LESSON = LESSONS["fractional"]
ROW = {
    **{"fractional_kernel": 1, "fractional_output": 1, "fractional_output_w": 6},
    "fractional_input": "0 1 2 3 4 5 6 7 8 9",
}


def through_torch(state):
    """The result and the indices of a state, written down apart from the page's own call."""
    sizes = {}
    if state["fractional_given"] != "ratio":
        sizes["output_size"] = (state["fractional_output"], state["fractional_output_w"])
    if state["fractional_given"] != "size":
        sizes["output_ratio"] = (float(state["fractional_ratio"]), float(state["fractional_ratio_w"]))
    samples = torch.tensor([[[float(state["fractional_sample_w"]), float(state["fractional_sample"])]]])
    kernel = (state["fractional_kernel"], state["fractional_kernel_w"])
    return tF.fractional_max_pool2d(
        plane_of(LESSON, state), kernel, **sizes, return_indices=True, _random_samples=samples
    )


def program(page):
    (text,) = [code for code in page.codes if "import" in code]
    return text


def starts_of(stage):
    """The starts along rows and along columns that the rulers show."""
    return [[int(label.split(":")[0]) for label in axis] for axis in stage["bins"]]


def keys_of(page, place):
    return [control["key"].removeprefix("fractional_") for control in page.data["controls"][place]]


@pytest.mark.parametrize("title", ["One row: 10 into 6", "The same row, another u"])
def test_the_starts_that_an_example_names_are_torchs(title):
    state = LESSON.example_state(example(LESSON, title))
    named = [int(number) for number in re.findall(r"\d+", example(LESSON, title)["look"].rpartition("at ")[2])]
    values, _ = through_torch(state)  # in a rising row the maximum of two is the second
    assert [int(value) - 1 for value in values.flatten()] == named == starts_of(stages(choose(LESSON, title))[0])[1]


def test_one_example_has_no_chance_in_it_and_one_leaves_cells_out():
    still, gaps = ("Nothing left to chance", "Cells never read")
    state = LESSON.example_state(example(LESSON, still))
    drawn = [through_torch({**state, "fractional_sample": u, "fractional_sample_w": u})[0] for u in SAMPLES]
    assert all(torch.equal(one, tF.max_pool2d(plane_of(LESSON, state), 2)) for one in drawn)
    kinds = stages(choose(LESSON, gaps))[0]["input"]["kinds"]
    assert sum("g" not in line for line in kinds) == 0 and sum(set(line) == {"g"} for line in kinds) == 1
    labels = stages(choose(LESSON, gaps))[0]["words"]["kinds"]
    assert labels["g"] == "gap between windows"
    assert stages(open_page("sliding_windows"))[0]["words"]["kinds"]["g"] == "gap skipped by stride"
    state = LESSON.example_state(example(LESSON, gaps))
    taken = animation(trace(fractional_call(state), plane_of(LESSON, state)[0].numpy()))
    assert "gap between windows" in taken.html and "gap skipped by stride" not in taken.html


@pytest.mark.parametrize("axis, key", [(0, "fractional_sample"), (1, "fractional_sample_w")])
def test_moving_u_moves_the_windows_of_its_axis_alone(axis, key):
    app = open_page(LESSON.name)
    seen = set()
    before = starts_of(stages(app)[0])[1 - axis]
    for u in ("0.00", "0.25", "0.45", "0.65"):
        app.turn(key, u)
        starts = starts_of(stages(app)[0])
        assert starts[1 - axis] == before and starts[axis][0] == 0 and starts[axis][-1] == 5
        np.testing.assert_array_equal(result(app), through_torch(state_of(LESSON, app))[0][0])
        seen.add(tuple(starts[axis]))
    assert len(seen) == 4


def test_a_note_works_out_each_start():
    app = by_link(LESSON, **ROW)
    notes = stages(app)[0]["notes"][0]
    assert notes[2] == (
        "rows: window 0:1, the last, starts at 1 − 1 = 0"
        " · columns: window 4:6 starts at ⌊(2 + 0.6)·8/5⌋ − ⌊0.6·8/5⌋ = 4"
    )
    assert notes[5].endswith("columns: window 8:10, the last, starts at 10 − 2 = 8")
    panel = app.panel("starts")
    (formula,) = panel["rows"]  # an axis of one cell has nothing to place
    assert panel["folded"] and formula["caption"] == "width"
    step, general, filled, last, starts = [read(line) for line in formula["tree"][1:]]
    assert step == "step=(n − k)/(o − 1)=(10 − 2)/(6 − 1)=(8)/(5)"
    assert general == "start i=⌊(i+u)·step⌋−⌊u·step⌋" and filled == "=⌊(i+0.6)·(8)/(5)⌋−⌊0.6·(8)/(5)⌋"
    assert last == "start 5=n − k = 10 − 2 = 8" and starts == "starts=0, 2, 4, 5, 7, 8"
    both = open_page(LESSON.name).panel("starts")["rows"]
    assert [row["caption"] for row in both] == ["width", "height"]
    assert "starts" not in {panel["key"] for panel in by_link(LESSON, fractional_output=7).data["panels"]}


def test_the_formula_of_the_starts_is_said_in_the_language_of_the_page():
    with speaking("zh"):
        (formula,) = by_link(LESSON, **ROW).panel("starts")["rows"]
    names = [read(line).split("=")[0] for line in formula["tree"][1:]]
    assert names == ["步长", "起点 i", "", "起点 5", "各起点"]


def read(tree):
    """A formula as text."""
    name, *parts = tree
    texts = [part if isinstance(part, str) else read(part) for part in parts]
    text = "/".join(f"({text})" for text in texts) if name == "mfrac" else "".join(texts)
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("outputs, lines", [(1, ["start 0=n − k = 7 − 2 = 5"]), (0, None)])
def test_one_window_stands_at_the_end_and_none_needs_no_formula(outputs, lines):
    row, *_ = by_link(LESSON, fractional_output_w=outputs).panel("starts")["rows"]
    assert read(row["tree"]) == "o=0" if lines is None else [read(line) for line in row["tree"][1:]] == lines


def test_where_float32_decides_the_note_says_so():
    sizes = {"fractional_kernel": 1, "fractional_output": 1, "fractional_kernel_w": 1, "fractional_output_w": 4}
    app = by_link(LESSON, **sizes, fractional_sample_w="0.80", fractional_input="0 1 2 3 4 5")
    assert starts_of(stages(app)[0])[1] == [0, 1, 3, 5] == result(app)[0].tolist()
    assert "in float32: ⌊2.9999998⌋ − ⌊1.3333334⌋ = 1" in stages(app)[0]["notes"][0][1]


def test_one_axis_comes_first_and_the_height_stands_behind_a_fold():
    page = open_page(LESSON.name)
    assert keys_of(page, "main") == ["sample_w", "again", "output_w", "kernel_w"]
    assert keys_of(page, "more") == ["sample", "output", "kernel", "indices"]
    assert page.data["ui"]["fold"] == "Height, and return_indices" and page.data["ruler"] == {"quiet": [0]}
    assert page.control("fractional_sample_w")["kind"] == page.control("fractional_sample")["kind"] == "ladder"
    assert len(page.control("fractional_sample_w")["options"]) == 100
    column = by_link(
        LESSON, fractional_input="1\n2\n3", fractional_output=2, fractional_kernel=1, fractional_output_w=1
    )
    assert column.data["ruler"] == {"quiet": []}  # its columns are not the point


def test_an_action_draws_both_samples_among_all_there_are():
    page = open_page(LESSON.name)
    action = page.control("again")
    assert action["kind"] == "action" and action["acts"] == {} and action["label"] == "Draw new u"
    assert {key: tuple(texts) for key, texts in action["draws"].items()} == {
        "fractional_sample": SAMPLES,
        "fractional_sample_w": SAMPLES,
    }
    drawn = {"fractional_sample": "0.17", "fractional_sample_w": "0.93"}
    page.change(drawn)
    assert page.link == drawn and stages(by_link(LESSON, **drawn))[0]["bins"] == stages(page)[0]["bins"]
    np.testing.assert_array_equal(result(page), through_torch(state_of(LESSON, page))[0][0])


def test_indices_stand_on_the_stage_and_in_the_code():
    app = open_page(LESSON.name)
    assert not extras(app) and "return_indices" not in program(app)
    app.turn("fractional_indices", True)
    np.testing.assert_array_equal(extras(app)["indices"], through_torch(state_of(LESSON, app))[1][0])
    assert "y, indices = F.fractional_max_pool2d(" in program(app)
    assert "return_indices=True, _random_samples=torch.tensor([[[0.6, 0.3]]])" in program(app)


def test_of_size_and_ratio_one_is_asked_for_and_the_other_hidden():
    app = open_page(LESSON.name)
    assert not {control["key"] for control in app.controls if control["kind"] == "text"}
    app.turn("fractional_given", "ratio")
    asked = {control["key"] for control in app.controls if control["kind"] == "text"}
    assert asked == {"fractional_ratio", "fractional_ratio_w"}
    assert "fractional_output" not in {control["key"] for control in app.controls}
    assert result(app).shape == (4, 4)
    app.turn("fractional_ratio_w", "0.3")
    assert result(app).shape == (4, 2)
    assert "output_ratio=(0.7, 0.3)" in program(app) and "output_size" not in program(app)


@pytest.mark.parametrize(
    "link, rule, words, fixes",
    [
        ({"fractional_output_w": 7}, "output_size + kernel_size of 8, not of 9", "pool width 2 too large", 1),
        ({"fractional_kernel": 8}, "output_size + kernel_size of 8, not of 13", "pool height 8 too large", 1),
        ({"fractional_kernel": 32, "fractional_output": 32}, "not of 64", "pool height 32 too large", 1),
        ({"fractional_given": "ratio", "fractional_ratio": "1"}, "not of 9", "pool height 2 too large", 1),
        ({"fractional_given": "ratio", "fractional_ratio": "-1"}, "take numbers between 0 and 1", "negative dimens", 1),
        ({"fractional_given": "ratio", "fractional_ratio": "inf"}, "real and finite", "infinity to integer", 1),
        ({"fractional_given": "ratio", "fractional_ratio_w": "wide"}, "it must be a number", None, 1),
    ],
    ids=str,
)
def test_what_the_function_refuses_is_a_rule_its_words_and_a_fix(torch_loaded, link, rule, words, fixes):
    app = by_link(LESSON, **link)
    assert rule in said(app) and stages(app)[0]["output"]["exact"] == []
    assert ("PyTorch 2.13.0 says" in said(app)) is (words is not None) and (words or "") in said(app)
    assert len(app.fixes) == fixes
    mended(app)
    assert not app.refusals and stages(app)[0]["output"]["exact"]
    np.testing.assert_array_equal(result(app), through_torch(state_of(LESSON, app))[0][0])


@pytest.mark.parametrize(
    "link, words",
    [
        ({"fractional_given": "both"}, "only one of output_size and output_ratio may be specified"),
        (
            {"fractional_given": "ratio", "fractional_kernel": 1, "fractional_kernel_w": 1, "fractional_ratio": "1"},
            "output_ratio must be between 0 and 1",
        ),
        ({"fractional_given": "ratio", "fractional_ratio": "0"}, "output_ratio must be between 0 and 1"),
    ],
    ids=str,
)
def test_what_only_the_layer_refuses_is_told_beside_the_functions_result(torch_loaded, link, words):
    app = by_link(LESSON, **link)
    assert "nn.FractionalMaxPool2d refuses this" in said(app) and words in said(app)
    assert agreements(app) == 1
    values, _ = through_torch(state_of(LESSON, app))
    assert (stages(app)[0]["output"]["rows"], stages(app)[0]["output"]["cols"]) == tuple(values.shape[1:])
    mended(app)
    assert not app.refusals and "refuses" not in said(app)
    np.testing.assert_array_equal(result(app), through_torch(state_of(LESSON, app))[0][0])


def test_the_chart_counts_windows_per_cell():
    (one,) = figures(open_page(LESSON.name))  # both axes are alike
    shares = {bars["name"]: bars["y"] for bars in one["data"]}
    np.testing.assert_allclose(sum(map(np.array, shares.values())), 1)
    assert shares["one"][0] == shares["one"][-1] == 1 and "none" not in shares
    columns, rows = figures(by_link(LESSON, fractional_kernel=1, fractional_output=3))
    assert {bars["name"] for bars in rows["data"]} == {"one", "none"}
    assert len(rows["data"][0]["x"]) == len(columns["data"][0]["x"]) == 7


def test_the_chart_is_kept_for_each_language():
    for language, names in (("en", {"one", "two"}), ("zh", {"一个", "两个"})):
        (chart,) = figures(app_page(LESSON.name, lang=language))
        assert {bars["name"] for bars in chart["data"]} == names


@pytest.mark.parametrize("link", [{"fractional_output": 0}, {"fractional_output": 0, "fractional_output_w": 0}])
def test_no_windows_are_an_empty_result(torch_loaded, link):
    app = by_link(LESSON, **link)
    assert numbers(stages(app)[0]["output"]).size == 0 and "agrees" in said(app)
    assert "tail" not in str(stages(app)[0]["words"]["kinds"])


def test_without_samples_torch_is_random_even_in_eval():
    layer = torch.nn.FractionalMaxPool2d(2, output_size=5).eval()
    x = torch.arange(4900.0).reshape(100, 1, 7, 7)
    torch.manual_seed(0)
    assert not torch.equal(layer(x), layer(x))
    assert "Random, also in eval mode" in said(open_page(LESSON.name)) and "model.eval()" in said(
        open_page(LESSON.name)
    )


def test_the_page_mounts_the_stage_and_draws_the_chart_of_its_state():
    page = app_page(LESSON.name, fractional_kernel="1", fractional_output="3")
    assert starts_of(stages(page)[0])[1] == [0, 2, 3, 4, 5] and len(figures(page)) == 2
    assert "How many windows read each cell, in 1,000 draws of u" in told(page)
