"""The frameworks lesson: what differs is marked, the cause named, and the code to copy gives both results."""

import numpy as np
import pytest

from tests.support.lessons import LESSONS
from tests.support.screens import by_link, codes, extras, open_page, problems, refusals, result, said, same, shown
from tests.support.snippets import executed
from ui.words import speaking, words

LESSON = LESSONS["frameworks"]
WORDS = words("frameworks")
SIX = "3 1 4 1 5 9\n2 6 5 3 5 8\n9 7 9 3 2 3\n8 4 6 2 6 4\n3 3 8 3 2 7\n9 5 0 2 8 1"


def opened(**state):
    return by_link(LESSON, **state)


def signs(app):
    (extra,) = shown(app)["extras"]
    return extra["compared"]


def test_the_border_differs_and_the_middle_does_not(torch_loaded):
    app = opened()
    assert signs(app) == [["≠"] * 3, ["≠", "=", "≠"], ["≠"] * 3]
    assert WORDS["verdict"]["some"].format(count=8, total=9) == shown(app)["extras"][0]["note"]
    assert "count_include_pad=False" in said(app)
    made = executed(codes(app)[0])
    (right,) = extras(app).values()
    same(result(app), made["y"])
    same(right, made["z"])
    np.testing.assert_allclose(right[0, 0], (3 + 1 + 9 + 2) / 4)


@pytest.mark.parametrize(
    "state, kind",
    [
        ({"operation": "max", "right": "keras_same", "padding": 0, "input": SIX}, "call"),
        ({"right": "onnx_same_lower", "kernel_size": 2, "stride": 1, "padding": 0}, "counts"),
        ({"operation": "max", "right": "keras_same", "kernel_size": 2, "stride": 1, "padding": 0}, "pad"),
        ({"operation": "lp", "norm_type": "3", "padding": 0}, "absolute"),
        ({"operation": "lp", "norm_type": "3", "padding": 1}, "pad"),
        ({"operation": "max"}, "same"),
    ],
)
def test_the_change_is_said_and_its_code_runs(torch_loaded, state, kind):
    app = opened(**state)
    told = WORDS["change"][kind].split("{name}")[-1].split("{arguments}")[0]
    assert told.strip(" .:") in said(app)
    made = executed(codes(app)[0])
    (right,) = extras(app).values()
    same(right, made["z"])
    assert "PyTorch 2.13.0 agrees" in said(app) and "differs" not in " ".join(app.data["oracle"][1].values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pytorchs_own_result_is_not_said_to_be_made_by_pytorch(language):
    with speaking(language):
        own = words("frameworks")
        for left, right in (("keras_same", own["change"]["ours"]), ("pytorch", own["change"]["same"])):
            app = opened(left=left, right="pytorch")
            assert right in said(app)
    assert own["causes"]["one"].format(name="PyTorch") in said(app)


def test_windows_of_both_stand_on_the_input():
    app = opened(operation="max", left="keras_same", right="onnx_same_lower", padding=0, input=SIX)
    picture = shown(app)
    assert picture["input"]["frame"] == (1, 1, 1, 1)
    assert picture["taps"][0][0] == [0, 1, 2] and picture["extras"][0]["taps"][0][0] == [-1, 0, 1]
    assert picture["input"]["kinds"] == ["pppppppp", *["prrrrrrp"] * 6, "pppppppp"]
    assert len(picture["readers"][0]) == len(picture["input"]["kinds"]) == 8


def test_a_larger_right_result_marks_what_the_left_has_not():
    app = opened(operation="max", right="openvino", kernel_size=2, ceil_mode=True, input="3 1 4\n1 5 9\n2 6 5")
    assert signs(app) == [["=", "=", "+"], ["=", "=", "+"], ["+", "+", "+"]]
    assert shown(app)["extras"][0]["cells"][1][1] == [[1, 1]]


def test_every_library_stands_in_the_table_with_its_source():
    table = next(each for each in opened().data["panels"] if each["key"] == "columns")
    assert len(table["rows"]) == len(WORDS["columns"])
    assert [row["cells"][0] for row in table["rows"] if row["current"]] == [WORDS["columns"]["onnx"]]
    assert all(row["cells"][4].startswith("https://") for row in table["rows"])
    openvino = next(row for row in table["rows"] if row["cells"][0] == WORDS["columns"]["openvino"])
    assert openvino["cells"][3] == WORDS["refusals"]["unsaid_count"].format(library="OpenVINO")


def test_a_right_side_without_a_result_says_why_and_the_left_stays():
    app = opened(right="openvino")
    assert "extras" not in shown(app) and not refusals(app)
    assert WORDS["refusals"]["unsaid_count"].format(library="OpenVINO") in said(app)


def test_a_left_side_without_a_result_leads_back():
    app = opened(operation="lp", left="flax")
    assert app.data["headline"]["fixes"][0]["changes"] == {"left": "pytorch"}
    assert WORDS["refusals"]["no_layer"].format(library="Flax") in said(app)


def test_what_pytorch_refuses_is_refused_with_a_way_out(torch_loaded):
    app = opened(padding=2)
    assert len(refusals(app)) == 1 and "PyTorch 2.13.0 says" in said(app)
    assert app.data["headline"]["fixes"][0]["changes"] == {"padding": "1"}


def test_numbers_that_no_document_speaks_of_are_not_compared():
    assert WORDS["finite"] in problems(opened(input="nan 1 2\n3 4 5\n6 7 8"))


def test_the_indices_are_converted_by_the_code_shown():
    app = opened(operation="max")
    made = executed(next(code for code in codes(app) if "channels_last" in code))
    n, c, h, w = made["x"].shape
    flat = made["x"].flatten()
    assert (flat[made["tensor"]] == made["y"]).all()
    images = made["x"].permute(0, 2, 3, 1).reshape(n, h * w * c)
    picked = images.gather(1, made["channels_last"].reshape(n, -1)).reshape(made["y"].shape)
    assert (picked == made["y"]).all()


def test_a_touch_is_told_in_pytorchs_parameters_alone():
    told = open_page(LESSON.name).turn("kernel_size", "2").data["changed"]
    assert told.startswith("window (kernel_size) 3 → 2")
    assert not open_page(LESSON.name, left="onnx").turn("ceil_mode", "true").data.get("changed")
