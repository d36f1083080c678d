"""The lesson on convolution: each view against PyTorch, each control once, and nonsense in each text field."""

import numpy as np
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from tests.support.app_pages import app_page, checked
from tests.support.lessons import LESSONS
from tests.support.screens import numbers, open_page, problems, refusals, said, shown, typed
from tests.support.snippets import executed
from ui.lessons.convolution.fields import FIELDS
from ui.stage.payload import from_trace
from ui.words import words

LESSON = LESSONS["convolution"]
TEXTS = [key for key, field in FIELDS.items() if field.kind == "text"]
# PyTorch notes that an even kernel with 'same' costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def view(name, **link):
    return open_page("convolution", conv_view=name, **link)


def program(screen):
    (code,) = screen.codes
    return code


def as_shown(result):
    return result.numpy().reshape(result.shape[-2:])


def board(screen, title):
    """A further grid, by how its title begins."""
    (found,) = [extra for extra in shown(screen).get("extras", []) if extra["title"].startswith(title)]
    return found


def titles(screen):
    return [extra["title"] for extra in shown(screen).get("extras", [])]


def test_its_page_opens():
    app = checked(app_page("convolution", conv_view="shift", conv_shift_by="1"))
    assert shown(app)["output"]["exact"] == [["0", "1", "0", "1"]]


def test_it_opens_with_both_results_and_the_kernel_between():
    screen = open_page("convolution")
    drawn, result, kernel = shown(screen), board(screen, "conv2d"), board(screen, "Kernel")
    assert drawn["output"]["exact"] == result["exact"] == [["2.5", "4"], ["7", "6"]]
    assert drawn["weights"] == [[["1/4"] * 4] * 2] * 2 and drawn["output"]["arrow"] == "="
    assert kernel["short"] == [["1/4", "1/4"], ["1/4", "1/4"]] and kernel["exact"] == [
        ["0.25", "0.25"],
        ["0.25", "0.25"],
    ]
    assert kernel["cells"] == [[[[0, 0], [0, 1], [1, 0], [1, 1]]] * 2] * 2
    assert titles(screen) == ["Kernel", "conv2d"]
    assert result["compared"] == [["=", "="], ["=", "="]] and result["heat"] == drawn["output"]["heat"]


def test_only_outputs_that_agree_are_marked_equal():
    screen = open_page(
        "convolution",
        conv_average_kernel="3",
        conv_average_stride="1",
        conv_average_padding="1",
        conv_average_counted="false",
    )
    inner = [["≠", "≠", "≠", "≠"], ["≠", "=", "=", "≠"], ["≠", "=", "=", "≠"], ["≠", "≠", "≠", "≠"]]
    assert board(screen, "conv2d")["compared"] == inner and shown(screen)["output"]["arrow"] == "≠"
    assert "the divisor changes with the place" in screen.panel("uncounted")["text"]


def test_a_kernel_larger_than_can_be_read_is_left_out():
    link = {"conv_average_input": "\n".join([" ".join(["1"] * 16)] * 16), "conv_average_stride": "1"}
    assert titles(open_page("convolution", conv_average_kernel="8", **link)) == ["Kernel", "conv2d"]
    assert titles(open_page("convolution", conv_average_kernel="9", **link)) == ["conv2d"]


def test_one_other_weight_makes_them_differ():
    screen = open_page("convolution")
    assert board(screen, "conv2d")["note"] == "Equal: all 4 outputs, largest difference 0."
    screen.turn("conv_average_weight", "1")
    drawn, result = shown(screen), board(screen, "conv2d")
    assert drawn["weights"][0][0] == ["1", "1/4", "1/4", "1/4"] and drawn["output"]["arrow"] == "≠"
    assert board(screen, "Kernel")["short"] == [["1", "1/4"], ["1/4", "1/4"]]
    assert result["note"].startswith("Different: 4 of 4 outputs") and result["compared"] == [["≠", "≠"], ["≠", "≠"]]
    assert screen.data["changed"] is None  # the average has not changed, but the picture has
    np.testing.assert_allclose(numbers(result), as_shown(executed(program(screen))["z"]))
    screen.turn("conv_average_weight", "")
    assert shown(screen)["output"]["arrow"] == "="


