"""Backward: the gradient is autograd's for every operation, and the upstream gradient is the learner's."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.pages.screens import (
    agreements,
    by_link,
    checked,
    choose,
    each_example_of,
    extras,
    numbers,
    open_page,
    result,
    said,
    same,
    stages,
    state_of,
    torch_loaded,  # noqa: F401
)
from ui import backward_calls, states, tensor_text
from ui.content import words
from ui.lesson import Lesson

LESSON = Lesson("backward", states.BACKWARD, "backward_input", backward_calls.backward_call)
WORDS = LESSON.words
OPERATIONS = LESSON.fields["backward_operation"].options
pytestmark = pytest.mark.usefixtures("torch_loaded")


def upstream_of(app):
    return numbers(stages(app)[0]["input"])


def forward_of(app):
    """The result on the forward stage; of unpooling the last of its grids."""
    shown = stages(app)[1]
    return numbers(shown["extras"][-1] if shown.get("extras") else shown["output"])


def in_torch(state, upstream, winners):
    """The result and its gradients through autograd, written without the app's own code: input first, then others."""

    def said(name):
        return state[f"backward_{name}"]

    rank = 1 if said("dims") == "1d" and "dims" in backward_calls.TAKES[said("operation")] else 2
    plane = torch.from_numpy(tensor_text.parse(said("input")).array)
    x = (plane if rank == 1 else plane[None]).clone().requires_grad_()
    down = torch.from_numpy(upstream) if rank == 1 else torch.from_numpy(upstream)[None]
    windows, padding = (said("kernel"), said("stride")), said("padding")
    average, maximum = getattr(tF, f"avg_pool{rank}d"), getattr(tF, f"max_pool{rank}d")
    wanted = [x]
    match said("operation"):
        case "max":
            y = maximum(x, *windows, padding)
        case "avg":
            y = average(x, *windows, padding)
        case "lp":
            y = getattr(tF, f"lp_pool{rank}d")(x, float(said("p")), *windows)
        case "gem":
            wanted.append(torch.tensor(float(said("p")), dtype=torch.float64, requires_grad=True))
            powers = x.double().clamp(min=float(said("eps"))).pow(wanted[1])
            y = average(powers, *windows, padding).pow(1 / wanted[1]).float()
        case "stochastic" if said("mode") == "training":
            flat = [[row * plane.shape[1] + column for row, column in line] for line in winners]
            y = x.flatten()[torch.tensor(flat)].reshape(down.shape)
        case "stochastic":
            total, squares = (average(v, *windows) for v in (x.double(), x.double().square()))
            y = torch.where(total > 0, squares / total.where(total > 0, 1), 0).float()
        case "adaptive_avg" | "adaptive_max" as name:
            y = getattr(tF, f"{name}_pool{rank}d")(x, said("output"))
        case "fractional_max":
            samples = torch.full((1, 1, 2), float(said("sample")))
            y = tF.fractional_max_pool2d(x, said("kernel"), output_size=said("output"), _random_samples=samples)
        case "max_unpool":
            pooled, indices = maximum(x, *windows, padding, return_indices=True)
            wanted = [pooled.detach().requires_grad_()]
            sizes = {"output_size": plane.shape[-rank:]}
            y = getattr(tF, f"max_unpool{rank}d")(wanted[0], indices, *windows, padding, **sizes)
        case "conv":
            kernel = torch.from_numpy(tensor_text.parse(said("weight")).array)[None, None].requires_grad_()
            wanted += [kernel, torch.zeros(1, requires_grad=True)]
            y = tF.conv2d(*wanted, stride=said("stride") or 1, padding=padding)
        case "interpolate":
            y = tF.interpolate(x[None], size=said("output"), mode=said("resample"))[0]
    return y.detach(), torch.autograd.grad(y, wanted, down.reshape(y.shape))


