"""Shapes: every example is what torch.nn says, sizes that do not fit are mended by one press, any text gives a page."""

import re

import pytest
import torch

from pooling_core.geometry.conventions import conventions
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.stack import StackVerdict
from tests.lessons import EVERY
from tests.pages.screens import (
    agreements,
    by_link,
    checked,
    choose,
    figures,
    open_page,
    said,
    texts,
    torch_loaded,  # noqa: F401
)
from tests.ui.test_snippets import executed
from ui import stack_oracle, stack_text, states

LESSON = EVERY["shapes"]
WORDS = LESSON.words
TABLE = WORDS["table"]
TITLES = [example["title"] for example in WORDS["examples"]]
DEFAULT = states.SHAPES["shapes_stack"].default
STACKS = [example["title"] for example in WORDS["examples"] if "shapes_view" not in example["state"]]
LINES = ("shapes_size", "shapes_kernel", "shapes_stride", "shapes_dilation")
WINDOWS = [title for title in TITLES if title not in STACKS]
AGREES = "PyTorch 2.13.0 agrees: shapes and parameters"


@pytest.fixture(scope="module", autouse=True)
def shapes_of_torch(torch_loaded):  # noqa: F811
    stack_oracle.load()


def rows(app):
    """The table, one list a column."""
    (table,) = app.dataframe
    return table.value.to_dict("list")


def formulas(app):
    """What is written in KaTeX, letter by letter."""
    return [
        each.value.replace(" \\cdot", r"\cdot").replace("\\cdot ", r"\cdot")
        for each in app.markdown
        if "$" in each.value
    ]


def in_torch(app):
    """Shape and parameters after each layer, by running the page's own code; None where PyTorch refuses it."""
    with torch.device("meta"):
        try:
            names = executed(app.code[-1].value)
        except (RuntimeError, ValueError, ZeroDivisionError):
            return None
        x, found = names["x"], []
        for module in names["model"]:
            x = module(x)
            count = sum(parameter.numel() for parameter in module.parameters())
            found.append((" × ".join(map(str, x.shape[1:])), f"{count:,}"))
    return found


def test_the_page_opens_with_its_title_and_the_numbers_of_lenet():
    app = open_page("shapes")
    assert [header.value for header in app.header] == [WORDS["title"]]
    assert not app.error and not app.warning
    assert "**61,706** parameters · output **10** · field **32 × 32**" in said(app)
    assert rows(app)[TABLE["field"]] == ["5", "6", "14", "16", "32", "32", "32", "32"]
    assert len(figures(app)) == 1 and agreements(app) == 1 and AGREES in said(app)


@pytest.mark.parametrize("title", STACKS)
def test_an_example_is_what_torch_says(title):
    app = choose(LESSON, title)
    (example,) = [example for example in WORDS["examples"] if example["title"] == title]
    found = in_torch(app)
    if found is None:
        assert "PyTorch refuses" in said(app) and "agrees up to layer " in said(app)
        return
    assert AGREES in said(app)
    assert example["look"] in texts(app.markdown) and not app.error
    shown = rows(app)
    assert list(zip(shown[TABLE["shape"]], shown[TABLE["parameters"]], strict=True)) == found
    lines = [line.split() for line in LESSON.example_state(example)["shapes_stack"].splitlines()]
    assert [name.split()[0] for name in shown[TABLE["layer"]]] == [line[0] for line in lines]
    assert app.session_state["shapes_layer"] == LESSON.example_state(example)["shapes_layer"]


@pytest.mark.parametrize("title", WINDOWS)
def test_an_example_of_the_conventions_says_what_its_lines_show(title):
    app = choose(LESSON, title)
    (example,) = [example for example in WORDS["examples"] if example["title"] == title]
    assert example["look"] in texts(app.markdown) and not app.error
    assert agreements(app) == 2 and len(figures(app)) == 1
    state = {key: app.session_state[key] for key in LINES}
    headings = [note["text"] for note in figures(app)[0]["layout"]["annotations"]]
    for heading, found in zip(headings, conventions(*state.values()), strict=True):
        said_of = (
            WORDS["conventions"]["heading"].format(outputs=found.outputs)
            if found.allowed
            else "no stride with a dilation"
        )
        assert said_of in heading


def test_vgg_16_and_resnet_18_have_the_parameters_that_everyone_names():
    assert "**138,357,544** parameters" in said(choose(LESSON, "VGG-16"))
    # torchvision's 11,689,512 without its three shortcuts with a convolution.
    assert "**11,515,688** parameters" in said(choose(LESSON, "ResNet-18"))


