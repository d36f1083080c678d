"""The lesson on convolution: each view against PyTorch, each control once, and nonsense in each text field."""

import ast

import numpy as np
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from tests.support.lessons import LESSONS
from tests.support.screens import checked, numbers, open_page, shown, texts, typed
from tests.support.snippets import executed
from ui.content import words
from ui.stage.payload import from_trace
from ui.states import CONVOLUTION as FIELDS

LESSON = LESSONS["convolution"]
TEXTS = [key for key, field in FIELDS.items() if field.kind == "text"]
# PyTorch notes that an even kernel with 'same' costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def view(name, **link):
    return open_page("convolution", conv_view=name, **link)


def program(app):
    (code,) = app.code
    return code.value


def as_shown(result):
    return result.numpy().reshape(result.shape[-2:])


def test_it_opens_with_both_results():
    drawn = shown(open_page("convolution"))
    assert drawn["output"]["exact"] == drawn["extras"][0]["exact"] == [["2.5", "4"], ["7", "6"]]
    assert drawn["weights"] == [[["1/4"] * 4] * 2] * 2 and drawn["extras"][0]["arrow"] == "="


def test_one_other_weight_makes_them_differ():
    app = open_page("convolution")
    assert "**Equal:** all 4 outputs, max |Δ| = 0" in texts(app.markdown)
    checked(app.text_input(key="conv_average_weight").set_value("1").run())
    drawn = shown(app)
    assert drawn["weights"][0][0] == ["1", "1/4", "1/4", "1/4"] and drawn["extras"][0]["arrow"] == "≠"
    assert "**Different:** 4 of 4 outputs" in texts(app.markdown)
    np.testing.assert_allclose(numbers(drawn["extras"][0]), as_shown(executed(program(app))["z"]))
    checked(app.text_input(key="conv_average_weight").set_value("").run())
    assert shown(app)["extras"][0]["arrow"] == "="


def counted(line):
    """A line of arithmetic worked out: what stands before its = sign, and what it says it is."""
    told, result = line.replace("·", "*").replace("−", "-").split(" = ")
    return eval(told), float(result)


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"conv_average_weight": "-0.1"},
        {"conv_average_kernel": "3", "conv_average_stride": "1", "conv_average_padding": "1"},
        {"conv_average_kernel": "3", "conv_average_padding": "1", "conv_average_counted": "false"},
        {"conv_average_dims": "1d", "conv_average_kernel": "3", "conv_average_stride": "1"},
        {"conv_average_input": "-1 2\n3 -4"},
    ],
)
def test_the_average_and_the_convolution_each_show_their_own_sum(link):
    drawn = shown(open_page("convolution", **link))
    grids = numbers(drawn["output"]), numbers(drawn["extras"][0])
    for (i, j), _ in np.ndenumerate(grids[0]):
        lines = drawn["equations"][i][j].split("\n")
        assert len(lines) == 2 and all(f"{tap}·" in lines[1] for tap in drawn["weights"][i][j])
        for line, grid in zip(lines, grids, strict=True):
            told, result = counted(line)
            assert told == pytest.approx(result, rel=1e-6, abs=1e-6) and grid[i, j] == pytest.approx(result, rel=1e-4)


def test_the_sums_of_the_first_window_in_full():
    assert shown(open_page("convolution"))["equations"][0][0] == (
        "(3 + 1 + 1 + 5) / 4 = 2.5\n1/4·3 + 1/4·1 + 1/4·1 + 1/4·5 = 2.5"
    )


def test_each_control_of_the_average():
    app = open_page("convolution")
    checked(app.segmented_control(key="conv_average_dims").set_value("1d").run())
    assert shown(app)["operation"] == "avg_pool1d" and "groups=4" in texts(app.markdown)
    checked(app.number_input(key="conv_average_kernel").set_value(3).run())
    assert shown(app)["output"]["cols"] == 1
    checked(app.number_input(key="conv_average_stride").set_value(1).run())
    checked(app.number_input(key="conv_average_padding").set_value(1).run())
    assert shown(app)["output"]["cols"] == 4 and "**Equal up to rounding:**" in texts(app.markdown)
    checked(app.toggle(key="conv_average_counted").set_value(False).run())
    assert "**Different:** 8 of 16 outputs" in texts(app.markdown)
    made = executed(program(app))
    np.testing.assert_allclose(numbers(shown(app)["output"]), as_shown(made["y"]), rtol=1e-6)
    np.testing.assert_allclose(numbers(shown(app)["extras"][0]), as_shown(made["z"]), rtol=1e-6)