def compare(app, badges=2):
    """Both stages of the page against PyTorch."""
    state = state_of(LESSON, app)
    winners = stages(app)[1]["winners"]
    y, (gradient, *learned) = in_torch(state, upstream_of(app), winners)
    same(forward_of(app), y)
    same(result(app, 0), gradient)
    assert agreements(app) == badges and not app.error
    told = said(app)
    if state["backward_operation"] == "max_unpool":
        lost = upstream_of(app).size - len({tuple(c) for c in zip(*np.nonzero(fed(app)), strict=True)})
        assert WORDS["nowhere"].format(nowhere=lost, total=upstream_of(app).size) in told
    else:
        zero = int((result(app) == 0).sum())
        assert WORDS["lost"].format(zero=zero, total=result(app).size) in told
    if state["backward_operation"] == "gem":
        same(np.float32(told.split("Gradient of p: **")[1].split("**")[0]), learned[0])
    if state["backward_operation"] == "conv":
        same(tensor_text.parse(app.code[0].value).array, learned[0])
        same(np.float32(told.split("Gradient of the bias: **")[1].split("**")[0]), learned[1])


def fed(app):
    """For each upstream number how many cells it flows to, as the stage tells."""
    return np.array([[len(cells) for cells in line] for line in stages(app)[0]["fed"]])


@each_example_of(LESSON)
def test_an_examples_gradient_is_autograds_and_its_address_is_the_whole_example(example):
    app = choose(LESSON, example["title"])
    state = LESSON.example_state(example)
    compare(app)
    assert example["look"] in said(app)
    wanted = tensor_text.parse(state["upstream"]).array
    shown = upstream_of(app)
    assert shown.tolist() == wanted.tolist() or (state["upstream"] == "1" and (shown == 1).all())
    opened = open_page(LESSON.name, **app.query_params)
    assert stages(opened) == stages(app) and state_of(LESSON, opened) == state


def test_every_operation_has_an_example():
    shown = {LESSON.example_state(example)["backward_operation"] for example in WORDS["examples"]}
    assert shown == set(OPERATIONS) == set(backward_calls.TAKES)


