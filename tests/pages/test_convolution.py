"""The lesson on convolution: each view against PyTorch, each control once, and nonsense in each text field."""

import ast
import contextlib

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.lessons import EVERY
from tests.pages.test_pages import checked, open_page, shown, texts, torch_loaded  # noqa: F401
from ui import fields
from ui.content import words
from ui.states import CONVOLUTION as FIELDS

LESSON = EVERY["convolution"]
EXAMPLES = [pytest.param(example, id=example["title"]) for example in LESSON.words["examples"]]
TEXTS = [key for key, field in FIELDS.items() if field.kind == "text"]
# PyTorch notes that an even kernel with 'same' costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def view(name, **link):
    return open_page("convolution", conv_view=name, **link)


def numbers(grid):
    return np.array([[float(text) for text in row] for row in grid["exact"]], np.float32)


def executed(app):
    """What the page's program leaves behind."""
    (code,) = app.code
    names: dict = {}
    with contextlib.redirect_stdout(None):
        exec(compile(code.value, "snippet", "exec"), names)
    return names


def as_shown(result):
    return result.numpy().reshape(result.shape[-2:])


def test_it_opens_with_its_title_and_both_results():
    app = open_page("convolution")
    assert [header.value for header in app.header] == [LESSON.words["title"]]
    drawn = shown(app)
    assert drawn["output"]["exact"] == drawn["extras"][0]["exact"] == [["2.5", "4"], ["7", "6"]]
    assert drawn["weights"] == [[["1/4"] * 4] * 2] * 2 and drawn["extras"][0]["arrow"] == "="
    assert not app.warning and not app.error


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_chosen_and_torch_gives_what_it_shows(torch_loaded, example):  # noqa: F811
    app = open_page("convolution")
    checked(app.selectbox(key="_convolution_example").select(example["title"]).run())
    state = LESSON.example_state(example)
    assert {key: app.session_state[key] for key in app.query_params} == {key: state[key] for key in app.query_params}
    query = dict(pair.split("=", 1) for pair in fields.link(FIELDS, state).split("&") if pair)
    assert query.keys() == app.query_params.keys()
    if app.error:
        assert "PyTorch refuses" in texts(app.error) and "says: “padding='same'" in texts(app.markdown)
        return
    assert example["look"] in texts(app.markdown)
    drawn, made = shown(app), executed(app)
    badges = [markdown.value for markdown in app.markdown if "agrees, max" in markdown.value]
    if state["conv_view"] == "shift":
        signal = torch.tensor([[float(cell) for cell in state["conv_shift_input"].split()]])
        rolled = signal.roll(int(state["conv_shift_by"]), dims=-1)
        theirs = F.max_pool1d(rolled, state["conv_shift_kernel"], state["conv_shift_stride"])
        np.testing.assert_array_equal(numbers(drawn["input"]), rolled)
        np.testing.assert_array_equal(numbers(drawn["output"]), theirs)
        assert len(badges) == 1
        return
    np.testing.assert_allclose(numbers(drawn["output"]), as_shown(made["y"]), rtol=1e-6)
    np.testing.assert_allclose(numbers(drawn["extras"][0]), as_shown(made["z"]), rtol=1e-6)
    assert len(badges) == 2


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_examples_link_opens_the_same_screen(example):
    chosen = open_page("convolution")
    checked(chosen.selectbox(key="_convolution_example").select(example["title"]).run())
    opened = open_page("convolution", **chosen.query_params)
    assert shown(opened) == shown(chosen)
    assert [code.value for code in opened.code] == [code.value for code in chosen.code]