@pytest.mark.parametrize(
    "control, key, value, size",
    [
        ("segmented_control", "dims", "2d", (1, 5)),
        ("text_area", "weight", "1\n1", (1, 6)),
        ("number_input", "groups", 2, (2, 5)),
        ("number_input", "stride", 2, (1, 3)),
        ("text_input", "padding", "same", (1, 6)),
        ("text_input", "padding", " valid ", (1, 5)),
        ("text_input", "padding", "3", (1, 11)),
        ("number_input", "dilation", 3, (1, 3)),
        ("segmented_control", "beside", "avg", (1, 5)),
    ],
)
def test_each_control_of_the_convolution(control, key, value, size):
    app = view("parameters")
    checked(getattr(app, control)(key=f"conv_parameters_{key}").set_value(value).run())
    drawn, made = shown(app), executed(program(app))
    assert (drawn["output"]["rows"], drawn["output"]["cols"]) == size
    np.testing.assert_array_equal(numbers(drawn["output"]), as_shown(made["y"]))
    np.testing.assert_array_equal(numbers(drawn["extras"][0]), as_shown(made["z"]))


def test_groups_keep_channels_apart_on_the_stage():
    assert shown(view("parameters"))["taps"][0] == [[0, 1]]
    drawn = shown(view("parameters", conv_parameters_groups="2"))
    assert drawn["taps"][0] == [[0], [1]]
    assert drawn["weights"][1][0] == ["1", "-1"] and drawn["equations"][1][0] == "1·2 − 1·7 = -5"


@pytest.mark.parametrize("by", range(5))
def test_each_shift(by):
    app = view("shift")
    checked(app.select_slider(key="conv_shift_by").set_value(str(by)).run())
    expected = [[0, 1, 0, 1], [1, 1, 1, 1], [1, 0, 1, 0], [1, 1, 1, 1], [0, 1, 0, 1]]
    assert numbers(shown(app)["output"]).tolist() == [expected[by]]
    (table,) = (markdown.value for markdown in app.markdown if markdown.value.startswith("| shift"))
    rows = [line.replace("*", "").replace("\u00a0", " ") for line in table.split("\n")[2:]]
    assert [ast.literal_eval(f"[{row.split('`')[1].replace(' ', ', ')}]") for row in rows] == expected
    assert [row.split(" | ")[2].strip(" |") for row in rows] == [
        "the same",
        "another",
        "moved by 1",
        "another",
        "moved by 2",
    ]


def test_kernel_and_stride_of_the_shifted_maximum():
    app = view("shift", conv_shift_by="1")
    checked(app.number_input(key="conv_shift_kernel").set_value(3).run())
    checked(app.number_input(key="conv_shift_stride").set_value(1).run())
    assert shown(app)["output"]["cols"] == 6 and "(stride = 1)" in texts(app.markdown)


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("said", ["", "abc", "-1", "nan", "inf", "1e400", "\uff19", "[[[", "1 2\n3", "`**$", "same"])
def test_nonsense_in_a_text_field_leaves_a_working_page(key, said):
    app = typed(view(key.split("_")[1]), key, said[: FIELDS[key].longest])
    assert shown(app)["input"]["exact"]


@pytest.mark.parametrize(
    "link, rule",
    [
        ({"conv_parameters_weight": "1 1\n1 1\n1 1"}, "each kernel has 2 rows"),
        ({"conv_parameters_weight": "1 2 3 4 5 6 7 8 9", "conv_parameters_input": "1 2 3 4 5 6 7 8 9"}, "are drawn"),
    ],
)
def test_what_no_single_number_mends_is_still_told(torch_loaded, link, rule):
    app = view("parameters", **link)
    assert rule in texts(app.error) and "Please report it" not in texts(app.warning)
    assert shown(app)["input"]["exact"] and not shown(app)["output"]["exact"]


def test_the_largest_choice_is_drawn():
    rows = "\n".join([" ".join(["1"] * 16)] * 16)
    kernel = "\n".join([" ".join(["1"] * 8)] * 8)
    link = {"conv_parameters_dims": "2d", "conv_parameters_padding": "8"}
    app = view("parameters", conv_parameters_input=rows, conv_parameters_weight=kernel, **link)
    assert shown(app)["output"]["rows"] == 25


def test_a_pooling_that_finds_no_place_is_left_out():
    app = view("parameters", conv_parameters_padding="2", conv_parameters_input="5", conv_parameters_weight="1 1")
    assert shown(app)["output"]["exact"] == [["0", "5", "5", "0"]] and "extras" not in shown(app)
    assert "z =" not in app.code[0].value


def test_where_cells_are_not_written_the_stage_says_what_they_share():
    labels = shown(view("parameters"))["words"]
    assert labels["unwritten"] == LESSON.words["parameters"]["no_window"]
    assert labels.keys() == words("stage")["labels"].keys()


def test_the_stages_convolution_has_the_same_keys_as_its_pooling():
    call = PoolSpec.of("max_pool2d", kernel_size=2)
    ours, pooled = shown(view("parameters")), from_trace(trace(call, np.eye(4, dtype=np.float32)), words("stage"))
    assert pooled.keys() - {"weight_fill"} <= ours.keys()
    assert pooled["input"].keys() == ours["input"].keys()