@pytest.mark.parametrize("title", TITLES)
def test_an_examples_link_opens_the_same_screen(title):
    chosen = choose(LESSON, title)
    opened = open_page("shapes", **chosen.query_params)
    assert said(opened) == said(chosen)
    assert figures(opened) == figures(chosen)
    assert [code.value for code in opened.code] == [code.value for code in chosen.code]


@pytest.mark.parametrize("link, words, key, fixed", [
    ({"shapes_input": "1 x 28 x 28"}, "layer 5='conv 120 k5', but it does not fit: ", "shapes_input", "1 x 32 x 32"),
    ({"shapes_input": "1 x 3", "shapes_stack": "conv 4 k2\nmax k3"}, "layer 2='max k3'", "shapes_input", "1 x 4"),
    ({"shapes_stack": "max k3 p2\nflatten"}, "at most half", "shapes_stack", "max k3 p1\nflatten"),
    ({"shapes_stack": "conv 4 k3\nconv 6 k3 s0"}, "layer 2='conv 6 k3 s0'", "shapes_stack", "conv 4 k3\nconv 6 k3 s1"),
    ({"shapes_stack": "conv 4 k3\nconv 6 k3 g3"}, "groups divides", "shapes_stack", "conv 4 k3\nconv 6 k3 g1"),
    ({"shapes_stack": "conv 4 k3\nflatten\nlinear 7 in5"}, "3600 features", "shapes_stack", "conv 4 k3\nflatten\nlinear 7 in3600"),  # noqa: E501
])  # fmt: skip
def test_a_layer_that_does_not_fit_says_why_and_one_press_mends_it(link, words, key, fixed):
    app = open_page("shapes", **link)
    assert words in texts(app.error)
    assert "PyTorch 2.13.0 says: “" in said(app)
    assert in_torch(app) is None
    checked(app.button(key="fix").click().run())
    assert app.session_state[key] == fixed and not app.error
    assert in_torch(app) is not None


@pytest.mark.parametrize(
    "shape, stack",
    [
        ("1 x 20", "flatten\nmax k2"),
        ("1 x 20", "upsample 8\nflatten\nconv 4 k1"),
        ("1 x 20 x 20", "flatten\nadaptive 1"),
        ("1 x 20 x 20", "upsample 16\nupsample 16"),
    ],
)
def test_what_only_this_page_refuses_says_why_and_does_not_speak_for_torch(shape, stack):
    app = open_page("shapes", shapes_input=shape, shapes_stack=stack)
    assert "This stack is refused" in texts(app.error) and "does not fit" in texts(app.error)
    assert "agrees up to layer" in said(app)
    assert "PyTorch 2.13.0 says" not in said(app) and not app.warning
    assert figures(app)


def test_an_empty_axis_is_a_lesson_too():
    app = open_page("shapes", shapes_input="3 x 0 x 12", shapes_stack="max k2")
    assert "only the batch may be empty" in texts(app.error)
    assert "PyTorch 2.13.0 says: “Expected 3D or 4D (batch mode) tensor" in said(app)
    checked(app.button(key="fix").click().run())
    assert app.session_state["shapes_input"] == "3 x 2 x 12" and AGREES in said(app)


def test_linear_without_flatten_is_what_torch_makes_of_it():
    app = open_page("shapes", shapes_input="3 x 8 x 9", shapes_stack="conv 4 k3\nlinear 5", shapes_layer="2")
    assert rows(app)[TABLE["shape"]] == ["4 × 6 × 7", "4 × 6 × 5"] and AGREES in said(app)
    assert in_torch(app)[-1][0] == "4 × 6 × 5"


@pytest.mark.parametrize(
    "verdict, words",
    [
        (StackVerdict("2.13.0", ((1, 1, 16, 16),), (9,)), "differs at layer 1: 1 × 16 × 16, 9 parameters"),
        (StackVerdict("2.13.0", (), (), "a *word* of torch"), "refuses layer 1: “a *word* of torch”"),
    ],
)
def test_a_difference_is_told(monkeypatch, verdict, words):
    monkeypatch.setattr(stack_oracle.torch_stack, "ask_stack", lambda layers, shape: verdict)
    app = open_page("shapes", shapes_stack="max k2")
    assert words in texts(app.warning) and "agrees" not in said(app)