def test_each_call_has_pytorchs_word_under_its_name(torch_loaded):
    def told(screen):
        return [answer["text"].split(": ")[0] for answer in screen.data["oracle"] if answer["tone"] == "agrees"]

    assert told(open_page("convolution")) == ["avg_pool2d", "conv2d"]
    assert told(view("parameters", conv_parameters_beside="avg")) == ["conv1d", "avg_pool1d"]
    assert told(view("shift", conv_shift_by="1")) == ["max_pool1d"]


def test_what_was_turned_is_told_of_the_average_alone():
    screen = open_page("convolution").turn("conv_average_stride", "1")
    assert "stride" in screen.data["changed"] and "3 × 3" in screen.data["changed"]
    assert screen.turn("conv_view", "shift").data["changed"] is None
    assert screen.turn("conv_shift_by", "1").data["changed"] is None


def test_an_example_is_named_whatever_the_other_views_were_left_at():
    screen = view("shift", conv_shift_by="1", conv_average_kernel="3")
    assert screen.data["headline"]["title"] == "Shifted by one: all ones"
    assert screen.turn("conv_shift_by", "3").data["headline"]["text"] == LESSON.words["shift"]["lede"]


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
    grids = numbers(drawn["extras"][1]), numbers(drawn["output"])
    for (i, j), _ in np.ndenumerate(grids[0]):
        lines = drawn["equations"][i][j].split("\n")
        assert len(lines) == 2 and all(f"{tap}·" in lines[0] for tap in drawn["weights"][i][j])
        for line, grid in zip(lines, grids, strict=True):
            told, result = counted(line)
            assert told == pytest.approx(result, rel=1e-6, abs=1e-6) and grid[i, j] == pytest.approx(result, rel=1e-4)


def test_the_sums_of_the_first_window_in_full():
    assert shown(open_page("convolution"))["equations"][0][0] == (
        "1/4·3 + 1/4·1 + 1/4·1 + 1/4·5 = 2.5\n(3 + 1 + 1 + 5) / 4 = 2.5"
    )


def test_each_control_of_the_average():
    screen = open_page("convolution")
    screen.turn("conv_average_dims", "1d")
    assert shown(screen)["operation"] == "avg_pool1d" and "groups=4" in screen.panel("channels")["text"]
    screen.turn("conv_average_kernel", 3)
    assert shown(screen)["output"]["cols"] == 1
    screen.turn("conv_average_stride", 1).turn("conv_average_padding", 1)
    assert shown(screen)["output"]["cols"] == 4 and "Equal up to rounding:" in board(screen, "conv1d")["note"]
    screen.turn("conv_average_counted", False)
    assert "Different: 8 of 16 outputs" in board(screen, "conv1d")["note"]
    made = executed(program(screen))
    np.testing.assert_allclose(numbers(shown(screen)["output"]), as_shown(made["y"]), rtol=1e-6)
    np.testing.assert_allclose(numbers(board(screen, "conv1d")), as_shown(made["z"]), rtol=1e-6)
    assert screen.control("conv_average_stride")["means"] == 3


@pytest.mark.parametrize(
    "key, value, size",
    [
        ("dims", "2d", (1, 5)),
        ("weight", "1\n1", (1, 6)),
        ("groups", 2, (2, 5)),
        ("stride", 2, (1, 3)),
        ("padding", "same", (1, 6)),
        ("padding", " valid ", (1, 5)),
        ("padding", "3", (1, 11)),
        ("dilation", 3, (1, 3)),
        ("beside", "avg", (1, 5)),
    ],
)
def test_each_control_of_the_convolution(key, value, size):
    screen = view("parameters").turn(f"conv_parameters_{key}", value)
    drawn, made = shown(screen), executed(program(screen))
    assert (drawn["output"]["rows"], drawn["output"]["cols"]) == size
    np.testing.assert_array_equal(numbers(drawn["output"]), as_shown(made["y"]))
    pooled = board(screen, "avg_pool" if value == "avg" else "max_pool")
    np.testing.assert_array_equal(numbers(pooled), as_shown(made["z"]))
    np.testing.assert_array_equal(numbers(board(screen, "Weight")).ravel(), made["weight"].numpy().ravel())


