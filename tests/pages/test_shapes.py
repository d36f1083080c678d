"""Shapes: every stack is what torch.nn says of it, and sizes that do not fit are mended by one press."""

import threading
import time

import pytest

from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.stack import StackVerdict
from tests.pages.shapes_screen import AGREES, LESSON, TABLE, choices, in_torch, picture, rows
from tests.support.app_pages import app_page
from tests.support.lessons import examples_of
from tests.support.screens import agreements, choose, mended, open_page, problems, refusals, said, stages, state_of
from ui.lessons.shapes import verdict as of_torch
from ui.page.pictures import encoded

pytestmark = pytest.mark.usefixtures("torch_loaded")
STACKS = [each for each in examples_of(LESSON) if "shapes_view" not in each["state"]]


def test_the_page_opens_with_the_numbers_of_lenet():
    app = open_page("shapes")
    assert picture(app)["totals"] == "61,706 parameters · output 10 · field of view 32 × 32"
    assert rows(app)[TABLE["field"]] == ["5", "6", "14", "16", "32", "32", "32", "32"]
    assert agreements(app) == 1 and AGREES in said(app) and not problems(app) and not refusals(app)


def test_the_page_mounts_the_screen():
    (mounted,) = stages(app_page("shapes"))
    assert len(mounted["stack"]["columns"]) == 9 and "lines" not in mounted


@pytest.mark.parametrize("example", STACKS, ids=lambda example: example["title"])
def test_an_examples_table_is_what_torch_says(example):
    app = choose(LESSON, example["title"])
    found = in_torch(app)
    assert (found is None) is bool(refusals(app))
    if found is None:
        first = "layer 1=" in said(app)  # then there is nothing to agree on
        assert "PyTorch refuses" in said(app) and ("agrees up to layer " in said(app)) != first
        return
    assert AGREES in said(app)
    shown = rows(app)
    if len(found) == 1 < len(shown[TABLE["shape"]]):  # with branches
        total = sum(int(count.replace(",", "")) for count in shown[TABLE["parameters"]])
        assert found == [(shown[TABLE["shape"]][-1], f"{total:,}")]
        return
    assert list(zip(shown[TABLE["shape"]], shown[TABLE["parameters"]], strict=True)) == found
    lines = [line.split() for line in LESSON.example_state(example)["shapes_stack"].splitlines()]
    assert [name.split()[0] for name in shown[TABLE["layer"]]] == [line[0] for line in lines]


def test_vgg_16_and_resnet_18_have_the_parameters_that_everyone_names():
    assert picture(choose(LESSON, "VGG-16"))["totals"].startswith("138,357,544 parameters")
    # torchvision's 11,689,512 without its three shortcuts with a convolution.
    assert picture(choose(LESSON, "ResNet-18"))["totals"].startswith("11,515,688 parameters")


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
    assert words in " ".join(refusals(app))
    assert "PyTorch 2.13.0 says: “" in said(app)
    assert in_torch(app) is None
    mended(app)
    assert state_of(LESSON, app)[key] == fixed and not refusals(app)
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
    assert choices(open_page("shapes", **link)) == list(offered)
    for label, written in offered.items():
        app = open_page("shapes", **link).press(label)
        state = state_of(LESSON, app)
        assert state["shapes_stack"] == written
        assert state["shapes_input"] == (label.split(" = ")[1] if " input = " in label else shape)
        assert not refusals(app) and in_torch(app) is not None and AGREES in said(app)


@pytest.mark.parametrize(
    "shape, stack",
    [
        ("1 x 20", "flatten\nmax k2"),
        ("1 x 20", "upsample 8\nflatten\nconv 4 k1"),
        ("1 x 20 x 20", "flatten\nadaptive 1"),
        ("1 x 2147483647", "relu\nupsample 2"),
        ("3 x 20 x 20", "relu\nflatten 0"),
        ("1 x 20 x 20", "relu\nunpool k2"),
    ],
)
def test_what_only_this_page_refuses_says_why_and_does_not_speak_for_torch(shape, stack):
    app = open_page("shapes", shapes_input=shape, shapes_stack=stack)
    (refusal,) = refusals(app)
    assert "This stack is refused" in refusal and "does not fit" in refusal
    assert "agrees up to layer" in said(app) and "PyTorch 2.13.0 says" not in said(app)
    assert picture(app)["misfit"] and len(picture(app)["columns"]) > 1


def test_an_empty_axis_is_a_lesson_too():
    app = open_page("shapes", shapes_input="3 x 0 x 12", shapes_stack="max k2")
    assert "only the batch may be empty" in refusals(app)[0]
    assert "PyTorch 2.13.0 says: “Expected 3D or 4D (batch mode) tensor" in said(app)
    mended(app)
    assert app.link["shapes_input"] == "3 x 2 x 12" and AGREES in said(app)


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
    monkeypatch.setattr(of_torch.torch_stack, "ask_stack", lambda layers, shape: verdict)
    app = open_page("shapes", shapes_stack="max k2")
    assert app.data["oracle"]["tone"] == "differs"
    assert words in app.data["oracle"]["text"] and "agrees" not in said(app)


def test_a_refusal_of_ours_alone_is_told(monkeypatch):
    taken = StackVerdict("2.13.0", ((1, 1, 1),), (0,))
    monkeypatch.setattr(of_torch.torch_stack, "ask_stack", lambda layers, shape: taken)
    app = open_page("shapes", shapes_input="1 x 3", shapes_stack="max k5")
    assert "Please report it" in app.data["headline"]["torch"]["text"]


def test_without_torch_the_page_says_so_once_over_the_picture(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    for link in ({}, {"shapes_input": "1 x 28 x 28"}):
        app = open_page("shapes", **link)
        assert said(app).count("not installed") == 1 and picture(app)


def test_while_torch_loads_the_screen_waits_and_is_asked_again(monkeypatch):
    monkeypatch.setattr(of_torch, "_loaded", threading.Event())
    monkeypatch.setattr(of_torch, "load", lambda: None)
    assert not LESSON.settled()
    for link in ({}, {"shapes_input": "1 x 28 x 28"}):
        app = open_page("shapes", **link)
        assert app.data["oracle"]["tone"] == "waiting" and said(app).count("PyTorch is loading") == 1
    of_torch._loaded.set()
    assert LESSON.settled() and open_page("shapes").data["oracle"]["tone"] == "agrees"


@pytest.mark.parametrize(
    "shape, line",
    [
        ("1 x 1024 x 1024 x 1024", "conv 5 k3x3x3 d2x2x2 p2x2x2 s1x1x1"),
        ("1 x 1024", "conv_transpose 65536 k2 s1 p0 op0 d1 nobias"),
        ("1 x 8 x 8 x 8", "conv_transpose 9 k9x9x9 s1 p4"),
        ("1 x 1024", "adaptive 64"),
    ],
)
def test_the_answer_to_the_longest_stack_stays_small_and_comes_soon(shape, line):
    started = time.perf_counter()
    app = open_page("shapes", shapes_input=shape, shapes_stack="\n".join([line] * 60))
    assert time.perf_counter() - started < 10
    assert len(encoded(app.data)) < 80_000