def test_a_refusal_of_ours_alone_is_told(monkeypatch):
    taken = StackVerdict("2.13.0", ((1, 1, 1),), (0,))
    monkeypatch.setattr(stack_oracle.torch_stack, "ask_stack", lambda layers, shape: taken)
    app = open_page("shapes", shapes_input="1 x 3", shapes_stack="max k5")
    assert "Please report it" in texts(app.warning)


def test_without_torch_the_page_says_so_once_over_the_picture(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    for link in ({}, {"shapes_input": "1 x 28 x 28"}):
        app = open_page("shapes", **link)
        assert texts(app.caption).count("not installed") == 1 and figures(app)


def test_a_size_beyond_this_page_is_named_without_a_button():
    app = open_page("shapes", shapes_input="1 x 500", shapes_stack="max k2\nmax k2\nmax k512")
    assert "does not fit" in texts(app.error) and "input='1 x 2048'" in texts(app.error)
    assert not [button for button in app.button if button.key == "fix"]


def test_layers_are_added_and_removed_without_the_grammar():
    app = open_page("shapes", shapes_input="3 x 32 x 32", shapes_stack="conv 8 k3")
    checked(app.selectbox(key="_shapes_kind").select("max").run())
    checked(app.button(key="_shapes_add").click().run())
    assert app.session_state["shapes_stack"] == "conv 8 k3\nmax k2 s2"
    for kind, line in (("adaptive", "adaptive 1"), ("flatten", "flatten"), ("linear", "linear 10")):
        checked(app.selectbox(key="_shapes_kind").select(kind).run())
        checked(app.button(key="_shapes_add").click().run())
        assert app.session_state["shapes_stack"].splitlines()[-1] == line
    assert app.session_state["shapes_layer"] == 5 and not app.error
    assert rows(app)[TABLE["shape"]][-1] == "10"
    checked(app.button(key="_shapes_remove").click().run())
    assert app.session_state["shapes_stack"].endswith("flatten")
    assert app.query_params["shapes_stack"] == app.session_state["shapes_stack"]


@pytest.mark.parametrize("kind", stack_text.KINDS)
def test_every_kind_can_be_added_with_its_numbers(kind):
    app = open_page("shapes", shapes_input="4 x 9 x 9", shapes_stack="conv 4 k1")
    checked(app.selectbox(key="_shapes_kind").select(kind).run())
    for number in [each for each in app.number_input if str(each.key).startswith(f"_shapes_{kind}_")]:
        number.set_value(2 if not str(number.key).endswith("padding") else 1)
    checked(app.button(key="_shapes_add").click().run())
    assert app.session_state["shapes_stack"].splitlines()[1].startswith(kind)
    assert not app.warning


def test_a_stack_is_full_at_its_most_lines_and_empty_after_the_last_is_removed():
    app = open_page("shapes", shapes_stack="\n".join(["norm"] * stack_text.MAX_LINES))
    checked(app.button(key="_shapes_add").click().run())
    assert len(app.session_state["shapes_stack"].splitlines()) == stack_text.MAX_LINES and not app.warning
    app = open_page("shapes", shapes_stack="norm")
    for _ in range(2):
        checked(app.button(key="_shapes_remove").click().run())
        assert "The stack is empty" in texts(app.warning)
    checked(app.button(key="_shapes_add").click().run())
    assert not app.warning and app.session_state["shapes_stack"] == "conv 16 k3"


def test_a_layer_and_an_axis_are_chosen():
    state = {"shapes_input": "2 x 12 x 30", "shapes_stack": "conv 4 k3x5 s2\nmax k2", "shapes_layer": 1}
    app = by_link(LESSON, **state)
    assert "along the height" in said(app) and r"12 + 2\cdot0 - 1\cdot(3 - 1) - 1" in " ".join(formulas(app))
    checked(app.button_group(key="shapes_axis").set_value("width").run())
    assert "along the width" in said(app) and r"30 + 2\cdot0 - 1\cdot(5 - 1) - 1" in " ".join(formulas(app))
    assert said(by_link(LESSON, **state, shapes_axis="width")) == said(app)
    for number in (2, 60):
        checked(app.number_input(key="shapes_layer").set_value(number).run())
        assert "Layer 2, max k2" in said(app)


def test_an_axis_that_the_input_has_not_is_forgotten():
    app = open_page("shapes", shapes_input="3 x 20 x 20", shapes_stack="max k2", shapes_axis="depth")
    assert "along the height" in said(app) and "shapes_axis" not in app.query_params
    checked(app.text_input(key="shapes_input").set_value("3 x 20").run())
    assert "along the length" in said(app)
    checked(app.text_input(key="shapes_input").set_value("3 x 9 x 20 x 20").run())
    assert "along the height" in said(app)


@pytest.mark.parametrize("bad", [
    "", "pool 3", "conv 6 k3\nconv", "max k2\n" * 61, "__import__('os')", "`a` **b** :red[c] $d$", "<b>x</b>",
    "\x00", "卷",
])  # fmt: skip
def test_a_stack_that_cannot_be_read_keeps_the_last_one(bad):
    app = open_page("shapes", shapes_stack="max k2")
    checked(app.text_area(key="shapes_stack").set_value(bad).run())
    assert "the last one that could be read" in texts(app.warning)
    assert app.text_area(key="shapes_stack").value == bad
    assert rows(app)[TABLE["layer"]] == ["max k2"]
    checked(app.text_area(key="shapes_stack").set_value("max k3").run())
    assert not app.warning and rows(app)[TABLE["layer"]] == ["max k3"]


@pytest.mark.parametrize("bad", ["", "3", "a x b", "1 x 2 x 3 x 4 x 5", "1 x 99999", "0 x 5", "-1 x 5", "1e9 x 2", "²"])
def test_a_shape_that_cannot_be_read_keeps_the_last_one(bad):
    app = open_page("shapes", shapes_stack="max k2")
    checked(app.text_input(key="shapes_input").set_value(bad).run())
    assert "the last one that could be read" in texts(app.warning)
    assert rows(app)[TABLE["shape"]] == ["1 × 16 × 16"]


@pytest.mark.parametrize("broken, words", [
    ({"shapes_layer": "0"}, "outside 1 to 60"), ({"shapes_layer": "x"}, "not a small whole number"),
    ({"shapes_axis": "4"}, "none of height, width, depth"), ({"shapes_stack": "x" * 4_001}, "4001 characters"),
    ({"shapes_input": "1" * 61}, "61 characters"), ({"shapes_size": "33"}, "outside 1 to 32"),
    ({"kernel_size": "1"}, "is not a name"),
])  # fmt: skip
def test_a_broken_link_says_so_and_gives_a_page(broken, words):
    app = open_page("shapes", **broken)
    assert words in texts(app.warning)
    assert "**61,706** parameters" in said(app)


@pytest.mark.parametrize(
    "numbers", [(6, 3, 2, 1), (7, 3, 2, 1), (8, 2, 3, 1), (3, 7, 1, 1), (20, 3, 2, 2), (32, 32, 32, 8)]
)
def test_the_four_conventions_are_the_ones_of_the_libraries(numbers):
    n, k, s, d = numbers
    state = {"shapes_size": n, "shapes_kernel": k, "shapes_stride": s, "shapes_dilation": d}
    app = by_link(LESSON, shapes_view="conventions", **state)
    table = next(each.value for each in app.markdown if WORDS["conventions"]["tensorflow_same"] in each.value)
    lines = table.splitlines()[2:]
    window = d * (k - 1) + 1
    outputs = -(-n // s)
    total = max((outputs - 1) * s + window - n, 0)
    refused = d > 1 and s > 1
    assert lines[3].endswith(
        f"| {WORDS['conventions']['refused']} |  |" if refused else f"| {total // 2} + {total - total // 2} |"
    )
    assert ["$" in line for line in lines] == [window <= n, window <= n, window <= n and not refused, not refused]
    for line, ceil_mode in zip(lines, (False, True), strict=False):
        try:
            theirs = torch.nn.functional.max_pool1d(torch.ones(1, n), k, s, 0, d, ceil_mode).shape[-1]
        except RuntimeError:
            assert "PyTorch 2.13.0 says" in said(app)
            with pytest.raises(RuntimeError):
                executed(app.code[-1].value)
            continue
        assert int(re.findall(r"\d+", line.split("$")[1])[-1]) == theirs
    checked(app.number_input(key="shapes_size").set_value(9).run())


def test_the_two_pictures_keep_their_numbers_when_the_other_is_shown():
    app = open_page("shapes", shapes_stack="max k3", shapes_size="9")
    checked(app.segmented_control(key="shapes_view").set_value("conventions").run())
    assert app.number_input(key="shapes_size").value == 9 and len(figures(app)) == 1
    assert executed(app.code[-1].value)["y"].shape[-1] == 4
    checked(app.segmented_control(key="shapes_view").set_value("stack").run())
    assert rows(app)[TABLE["layer"]] == ["max k3"]
    # A link says what is shown.
    assert dict(app.query_params) == {"shapes_stack": "max k3"} and app.session_state["shapes_size"] == 9