def test_groups_keep_channels_apart_on_the_stage():
    assert shown(view("parameters"))["taps"][0] == [[0, 1]]
    drawn = shown(view("parameters", conv_parameters_groups="2"))
    assert drawn["taps"][0] == [[0], [1]]
    assert list(drawn["weights"][1][0]) == ["1", "-1"] and drawn["equations"][1][0] == "1·2 − 1·7 = -5"


def test_the_weights_are_a_grid_to_edit_and_each_output_names_its_own():
    screen = view("parameters", conv_parameters_groups="2")
    grid, box = board(screen, "Weight"), screen.tensor("conv_parameters_weight")
    assert grid["id"] == box["board"] == "weight" and (box["rows"], box["columns"]) == (2, 2)
    assert grid["cells"] == [[[[0, 0], [0, 1]]] * 5, [[[1, 0], [1, 1]]] * 5]
    assert grid["note"] == "2 kernels of 1 row each"
    assert screen.turn("conv_parameters_weight", "1 x").refused and grid == board(screen, "Weight")
    screen.turn("conv_parameters_weight", "1\t2\n3,5\t4")
    assert screen.link["conv_parameters_weight"] == "1 2\n3.5 4"
    # Weights that are refused stay on the stage, to be corrected there.
    screen.turn("conv_parameters_weight", "1 1\n1 1\n1 1")
    assert refusals(screen) and board(screen, "Weight")["rows"] == 3 and screen.data["oracle"] is None


def test_weights_are_listed_in_the_order_of_the_windows_cells():
    link = {"conv_parameters_dims": "2d", "conv_parameters_weight": "1 2 3\n4 5 6"}
    screen = view("parameters", conv_parameters_input="1 2 3\n4 5 6\n7 8 9", **link)
    grid = board(screen, "Weight")
    assert (
        [grid["exact"][r][c] for r, c in grid["cells"][1][0]] == list(shown(screen)["weights"][1][0]) == list("123456")
    )


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("text", ["", "abc", "-1", "nan", "inf", "1e400", "\uff19", "[[[", "1 2\n3", "`**$", "same"])
def test_nonsense_in_a_text_field_leaves_a_working_page(key, text):
    app = typed(view(key.split("_")[1]), key, text[: FIELDS[key].longest])
    assert shown(app)["input"]["exact"]


@pytest.mark.parametrize(
    "link, rule",
    [
        ({"conv_parameters_weight": "1 1\n1 1\n1 1"}, "each kernel has 2 rows"),
        ({"conv_parameters_weight": "1 2 3 4 5 6 7 8 9", "conv_parameters_input": "1 2 3 4 5 6 7 8 9"}, "are drawn"),
    ],
)
def test_what_no_single_number_mends_is_still_told(torch_loaded, link, rule):
    screen = view("parameters", **link)
    (told,) = refusals(screen)
    assert rule in told and "Please report it" not in said(screen) and not problems(screen)
    assert shown(screen)["input"]["exact"] and not shown(screen)["output"]["exact"]


def test_the_largest_choice_is_drawn():
    rows = "\n".join([" ".join(["1"] * 16)] * 16)
    kernel = "\n".join([" ".join(["1"] * 8)] * 8)
    link = {"conv_parameters_dims": "2d", "conv_parameters_padding": "8"}
    app = view("parameters", conv_parameters_input=rows, conv_parameters_weight=kernel, **link)
    assert shown(app)["output"]["rows"] == 25


def test_a_pooling_that_finds_no_place_is_left_out():
    screen = view("parameters", conv_parameters_padding="2", conv_parameters_input="5", conv_parameters_weight="1 1")
    assert shown(screen)["output"]["exact"] == [["0", "5", "5", "0"]] and titles(screen) == ["Weight"]
    assert "z =" not in program(screen)


def test_where_cells_are_not_written_the_stage_says_what_they_share():
    labels = shown(view("parameters"))["words"]
    assert labels["unwritten"] == LESSON.words["parameters"]["no_window"]
    assert labels.keys() == words("stage")["labels"].keys()


def test_the_stages_convolution_has_the_same_keys_as_its_pooling():
    call = PoolSpec.of("max_pool2d", kernel_size=2)
    ours, pooled = shown(view("parameters")), from_trace(trace(call, np.eye(4, dtype=np.float32)), words("stage"))
    assert pooled.keys() - {"weight_fill"} <= ours.keys()
    assert pooled["input"].keys() == ours["input"].keys()