CALLS: dict[str, list[dict[str, Any]]] = {
    "max": [{"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1}],
    "avg": [{"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1}],
    "lp": [{"p": "3", "kernel": 3, "stride": 1}, {"p": "1", "stride": 3}, {"p": "inf", "stride": 1}, {"p": "1.5"}],
    "gem": [{}, {"p": "1"}, {"p": "6.5", "kernel": 3, "stride": 1, "padding": 1}, {"p": "-2"}, {"eps": "4"}],
    "stochastic": [{}, {"seed": 7, "kernel": 3, "stride": 1}, {"mode": "inference"}],
    "adaptive_avg": [{}, {"output": 3}, {"output": 5}, {"output": 1}],
    "adaptive_max": [{}, {"output": 3}, {"output": 5}, {"output": 1}],
    "fractional_max": [{}, {"output": 3, "sample": "0"}, {"kernel": 1, "output": 3, "sample": "0.999"}],
    "max_unpool": [{}, {"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1}],
    "conv": [{}, {"stride": 2}, {"padding": 2}, {"weight": "0.5 -1 2"}, {"weight": "3"}],
    "interpolate": [{"output": 7}, {"output": 3}, {"resample": "area"}, {"resample": "nearest-exact", "output": 3}],
}  # fmt: skip


@pytest.mark.parametrize(
    "operation, said_of_it, dims",
    [
        (operation, each, dims)
        for operation, listed in CALLS.items()
        for each in listed
        for dims in (("1d", "2d") if "dims" in backward_calls.TAKES[operation] else ("2d",))
    ],
    ids=str,
)
def test_every_operation_sends_back_what_autograd_does(operation, said_of_it, dims):
    link = {f"backward_{name}": value for name, value in said_of_it.items()}
    app = by_link(LESSON, backward_operation=operation, backward_dims=dims, **link)
    compare(app)
    shape = upstream_of(app).shape
    upstream = np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)
    checked(app.text_area(key="upstream").set_value(tensor_text.format_tensor(upstream)).run())
    assert upstream_of(app).tolist() == upstream.tolist()
    compare(app)


@pytest.mark.parametrize(
    "state, gradient",
    [
        (
            {"backward_operation": "adaptive_avg", "backward_output": 5, "backward_input": "1 1 1 1 1 1 1"},
            [0.5, 1, 5 / 6, 1 / 3, 5 / 6, 1, 0.5],
        ),
        (
            {
                "backward_operation": "adaptive_avg",
                "backward_output": 4,
                "backward_input": " ".join(map(str, range(14))),
                "upstream": "1 2 3 4",
            },
            [0.25, 0.25, 0.25, 0.75, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 1.75, 1, 1, 1],
        ),
        ({"backward_operation": "avg", "backward_input": "1 5 2 4 9"}, [0.5, 0.5, 0.5, 0.5, 0]),
        ({"backward_operation": "max", "backward_input": "5 5 5 5"}, [1, 0, 1, 0]),
        ({"backward_operation": "max", "backward_input": "nan nan nan 1"}, [0, 1, 1, 0]),
        ({"backward_operation": "max", "backward_stride": 1, "backward_input": "1 9 2 0"}, [0, 2, 1, 0]),
        ({"backward_operation": "lp", "backward_input": "3 4 6 8"}, [0.6, 0.8, 0.6, 0.8]),
        (
            {"backward_operation": "avg", "backward_stride": 3, "backward_input": "1 2 3 4 5 6"},
            [0.5, 0.5, 0, 0.5, 0.5, 0],
        ),
        ({"backward_operation": "gem", "backward_input": "1 7 7 1", "upstream": "10 20"}, [1, 7, 14, 2]),
        ({"backward_operation": "gem", "backward_input": "-3 -1"}, [0, 0]),
        ({"backward_operation": "stochastic", "backward_input": "0 4 3 0"}, [0, 1, 1, 0]),
        ({"backward_operation": "stochastic", "backward_mode": "inference", "backward_input": "1 3"}, [-0.125, 0.875]),
        ({"backward_operation": "stochastic", "backward_mode": "inference", "backward_input": "0 0"}, [0, 0]),
        ({"backward_operation": "max_unpool", "backward_input": "1 2 6 3", "upstream": "5 6 7 8"}, [6, 7]),
        (
            {
                "backward_operation": "interpolate",
                "backward_output": 5,
                "backward_input": "1 2",
                "upstream": "1 2 3 4 5",
            },
            [6, 9],
        ),
    ],
    ids=str,
)  # fmt: skip
def test_gradients_worked_out_by_hand(state, gradient):
    app = by_link(LESSON, backward_dims="1d", **state)
    same(result(app), np.float32(gradient))
    compare(app)


def test_a_convolutions_gradients_worked_out_by_hand():
    app = choose(LESSON, "Convolution: the kernel comes back")
    assert result(app).tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
    assert app.code[0].value == "3 1\n1 5" and "Gradient of the bias: **1**" in said(app)


def test_each_cell_says_what_flows_into_it():
    app = by_link(
        LESSON, backward_dims="1d", backward_operation="adaptive_avg", backward_output=5, upstream="1 2 3 4 5"
    )
    stage = stages(app)[0]
    assert stage["equations"][0][2] == "1/2·2 = 1" or "=" in stage["equations"][0][2]
    for r in range(stage["output"]["rows"]):
        for c in range(stage["output"]["cols"]):
            total = np.float32(stage["equations"][r][c].rsplit("=", 1)[-1])
            assert total == pytest.approx(float(stage["output"]["exact"][r][c]), rel=1e-4)
    notes = WORDS["notes"]
    app = by_link(LESSON, backward_dims="1d", backward_operation="avg", backward_input="1 5 2 4 9")
    stage = stages(app)[0]
    assert stage["notes"][0][4] == notes["fed_none"] and stage["notes"][0][0] == notes["fed_one"]
    app = by_link(LESSON, backward_stride=1, backward_input="1 2 3\n4 9 5\n6 7 8")
    stage = stages(app)[0]
    assert stage["notes"][1][1] == notes["fed"].format(count=4) and stage["equations"][1][1] == "1 + 1 + 1 + 1 = 4"


def test_each_upstream_number_says_which_cells_it_flows_to():
    assert stages(by_link(LESSON))[0]["fed"][0] == [[[1, 1]], [[1, 2]]]
    assert fed(by_link(LESSON, backward_operation="avg")).tolist() == [[4, 4], [4, 4]]
    unpooling = by_link(LESSON, backward_operation="max_unpool", backward_stride=1, backward_input="1 2\n3 4")
    assert fed(unpooling).tolist() == [[0, 0], [0, 1]]
    for operation in OPERATIONS:
        stage = stages(by_link(LESSON, backward_operation=operation))[0]
        labels = stage["words"]
        assert labels["input_cell"].startswith("upstream") and "gradient" in labels["output_cell"]
        assert "flows to {n}" in labels["read_by_many"] and "flows to no" in labels["unread"]["r"]
        cells = ("pooled" if operation == "max_unpool" else "input") + " cells"
        assert cells in labels["read_by_many"] and labels["kinds"].keys() == {"r"}
        assert labels.keys() == words("stage")["labels"].keys()


def test_unpooling_shows_the_maxima_their_indices_and_where_they_go():
    app = by_link(LESSON, backward_operation="max_unpool")
    forward = stages(app)[1]
    assert {extra["title"] for extra in forward["extras"]} == {WORDS["indices"], WORDS["unpooled"]} != extras(app)
    assert numbers(forward["extras"][0]).tolist() == [[5, 6], [13, 15]]
    assert forward["extras"][1]["cells"][0] == [[[1, 1]], [[1, 2]]]
    rows = by_link(LESSON, backward_operation="max_unpool", backward_dims="1d")
    assert stages(rows)[1]["extras"][1]["cells"][1] == [[[1, 1]], [[1, 2]]]


def drawn_keys(app):
    """The fields that the sidebar shows a widget for."""
    kinds = (app.selectbox, app.number_input, app.text_input, app.text_area, app.button_group)
    return {widget.key for kind in kinds for widget in kind if not widget.key.startswith("_")}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_only_the_controls_of_the_operation_are_shown(operation):
    app = by_link(LESSON, backward_operation=operation)
    always = {"backward_operation", "backward_input", "upstream"}
    assert drawn_keys(app) == {*backward_calls.takes(state_of(LESSON, app)), *always}
    if operation == "stochastic":
        checked(app.button_group(key="backward_mode").set_value("inference").run())
        assert "backward_seed" not in drawn_keys(app)


def test_another_seed_sends_the_gradient_elsewhere():
    gradients = {str(result(by_link(LESSON, backward_operation="stochastic", backward_seed=s))) for s in range(5)}
    assert len(gradients) > 1


def test_the_upstream_gradient_follows_the_result_until_it_is_written():
    app = open_page(LESSON.name)
    assert (upstream_of(app) == 1).all()
    checked(app.number_input(key="backward_stride").set_value(1).run())
    assert upstream_of(app).shape == (3, 3) and not app.warning
    checked(app.text_area(key="upstream").set_value("1 2 3\n4 5 6\n7 8 9").run())
    compare(app)
    checked(app.number_input(key="backward_stride").set_value(2).run())
    assert "had 3 × 3; the result has 2 × 2" in said(app) and (upstream_of(app) == 1).all()
    checked(app.number_input(key="backward_stride").set_value(1).run())
    assert upstream_of(app).tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]] and not app.warning


@pytest.mark.parametrize("side, shape", [(16, "17 × 17"), (15, None)])
def test_an_upstream_gradient_that_no_text_can_hold_is_ones_and_says_so(side, shape):
    plane = tensor_text.format_tensor(np.arange(side * side, dtype=np.float32).reshape(side, side))
    app = by_link(LESSON, backward_stride=1, backward_padding=1, backward_input=plane, upstream="2")
    assert (upstream_of(app) == 1).all() and upstream_of(app).shape == (side + 1, side + 1)
    assert stages(app)[0]["input"]["editable"] is (shape is None)
    told = WORDS["too_large"].format(shape=shape, largest=16)
    assert (told in said(app)) is (shape is not None) and bool(app.warning) is (shape is None)
    compare(app)


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "[[1"])
def test_an_upstream_gradient_that_cannot_be_read_is_all_ones(text):
    app = by_link(LESSON, upstream="1 2\n3 4")
    checked(app.text_area(key="upstream").set_value(text).run())
    assert "The upstream gradient is all ones" in said(app) and (upstream_of(app) == 1).all()
    checked(app.text_area(key="upstream").set_value("4 3\n2 1").run())
    assert upstream_of(app).tolist() == [[4, 3], [2, 1]] and not app.warning


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99"])
def test_text_that_is_no_tensor_keeps_the_last_one(text):
    app = by_link(LESSON, backward_input="3 4\n5 6")
    checked(app.text_area(key="backward_input").set_value(text).run())
    assert "last one that could be read" in said(app)
    assert numbers(stages(app)[1]["input"]).tolist() == [[3, 4], [5, 6]]
    app = by_link(LESSON, backward_operation="conv", backward_weight="1 2")
    before = result(app)
    checked(app.text_area(key="backward_weight").set_value(text).run())
    assert "The weight is the last one that could be read" in said(app) and (result(app) == before).all()


@pytest.mark.parametrize("tensor", ["nan inf\n-inf 1", "0 0\n0 0", "-1 -2\n-3 -4", "3e38 3e38\n3e38 3e38", "1e-45 1"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_numbers_flow_back_as_in_torch(operation, tensor):
    more = {"backward_kernel": 1} if operation in ("fractional_max", "conv") or "\n" not in tensor else {}
    more |= {"backward_output": 1, "backward_weight": "2"}
    app = by_link(LESSON, backward_operation=operation, backward_input=tensor, **more)
    if operation == "stochastic" and ("-" in tensor.replace("e-", "") or "nan" in tensor):
        assert "probability" in said(app)
        checked(app.button(key="rectify").click().run())
    if operation == "gem" and "inf" in tensor:
        assert agreements(app) == 2  # PyTorch's composition is nan where infinities meet; the rest is compared
        return
    compare(app)


def test_nan_and_infinity_may_come_down():
    app = by_link(LESSON, upstream="nan inf\n-inf 1")
    compare(app)
    assert stages(app)[0]["output"]["heat"][1][1] is None


@pytest.mark.parametrize(
    "state, rule, fix, asked",
    [
        ({"kernel": 0}, "kernel_size", {"kernel": 1}, True),
        ({"kernel": 9}, "below 1", {"kernel": 4}, True),
        ({"stride": 0}, "stride", {"stride": 1}, True),
        ({"padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"operation": "lp", "p": "0"}, "root 1/p", {"p": "1"}, False),
        ({"operation": "lp", "p": "two"}, "must be a number", {"p": "2"}, False),
        ({"operation": "gem", "p": "0"}, "root 1/p", {"p": "0.001"}, False),
        ({"operation": "gem", "p": "two"}, "must be a number", {"p": "2"}, False),
        ({"operation": "gem", "eps": "-1"}, "at least 0", {"eps": "1e-06"}, False),
        ({"operation": "gem", "eps": "?"}, "must be a number", {"eps": "1e-06"}, False),
        ({"operation": "gem", "kernel": 9}, "below 1", {"kernel": 4}, False),
        ({"operation": "stochastic", "kernel": 0}, "kernel_size", {"kernel": 1}, False),
        ({"operation": "adaptive_avg", "output": 0}, "sends nothing back", {"output": 1}, True),
        ({"operation": "adaptive_max", "output": 0}, "sends nothing back", {"output": 1}, True),
        ({"operation": "adaptive_avg", "output": 0, "dims": "1d"}, "sends nothing back", {"output": 1}, True),
        ({"operation": "fractional_max", "kernel": 4}, "room for output_size + kernel_size", {"kernel": 3}, True),
        ({"operation": "fractional_max", "kernel": 0}, "without cells", {"kernel": 1}, False),
        ({"operation": "fractional_max", "output": 0}, "sends nothing back", {"output": 1}, False),
        ({"operation": "fractional_max", "sample": "1"}, "from 0 up to", {"sample": "0.5"}, False),
        ({"operation": "fractional_max", "sample": "nan"}, "from 0 up to", {"sample": "0.5"}, False),
        ({"operation": "fractional_max", "sample": "half"}, "must be a number", {"sample": "0.5"}, False),
        ({"operation": "max_unpool", "padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"operation": "conv", "stride": 0}, "stride", {"stride": 1}, True),
        ({"operation": "conv", "weight": "1 1 1 1 1 1"}, "below 1", {"padding": 1}, True),
        ({"operation": "conv", "padding": 9}, "at most 8 cells a side are drawn", {"padding": 6}, False),
        (
            {"operation": "conv", "weight": "1 " * 9, "padding": 3},
            "at most 8 cells a side are drawn",
            {"weight": "1 1 1 1 1 1 1 1"},
            False,
        ),
        (
            {"operation": "conv", "padding": 8, "weight": "1"},
            "the result would be 20 × 20, and at most 16 cells a side are drawn",
            {"padding": 6},
            False,
        ),
        ({"operation": "interpolate", "output": 0}, "size", {"output": 1}, True),
        ({"operation": "interpolate", "resample": "area", "output": 0}, "sends nothing back", {"output": 1}, True),
    ],
    ids=str,
)
def test_a_refused_choice_shows_the_rule_and_one_press_mends_it(state, rule, fix, asked):
    app = by_link(LESSON, **{f"backward_{name}": value for name, value in state.items()})
    told = said(app)
    assert rule in told and app.error and "Poolscope does not" not in told
    assert ("PyTorch 2.13.0 says" in told) is asked and ("PyTorch refuses this call" in told) is asked
    assert numbers(stages(app)[-1]["input"]).shape == (4, 4)
    checked(app.button(key="fix").click().run())
    mended = {key: app.session_state[f"backward_{key}"] for key in fix}
    assert not app.error and mended == fix
    compare(app)


@pytest.mark.parametrize(
    "link, why",
    [
        ({"backward_operation": "sum"}, "none of max"),
        ({"backward_dims": "3d"}, "none of 2d, 1d"),
        ({"backward_output": "17"}, "outside 0 to 16"),
        ({"backward_p": "1" * 13}, "at most 12"),
        ({"backward_seed": "10000"}, "outside 0 to 9999"),
        ({"backward_mode": "eval"}, "none of training, inference"),
        ({"backward_resample": "bicubic"}, "none of nearest"),
        ({"backward_weight": "1 " * 5_000}, "at most 8000"),
        ({"upstream": "1 " * 5_000}, "at most 8000"),
        ({"norm_type": "2"}, "not a name"),
    ],
)
def test_a_broken_link_says_why_and_leaves_a_page(link, why):
    app = open_page(LESSON.name, **link)
    assert why in said(app) and app.warning
    assert result(app).shape == (4, 4) and not app.error


@each_example_of(LESSON)
def test_the_code_to_copy_gives_the_gradients(example):
    app = choose(LESSON, example["title"])
    *learned, program, shown = (code.value for code in app.code)
    first, *others = run(program)
    same(tensor_text.parse(shown).array, first)
    for text, gradient in zip(learned, others, strict=False):
        same(tensor_text.parse(text).array, gradient)


def run(program):
    """What a program prints: its gradients."""
    space: dict = {}
    body, _, printed = program.rpartition("print(")
    exec(body, space)
    return eval(f"[{printed.removesuffix(')')}]", space)


@pytest.mark.parametrize("p", ["1", "2.5", "-3", "100", "1000", "inf"])
def test_gem_is_asked_in_the_form_that_its_power_allows(p):
    app = by_link(LESSON, backward_operation="gem", backward_p=p)
    assert agreements(app) == 2 and WORDS["composed"]["learned"] in said(app)
    program, shown = (code.value for code in app.code)
    same(tensor_text.parse(shown).array, run(program)[0])
    padded = by_link(LESSON, backward_operation="gem", backward_p=p, backward_padding=1)
    beyond = WORDS["beyond"].format(p=f"{float(p):g}") in said(padded)
    assert beyond is (p in ("1000", "inf")) and agreements(padded) == 2 * (not beyond)
    program, shown = (code.value for code in padded.code)
    same(tensor_text.parse(shown).array, run(program)[0])
    assert ("pooling_core" in program) is beyond is (WORDS["code_ours"] in said(padded))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_gradient_that_is_off_by_little_is_told(monkeypatch, operation):
    honest = backward_calls.explain

    def lying(*given, **settings):
        back = honest(*given, **settings)
        return replace(back, grad_input=back.grad_input * np.float32(1 + 3e-5))

    link = {"backward_operation": operation, "backward_input": "1e4 2e4\n3e4 4e4", "backward_weight": "3"}
    link |= {"backward_kernel": 1, "backward_output": 1} if operation == "fractional_max" else {}
    assert agreements(by_link(LESSON, **link)) == 2
    monkeypatch.setattr(backward_calls, "explain", lying)
    assert said(by_link(LESSON, **link)).count("PyTorch 2.13.0 differs") == 1


@pytest.mark.parametrize("operation", ["gem", "conv"])
def test_what_else_is_learned_is_judged_too(monkeypatch, operation):
    honest = backward_calls.explain

    def lying(*given, **settings):
        back = honest(*given, **settings)
        *others, last = back.learned.items()
        return replace(back, learned={**dict(others), last[0]: last[1] * np.float32(1.001)})

    monkeypatch.setattr(backward_calls, "explain", lying)
    assert said(by_link(LESSON, backward_operation=operation)).count("PyTorch 2.13.0 differs") == 1


def test_without_torch_the_badges_say_so(monkeypatch):
    monkeypatch.setattr("pooling_core.oracle.calls.available", lambda: False)
    for operation in ("max", "gem"):
        assert said(by_link(LESSON, backward_operation=operation)).count("not installed") == 2
