"""Shapes: every stack is what torch.nn says of it, and sizes that do not fit are mended by one press."""

import pytest

from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.stack import StackVerdict
from tests.pages.shapes_screen import AGREES, LESSON, TABLE, choices, in_torch, rows, taken
from tests.support.lessons import examples_of
from tests.support.screens import (
    agreements,
    choose,
    figures,
    mended,
    open_page,
    said,
    texts,
)
from ui import stack_oracle

pytestmark = pytest.mark.usefixtures("torch_loaded")
STACKS = [each for each in examples_of(LESSON) if "shapes_view" not in each["state"]]


def test_the_page_opens_with_the_numbers_of_lenet():
    app = open_page("shapes")
    assert "**61,706** parameters · output **10** · field **32 × 32**" in said(app)
    assert rows(app)[TABLE["field"]] == ["5", "6", "14", "16", "32", "32", "32", "32"]
    assert len(figures(app)) == 1 and agreements(app) == 1 and AGREES in said(app)


@pytest.mark.parametrize("example", STACKS, ids=lambda example: example["title"])
def test_an_examples_table_is_what_torch_says(example):
    app = choose(LESSON, example["title"])
    found = in_torch(app)
    assert (found is None) is bool(app.error)
    if found is None:
        assert "PyTorch refuses" in said(app) and "agrees up to layer " in said(app)
        return
    assert AGREES in said(app)
    shown = rows(app)
    assert list(zip(shown[TABLE["shape"]], shown[TABLE["parameters"]], strict=True)) == found
    lines = [line.split() for line in LESSON.example_state(example)["shapes_stack"].splitlines()]
    assert [name.split()[0] for name in shown[TABLE["layer"]]] == [line[0] for line in lines]


def test_vgg_16_and_resnet_18_have_the_parameters_that_everyone_names():
    assert "**138,357,544** parameters" in said(choose(LESSON, "VGG-16"))
    # torchvision's 11,689,512 without its three shortcuts with a convolution.
    assert "**11,515,688** parameters" in said(choose(LESSON, "ResNet-18"))


@pytest.mark.parametrize("link, words, key, fixed", [
    ({"shapes_input": "1 x 3", "shapes_stack": "conv 4 k2\nmax k3"}, "layer 2='max k3'", "shapes_stack", "conv 4 k2\nmax k2"),  # noqa: E501
    ({"shapes_input": "3 x 20 x 20", "shapes_stack": "conv 4 k20\nmax k2"}, "layer 2='max k2'", "shapes_input", "3 x 21 x 21"),  # noqa: E501
    ({"shapes_stack": "max k3 p2\nflatten"}, "at most half", "shapes_stack", "max k3 p1\nflatten"),
    ({"shapes_stack": "conv 4 k3\nconv 6 k3 s0"}, "layer 2='conv 6 k3 s0'", "shapes_stack", "conv 4 k3\nconv 6 k3 s1"),
    ({"shapes_stack": "conv 4 k3\nconv 6 k3 g3"}, "groups divides", "shapes_stack", "conv 4 k3\nconv 6 k3 g2"),
    ({"shapes_stack": "conv 4 k3\nflatten\nlinear 7 in5"}, "3600 features", "shapes_stack", "conv 4 k3\nflatten\nlinear 7 in3600"),  # noqa: E501
])  # fmt: skip
def test_a_layer_that_does_not_fit_says_why_and_one_press_mends_it(link, words, key, fixed):
    app = open_page("shapes", **link)
    assert words in texts(app.error)
    assert "PyTorch 2.13.0 says: “" in said(app)
    assert in_torch(app) is None
    mended(app)
    assert app.session_state[key] == fixed and not app.error
    assert in_torch(app) is not None


LENET = LESSON.fields["shapes_stack"].default
SMALL_VGG = "conv 16 k3 p1\nmax k2\nconv 32 k3 p1\nmax k2"
LENET_LIKE = "conv 6 k5\nmax k2\nconv 16 k5\nmax k2\nflatten"


@pytest.mark.parametrize(
    "shape, stack, offered",
    [
        (
            "1 x 24 x 24",
            f"{SMALL_VGG}\nlinear 4 in128",
            {
                "Use a flatten before it, in_features = 1152": f"{SMALL_VGG}\nflatten\nlinear 4 in1152",
                "Use a flatten before it, input = 1 x 11 x 11": f"{SMALL_VGG}\nflatten\nlinear 4 in128",
            },
        ),
        (
            "3 x 36 x 36",
            f"{LENET_LIKE}\nlinear 120 in400",
            {
                "Use in_features = 576": f"{LENET_LIKE}\nlinear 120 in576",
                "Use input = 3 x 35 x 35": f"{LENET_LIKE}\nlinear 120 in400",
            },
        ),
        (
            "1 x 28 x 28",
            LENET,
            {
                "Use kernel_size = 4": LENET.replace("120 k5", "120 k4"),
                "Use padding = 1": LENET.replace("120 k5", "120 k5 p1"),
                "Use input = 1 x 32 x 32": LENET,
            },
        ),
        (
            "1 x 4 x 4",
            "conv 4 k3\nflatten\nmax k3\nlinear 3",
            {
                "Use it before flatten, kernel_size = 2": "conv 4 k3\nmax k2\nflatten\nlinear 3",
                "Use it before flatten, padding = 1": "conv 4 k3\nmax k3 p1\nflatten\nlinear 3",
                "Use it before flatten, input = 1 x 5 x 5": "conv 4 k3\nmax k3\nflatten\nlinear 3",
            },
        ),
    ],
    ids=["flatten is missing", "another image", "a kernel too large", "a pool after flatten"],
)
def test_each_way_out_has_its_button_the_layers_own_first(shape, stack, offered):
    link = {"shapes_input": shape, "shapes_stack": stack}
    assert list(choices(open_page("shapes", **link))) == list(offered)
    for label, written in offered.items():
        app = taken(open_page("shapes", **link), label)
        assert app.session_state["shapes_stack"] == written
        assert app.session_state["shapes_input"] == (label.split(" = ")[1] if " input = " in label else shape)
        assert not app.error and in_torch(app) is not None and AGREES in said(app)


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
    mended(app)
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
    assert list(choices(app)) == ["Use kernel_size = 125", "Use padding = 194"]
