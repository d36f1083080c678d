"""Fractional windows: where u puts them, what torch says of the same u, what the function and the layer refuse."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core.explain.trace import trace
from tests.support.lessons import LESSONS, example
from tests.support.screens import (
    by_link,
    checked,
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
from ui import calls, states
from ui.figures.travel import animation

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


def starts_of(stage):
    """The starts along rows and along columns that the rulers show."""
    return [[int(label.split(":")[0]) for label in axis] for axis in stage["bins"]]


def draw(app):
    return checked(next(button for button in app.button if button.label == LESSON.words["again"]).click().run())


@pytest.mark.parametrize("title", ["One row: 10 into 6", "The same row, another u"])
def test_the_starts_that_an_example_names_are_torchs(title):
    state = LESSON.example_state(example(LESSON, title))
    named = [int(number) for number in re.findall(r"\d+", example(LESSON, title)["look"].split("at ")[1].split(".")[0])]
    values, _ = through_torch(state)  # in a rising row the maximum of two is the second
    assert [int(value) - 1 for value in values.flatten()] == named == starts_of(stages(choose(LESSON, title))[0])[1]


def test_one_example_has_no_chance_in_it_and_one_leaves_cells_out():
    still, gaps = ("Nothing left to chance", "Cells never read")
    state = LESSON.example_state(example(LESSON, still))
    drawn = [through_torch({**state, "fractional_sample": u, "fractional_sample_w": u})[0] for u in states.SAMPLES]
    assert all(torch.equal(one, tF.max_pool2d(plane_of(LESSON, state), 2)) for one in drawn)
    kinds = stages(choose(LESSON, gaps))[0]["input"]["kinds"]
    assert sum("g" not in line for line in kinds) == 0 and sum(set(line) == {"g"} for line in kinds) == 1
    labels = stages(choose(LESSON, gaps))[0]["words"]["kinds"]
    assert labels["g"] == "gap between windows"
    assert stages(open_page("sliding_windows"))[0]["words"]["kinds"]["g"] == "gap skipped by stride"
    state = LESSON.example_state(example(LESSON, gaps))
    taken = animation(trace(calls.fractional_call(state), plane_of(LESSON, state)[0].numpy()))
    assert {"gap between windows"} == {part.name for part in taken.data if part.name and "gap" in part.name}


@pytest.mark.parametrize("axis, key", [(0, "fractional_sample"), (1, "fractional_sample_w")])
def test_moving_u_moves_the_windows_of_its_axis_alone(axis, key):
    app = open_page(LESSON.name)
    seen = set()
    before = starts_of(stages(app)[0])[1 - axis]
    for u in ("0.00", "0.25", "0.45", "0.65"):
        checked(app.select_slider(key=key).set_value(u).run())
        starts = starts_of(stages(app)[0])
        assert starts[1 - axis] == before and starts[axis][0] == 0 and starts[axis][-1] == 5
        np.testing.assert_array_equal(result(app), through_torch(state_of(LESSON, app))[0][0])
        seen.add(tuple(starts[axis]))
    assert len(seen) == 4


def test_a_note_works_out_each_start():
    app = by_link(LESSON, **ROW)
    notes = stages(app)[0]["notes"][0]
    assert notes[2] == "rows 0:1, the last: 1 − 1 = 0 · columns 4:6, start ⌊(2 + 0.6)·8/5⌋ − ⌊0.6·8/5⌋ = 4"
    assert notes[5].endswith("columns 8:10, the last: 10 − 2 = 8")
    (latex,) = [element.value for element in app.latex]  # an axis of one cell has nothing to place
    assert r"\tfrac{10 - 2}{6 - 1} = \tfrac{8}{5}" in latex and "0, 2, 4, 5, 7, 8" in latex


def test_where_float32_decides_the_note_says_so():
    sizes = {"fractional_kernel": 1, "fractional_output": 1, "fractional_kernel_w": 1, "fractional_output_w": 4}
    app = by_link(LESSON, **sizes, fractional_sample_w="0.80", fractional_input="0 1 2 3 4 5")
    assert starts_of(stages(app)[0])[1] == [0, 1, 3, 5] == result(app)[0].tolist()
    assert "in float32: ⌊2.9999998⌋ − ⌊1.3333334⌋ = 1" in stages(app)[0]["notes"][0][1]


def test_new_numbers_come_from_the_seed_and_stand_in_the_link():
    app = open_page(LESSON.name)
    drawn = []
    for seed in (1, 2, 3):
        draw(app)
        assert app.number_input(key="_fractional_seed").value == seed
        at = {key: app.query_params.get(key, LESSON.fields[key].default) for key in LESSON.fields if "sample" in key}
        assert at == {key: app.session_state[key] for key in at}
        drawn.append(tuple(at.values()))
        assert stages(by_link(LESSON, **at)) == stages(app)
    assert len(set(drawn)) == 3 and all(len(set(axis)) == 3 for axis in zip(*drawn, strict=True))
    again = open_page(LESSON.name)
    draw(again)
    assert tuple(again.session_state[key] for key in ("fractional_sample", "fractional_sample_w")) == drawn[0]
    checked(app.number_input(key="_fractional_seed").set_value(9999).run())
    assert draw(app).number_input(key="_fractional_seed").value == 0


def test_indices_stand_on_the_stage_and_in_the_code():
    app = open_page(LESSON.name)
    assert not extras(app) and "return_indices" not in app.code[-1].value
    checked(app.toggle(key="fractional_indices").set_value(True).run())
    np.testing.assert_array_equal(extras(app)["indices"], through_torch(state_of(LESSON, app))[1][0])
    assert "y, indices = F.fractional_max_pool2d(" in app.code[-1].value
    assert "return_indices=True, _random_samples=torch.tensor([[[0.6, 0.3]]])" in app.code[-1].value


def test_of_size_and_ratio_one_is_asked_for_and_the_other_hidden():
    app = open_page(LESSON.name)
    assert not app.text_input
    checked(app.button_group(key="fractional_given").set_value("ratio").run())
    assert {box.key for box in app.text_input} == {"fractional_ratio", "fractional_ratio_w"}
    assert "fractional_output" not in {field.key for field in app.number_input}
    assert result(app).shape == (4, 4)
    checked(app.text_input(key="fractional_ratio_w").set_value("0.3").run())
    assert result(app).shape == (4, 2)
    assert "output_ratio=(0.7, 0.3)" in app.code[-1].value and "output_size" not in app.code[-1].value


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
    mended(app)
    assert not app.error and stages(app)[0]["output"]["exact"]
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
    assert "agrees, max |Δ| = 0" in said(app)
    values, _ = through_torch(state_of(LESSON, app))
    assert (stages(app)[0]["output"]["rows"], stages(app)[0]["output"]["cols"]) == tuple(values.shape[1:])
    mended(app)
    assert not app.error and "refuses" not in said(app)
    np.testing.assert_array_equal(result(app), through_torch(state_of(LESSON, app))[0][0])


def test_the_chart_counts_windows_per_cell():
    (one,) = figures(open_page(LESSON.name))  # both axes are alike
    shares = {bars["name"]: bars["y"] for bars in one["data"]}
    np.testing.assert_allclose(sum(map(np.array, shares.values())), 1)
    assert shares["one"][0] == shares["one"][-1] == 1 and "none" not in shares
    rows, columns = figures(by_link(LESSON, fractional_kernel=1, fractional_output=3))
    assert {bars["name"] for bars in rows["data"]} == {"one", "none"}
    assert len(rows["data"][0]["x"]) == len(columns["data"][0]["x"]) == 7


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
    assert "Random even in eval" in said(open_page(LESSON.name))