def test_one_other_weight_makes_them_differ():
    app = open_page("convolution")
    assert "**Equal:** all 4 outputs, max |Δ| = 0" in texts(app.markdown)
    checked(app.text_input(key="conv_average_weight").set_value("1").run())
    drawn = shown(app)
    assert drawn["weights"][0][0] == ["1", "1/4", "1/4", "1/4"] and drawn["extras"][0]["arrow"] == "≠"
    assert "**Different:** 4 of 4 outputs" in texts(app.markdown)
    np.testing.assert_allclose(numbers(drawn["extras"][0]), as_shown(executed(app)["z"]))
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
    made = executed(app)
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
    drawn, made = shown(app), executed(app)
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
    app = view(key.split("_")[1])
    kind = app.text_area if FIELDS[key].longest > 100 else app.text_input
    checked(kind(key=key).set_value(said[: FIELDS[key].longest]).run())
    assert shown(app)["input"]["exact"]


@pytest.mark.parametrize(
    "link, rule, fix",
    [
        ({"conv_average_padding": "2"}, "half of kernel_size", {"conv_average_padding": 1}),
        ({"conv_average_kernel": "7"}, "below 1", {"conv_average_kernel": 4}),
        ({"conv_average_kernel": "2", "conv_average_input": "1 2 3"}, "below 1", {"conv_average_kernel": 1}),
        ({"conv_average_weight": "x"}, "must be a number", {"conv_average_weight": "2"}),
        ({"conv_view": "parameters", "conv_parameters_stride": "0"}, "at least 1", {"conv_parameters_stride": 1}),
        ({"conv_view": "parameters", "conv_parameters_padding": "SAME"}, "same", {"conv_parameters_padding": "same"}),
        ({"conv_view": "parameters", "conv_parameters_padding": "-1"}, "at least 0", {"conv_parameters_padding": "0"}),
        ({"conv_view": "parameters", "conv_parameters_padding": "99999999"}, "drawn", {"conv_parameters_padding": "8"}),
        ({"conv_view": "parameters", "conv_parameters_groups": "0"}, "at least 1", {"conv_parameters_groups": 1}),
        ({"conv_view": "parameters", "conv_parameters_groups": "3"}, "3 groups", {"conv_parameters_groups": 1}),
        (
            {"conv_view": "parameters", "conv_parameters_dims": "2d", "conv_parameters_groups": "2"},
            "2 groups",
            {"conv_parameters_groups": 1},
        ),
        ({"conv_view": "parameters", "conv_parameters_dilation": "6"}, "below 1", {"conv_parameters_padding": "1"}),
        (
            {"conv_view": "parameters", "conv_parameters_padding": "same", "conv_parameters_stride": "2"},
            "needs stride 1",
            {"conv_parameters_stride": 1},
        ),
        ({"conv_view": "shift", "conv_shift_kernel": "9"}, "below 1", {"conv_shift_kernel": 8}),
        ({"conv_view": "shift", "conv_shift_stride": "0"}, "at least 1", {"conv_shift_stride": 1}),
    ],
)
def test_a_refused_choice_shows_the_rule_and_one_press_mends_it(torch_loaded, link, rule, fix):  # noqa: F811
    app = open_page("convolution", **link)
    assert rule in texts(app.error)
    assert "Please report it" not in texts(app.warning)
    checked(app.button(key="fix").click().run())
    assert not app.error and shown(app)["output"]["exact"]
    assert {key: app.session_state[key] for key in fix} == fix


@pytest.mark.parametrize(
    "link, rule",
    [
        ({"conv_parameters_weight": "1 1\n1 1\n1 1"}, "each kernel has 2 rows"),
        ({"conv_parameters_weight": "1 2 3 4 5 6 7 8 9", "conv_parameters_input": "1 2 3 4 5 6 7 8 9"}, "are drawn"),
    ],
)
def test_what_no_single_number_mends_is_still_told(torch_loaded, link, rule):  # noqa: F811
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
    ours, pooled = shown(view("parameters")), shown(open_page("sliding_windows"))
    assert pooled.keys() - {"weight_fill"} <= ours.keys()
    assert pooled["input"].keys() == ours["input"].keys()
