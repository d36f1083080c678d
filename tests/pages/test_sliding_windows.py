"""Sliding windows: the dtype of the tensor, the temperature that is ours, PyTorch's words to what we refuse first."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import agreements, by_link, codes, mended, open_page, problems, refusals, said, stages
from ui.text import tensor_text

LESSON = LESSONS["sliding_windows"]
pytestmark = pytest.mark.usefixtures("torch_loaded")
PLANE = "3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3"


def shown(app, dtype):
    grid = stages(app)[0]["output"]
    return np.array(grid["exact"]).astype(dtype).reshape(grid["rows"], grid["cols"])


def offered(app):
    return {control["key"] for control in app.controls}


# What PyTorch has no kernel for, and what the page leaves out.
REFUSED = {("max", "bool"), ("avg", "bool"), ("avg", "uint8"), ("lp", "uint8")}


@pytest.mark.parametrize(
    "operation, dtype",
    [
        (operation, dtype)
        for operation in LESSON.fields["operation"].options
        for dtype in LESSON.fields["dtype"].options
        if (operation, dtype) not in REFUSED | {("lp", "bfloat16")}
    ],
)
def test_every_dtype_gives_what_torch_gives(operation, dtype):
    plane = "1 0 1 1\n1 1 0 1\n0 0 1 1\n1 1 1 1" if dtype == "bool" else PLANE
    app = by_link(LESSON, operation=operation, dtype=dtype, kernel_size=3, stride=1, input=plane)
    x = torch.from_numpy(tensor_text.parse(plane).array).to(getattr(torch, dtype))[None]
    pooled = {"max": tF.max_pool2d, "avg": tF.avg_pool2d, "lp": lambda *a: tF.lp_pool2d(a[0], 2, *a[1:])}[operation]
    theirs = pooled(x, 3, 1)[0]
    named = str(theirs.dtype).removeprefix("torch.")
    theirs = (theirs.float() if dtype == "bfloat16" else theirs).numpy()
    np.testing.assert_allclose(shown(app, theirs.dtype), theirs, rtol=1e-3 if dtype == "float16" else 1e-6)
    assert agreements(app) == 1
    titles = {"input": f"Input {dtype}", "output": f"Output {named}"}
    assert stages(app)[0].get("titles") == (None if dtype == "float32" else titles)
    (code,) = [each for each in codes(app) if "import" in each]
    assert (f"dtype=torch.{dtype}" in code) == (dtype != "float32")


def test_an_average_of_integers_says_how_it_is_cut():
    app = by_link(LESSON, operation="avg", dims="1d", dtype="int64", input="1 2 -1 -2 4 6")
    assert shown(app, int).tolist() == [[1, -1, 5]]
    (line,) = stages(app)[0]["equations"]
    assert line[1] == "trunc((-1 − 2) / 2) = trunc(-1.5) = -1" and line[2] == "(4 + 6) / 2 = 5"


def test_a_dtype_that_torch_refuses_is_told_in_its_words_and_mended():
    app = by_link(LESSON, dims="1d", dtype="int64", input="3 1 4 1")
    assert "NotImplementedError" in said(app) and "not implemented for 'Long'" in said(app)
    assert app.fixes[0]["label"] == "Use dtype = float32"
    mended(app)
    assert not refusals(app) and shown(app, float).tolist() == [[3, 4]]


def test_a_number_that_is_not_whole_is_named_and_shown_in_float32():
    app = by_link(LESSON, dtype="int64", input="1 2\n3 4.5")
    assert "row 2, column 2 says 4.5" in problems(app) and "Shown in float32" in problems(app) and not refusals(app)
    assert shown(app, float).tolist() == [[4.5]] and "titles" not in stages(app)[0]
    app.turn("input", "1 2\n3 4")
    assert not problems(app) and stages(app)[0]["titles"]["output"] == "Output int64"


def test_a_text_is_read_in_the_dtype_of_the_page():
    app = open_page(LESSON.name, dtype="int64", input="16777217 16777216\n1 2")
    grids = stages(app)[0]
    assert grids["input"]["exact"] == [["16777217", "16777216"], ["1", "2"]]
    assert grids["output"]["exact"] == [["16777217"]] and agreements(app) == 1 and not problems(app)
    app.turn("dtype", "float64").turn("input", "0.123456789012, 1e39")
    assert app.tensor("input")["text"] == app.link["input"] == "0.123456789012 1e39"
    assert stages(app)[0]["input"]["exact"] == [["0.123456789012", "1e39"]]


def test_the_last_tensor_that_could_be_read_takes_the_dtype_that_is_asked_for():
    app = open_page(LESSON.name, dtype="float64", input="1 2\n3 0.123456789012")
    app.turn("input", "no")
    assert "could be read" in problems(app)
    assert stages(app)[0]["input"]["exact"] == [["1", "2"], ["3", "0.123456789012"]]
    app.turn("dtype", "float16")
    assert stages(app)[0]["input"]["exact"] == [["1", "2"], ["3", "0.1235"]]
    assert stages(app)[0]["titles"]["input"] == "Input float16" and not problems(app)


def test_what_float16_cannot_hold_is_named_and_shown_in_float32():
    app = by_link(LESSON, dtype="float16", input="1 2\n3 70000")
    assert "largest float16, 65504: write a smaller number, or inf. Shown in float32." in problems(app)
    assert shown(app, float).tolist() == [[70000]] and "titles" not in stages(app)[0]


@pytest.mark.parametrize("operation", ["max", "avg", "lp"])
def test_numbers_as_far_apart_as_float64_goes(operation):
    app = by_link(LESSON, dtype="float64", operation=operation, input="1.7e308 -1.7e308\n0 nan")
    assert stages(app)[0]["input"]["heat"] == [[1, 0], [0.5, None]]


def test_an_example_of_another_dtype_is_not_taken_for_this_one():
    app = by_link(
        LESSON, dtype="int64", operation="avg", kernel_size=3, stride=1, padding=1, input="1 1 1\n1 1 1\n1 1 1"
    )
    assert "4/9" not in said(app)


@pytest.mark.parametrize("dims", ["1d", "2d"])
def test_a_temperature_is_a_factor_and_torchs_layer_has_none(dims):
    plain, heated = (by_link(LESSON, operation="avg", dims=dims, temperature=said) for said in ("", "-0.5"))
    np.testing.assert_array_equal(shown(heated, float), shown(plain, float) * -0.5)
    assert stages(heated)[0]["equations"][0][0].startswith("-0.5 · (")
    assert agreements(heated) == 1 and agreements(plain) == 1
    assert f"TypeError: AvgPool{dims}.__init__() got an unexpected keyword argument 'temperature'" in said(heated)
    assert "TypeError" not in said(plain)
    with pytest.raises(TypeError):
        torch.nn.AvgPool2d(2, temperature=2)
    (code,) = [each for each in codes(heated) if "import" in each]
    assert f"y = -0.5 * F.avg_pool{dims}(x, kernel_size=2)" in code


def test_the_weights_of_a_temperature():
    app = by_link(LESSON, operation="avg", temperature="2", input="1 2\n3 4")
    assert stages(app)[0]["weights"] == [["2/4"]]


def test_a_temperature_that_is_no_number_is_our_rule_and_not_torchs():
    for text in ("hot", "inf"):
        app = by_link(LESSON, operation="avg", temperature=text)
        assert "This call is refused." in said(app) and "PyTorch" not in said(app)
        mended(app)
        assert not refusals(app) and agreements(app) == 1


def test_an_option_is_shown_only_where_the_operation_takes_it():
    assert not {"temperature", "divisor_override", "norm_type"} & offered(open_page(LESSON.name))
    assert {"temperature", "divisor_override"} <= offered(by_link(LESSON, operation="avg"))
    flat = offered(by_link(LESSON, operation="avg", dims="1d"))
    assert "temperature" in flat and "divisor_override" not in flat
    whole = offered(by_link(LESSON, operation="avg", dtype="int64"))
    assert "temperature" not in whole and "divisor_override" in whole
    assert "temperature" not in offered(by_link(LESSON, operation="lp"))


@pytest.mark.parametrize(
    "state, words",
    [
        ({"operation": "lp", "norm_type": "0"}, "ZeroDivisionError: float division by zero"),
        ({"operation": "avg", "divisor_override": 0}, "divisor must be not zero"),
    ],
)
def test_what_our_rules_refuse_before_the_call_torch_refuses_too(state, words):
    app = by_link(LESSON, **state)
    assert refusals(app) and words in said(app) and "PyTorch 2.13.0 says" in said(app)


def test_text_that_is_no_power_is_not_put_to_torch():
    app = by_link(LESSON, operation="lp", norm_type="two")
    assert refusals(app) and "PyTorch 2.13.0 says" not in said(app)


def test_the_shapes_of_a_batch():
    app = by_link(LESSON, dims="1d", kernel_size=3, stride=1, input="1 5 2 4 3\n9 1 1 7 2")
    assert "(N, C, 5) → (N, C, 3)" in said(app)
    assert "(N, C" not in said(by_link(LESSON, stride=0))


def test_taking_the_axes_apart_starts_from_the_same_numbers():
    app = open_page("sliding_windows", kernel_size="3", stride="1")
    before = stages(app)[0]["output"]
    app.turn("per_axis", True)
    assert stages(app)[0]["output"] == before
    app.turn("kernel_size_w", 1)
    assert (stages(app)[0]["output"]["rows"], stages(app)[0]["output"]["cols"]) == (4, 6)
