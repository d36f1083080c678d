"""Power means: every result is PyTorch's, the four steps are its steps, the curve's marker stands at the chosen p."""

from math import inf

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    checked,
    codes,
    extras,
    figures,
    numbers,
    open_page,
    plane_of,
    result,
    said,
    same,
    stages,
    state_of,
)
from tests.support.snippets import executed

LESSON = LESSONS["power_means"]
pytestmark = pytest.mark.usefixtures("torch_loaded")


def in_torch(state):
    """The state's result through PyTorch alone; GeM as the paper writes it, in float64."""
    x, p = plane_of(LESSON, state), float(state["p"])
    rank, kernel, stride = x.ndim - 1, state["power_kernel"], state["power_stride"]
    if state["power_per_axis"] and rank == 2:
        kernel = (kernel, state["power_kernel_w"])
        stride = tuple(s or k for s, k in zip((stride, state["power_stride_w"]), kernel, strict=True))
    if state["family"] == "lp":
        return getattr(tF, f"lp_pool{rank}d")(x, int(p) if p.is_integer() else p, kernel, stride)
    clamped = x.double().clamp(min=float(state["eps"]))
    if p == inf:
        return getattr(tF, f"max_pool{rank}d")(clamped, kernel, stride).float()
    if p > 64:  # each window by its largest cell, so that nothing overflows
        sides = [each if isinstance(each, tuple) else (each,) * rank for each in (kernel, stride or kernel)]
        for k, s in zip(*sides, strict=True):
            clamped = clamped.unfold(-rank, k, s)
        cells = clamped.flatten(-rank)
        largest = cells.amax(-1)
        return (largest * (cells / largest[..., None]).pow(p).mean(-1).pow(1 / p)).float()
    return getattr(tF, f"avg_pool{rank}d")(clamped.pow(p), kernel, stride).pow(1 / p).float()


@pytest.mark.parametrize(
    "state",
    [
        {"family": "gem", "p": "6.5", "power_kernel": 3, "power_stride": 1},
        {"family": "lp", "p": "1.5", "power_kernel": 1},
        {"family": "gem", "p": "10", "eps": "2"},
        {"family": "gem", "p": "64", "power_stride": 1},
        {"family": "gem", "p": "inf", "power_input": "-1 2 -3 4"},
        {"family": "lp", "p": "inf", "power_input": "-8 2 -3 4"},
        {"family": "lp", "p": "2.5", "power_input": "-1 2 3 4"},
        {"family": "lp", "p": "200", "power_input": "3 4\n0.3 0.4"},
        {"family": "gem", "p": "2", "power_input": "nan 1\n2 3"},
        {"family": "gem", "p": "6.5", "power_per_axis": True, "power_kernel": 1, "power_kernel_w": 4},
        {"family": "gem", "p": "500", "power_per_axis": True, "power_kernel": 3, "power_stride_w": 1},
        {"family": "lp", "p": "1.5", "power_per_axis": True, "power_kernel_w": 1, "power_stride": 1},
        {"family": "gem", "p": "3", "power_per_axis": True, "power_kernel_w": 3, "power_input": "1 2 3 4"},
        {"family": "gem", "p": "2", "power_input": "1e-3 1e-2 1e-1\n1 10 100\n1e3 1e4 1e5"},
    ],
    ids=str,
)
def test_any_state_gives_torchs_result(state):
    app = by_link(LESSON, **state)
    same(result(app), in_torch(state_of(LESSON, app)))
    assert not app.error and not app.warning and agreements(app) == 1


def test_where_the_plain_steps_overflow_gem_stays_near_the_maximum():
    app = by_link(LESSON, p="500")
    assert not np.isfinite(extras(app)["power"]).all()
    same(result(app), np.float32([[5, 9], [9, 9]]) * 0.25 ** (1 / 500))
    assert agreements(app) == 1  # composed of logarithms
    assert LESSON.words["stable"] in said(app)


@pytest.mark.parametrize("family, names", [("gem", ["clamp", "power", "mean"]), ("lp", ["power", "sum"])])
@pytest.mark.parametrize("tensor", ["-1 2 0 4\n3 1 0.5 2", "-1 2 -3 4"])
def test_the_grids_are_the_steps_written_out(family, names, tensor):
    app = by_link(LESSON, family=family, p="3", eps="0.5", power_input=tensor)
    steps = extras(app)
    assert list(steps) == names
    state = state_of(LESSON, app)
    x = plane_of(LESSON, state)
    pooled = tF.avg_pool1d if x.ndim == 2 else tF.avg_pool2d
    clamped = x.clamp(min=float(state["eps"])) if family == "gem" else x
    mean = pooled(clamped.pow(3), 2)
    same(steps["power"], clamped.pow(3))
    same(steps[names[-1]], mean if family == "gem" else mean * 2 ** (x.ndim - 1))
    if family == "gem":
        same(steps["clamp"], clamped)
    root = np.sign(steps[names[-1]]) * np.abs(steps[names[-1]]) ** (1 / 3)
    same(result(app), root if family == "gem" else np.where(root < 0, np.nan, root))


@pytest.mark.parametrize("p", ["1", "6.5", "64", "200", "1000", "inf"])
@pytest.mark.parametrize("tensor", ["3 1 4 1\n1 5 9 2", "0.3 0.4 0 7", "-1 2\n1e-3 1e4", "nan 1 inf 2"])
def test_the_code_gives_what_the_stage_shows(p, tensor):
    app = by_link(LESSON, p=p, power_input=tensor)
    (program,) = (code for code in codes(app) if "import" in code)
    same(result(app), executed(program)["y"])
    assert agreements(app) == 1


def test_the_window_may_be_one_row_high():
    app = open_page(LESSON.name)
    assert not [each for each in app.number_input if each.key == "power_kernel_w"]
    checked(app.toggle(key="power_per_axis").set_value(True).run())
    assert app.number_input(key="power_kernel_w").value == 2
    checked(app.number_input(key="power_kernel").set_value(1).run())
    checked(app.number_input(key="power_kernel_w").set_value(4).run())
    same(result(app), in_torch(state_of(LESSON, app)))
    assert result(app).shape == (4, 1) and "(N, C, 4, 4) → (N, C, 4, 1)" in said(app)
    checked(app.text_area(key="power_input").set_value("1 2 3 4").run())
    assert not [each for each in app.toggle if each.key == "power_per_axis"]  # one row has no height to speak of
    same(result(app), in_torch(state_of(LESSON, app)))


def test_at_infinity_there_are_no_steps():
    for family in ("gem", "lp"):
        app = by_link(LESSON, p="inf", family=family)
        assert extras(app) == {} and LESSON.words["no_steps"] in said(app)
        assert result(app).tolist() == [[5, 9], [9, 9]]


def test_the_slider_moves_the_marker_and_the_stage():
    app = open_page(LESSON.name)
    seen = []
    for p in ("1", "2", "6.5", "50"):
        checked(app.select_slider(key="p").set_value(p).run())
        marker = figures(app)[0]["data"][2]
        assert marker["x"] == [float(p)] * 2
        assert np.float32(marker["y"][0]) == result(app)[0, 0]
        seen.append(result(app)[0, 0])
    assert seen == sorted(seen) and seen[0] == 2.5 and 4.8 < seen[-1] < 5


def test_the_curve_is_that_of_the_window_asked_for():
    app = open_page(LESSON.name)
    checked(app.number_input(key="window_row").set_value(1).run())
    checked(app.number_input(key="window_column").set_value(1).run())
    assert "window (1, 1)" in said(app)
    gem, lp, marker = figures(app)[0]["data"]
    cells = torch.tensor([3.0, 5, 7, 9])
    assert np.float32(marker["y"][0]) == result(app)[1, 1]
    for x, ours, theirs in zip(gem["x"], gem["y"], lp["y"], strict=True):
        if x <= 64:
            assert ours == pytest.approx(cells.double().pow(x).mean().pow(1 / x).item(), rel=1e-5)
        plain = tF.lp_pool1d(cells[None], x, 4).item()
        assert theirs == (pytest.approx(plain, rel=1e-6) if np.isfinite(plain) else None)
    assert gem["y"] == sorted(gem["y"]) and gem["y"][0] == 6 and gem["y"][-1] < 9
    checked(app.number_input(key="power_kernel").set_value(4).run())
    assert "window (0, 0)" in said(app)  # the last window that there is


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name)
    checked(app.button_group(key="family").set_value("lp").run())
    assert not [field for field in app.text_input if field.key == "eps"]
    checked(app.button_group(key="family").set_value("gem").run())
    checked(app.text_input(key="eps").set_value("4").run())
    checked(app.number_input(key="power_kernel").set_value(3).run())
    checked(app.number_input(key="power_stride").set_value(1).run())
    checked(app.text_area(key="power_input").set_value("1 2 3\n4 5 6\n7 8 9").run())
    assert result(app).shape == (1, 1) and extras(app)["clamp"].min() == 4
    same(result(app), in_torch(state_of(LESSON, app)))
    checked(app.number_input(key="_power_input_rows").set_value(5).run())
    checked(app.button(key="_power_input_random").click().run())
    same(result(app), in_torch(state_of(LESSON, app)))


def test_an_eps_that_is_no_number_does_not_follow_into_lp():
    app = by_link(LESSON, eps="x")
    checked(app.button_group(key="family").set_value("lp").run())
    assert not app.error and figures(app)


@pytest.mark.parametrize(
    "tensor", ["nan inf\n-inf 1", "inf -inf", "3e38 3e38\n3e38 3e38", "0 0", "-1 -2", "1e-45 1e-45"]
)
@pytest.mark.parametrize("family", ["gem", "lp"])
def test_any_tensor_gives_a_page_without_a_complaint(family, tensor):
    app = by_link(LESSON, family=family, power_input=tensor)
    assert not app.error and not app.warning and figures(app)
    same(numbers(stages(app)[0]["output"]), in_torch(state_of(LESSON, app)))


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"beta": "0"},
        {"beta": "-5", "power_stride": 1},
        {"beta": "20", "power_kernel": 3, "power_input": "1 2 3 4 4"},
    ],
    ids=str,
)
def test_softpool_is_torchs_softmax_with_its_weights_on_the_cells_and_a_curve_of_its_own(state):
    app = by_link(LESSON, family="soft", **state)
    said_now = state_of(LESSON, app)
    x, kernel, beta = plane_of(LESSON, said_now), said_now["power_kernel"], float(said_now["beta"])
    cells, stride = x.double(), said_now["power_stride"] or kernel
    for _ in range(x.ndim - 1):
        cells = cells.unfold(-(x.ndim - 1), kernel, stride)
    cells = cells.flatten(-(x.ndim - 1))
    weights = (beta * cells).softmax(-1)
    same(result(app), (weights * cells).sum(-1).float())
    assert not app.error and not app.warning and agreements(app) == 1
    shown = np.array(stages(app)[0]["weight_fill"])
    np.testing.assert_allclose(shown, weights.reshape(shown.shape).numpy(), atol=6e-4)
    same(np.float32(executed(codes(app)[-1])["y"]), (weights * cells).sum(-1).float())
    (figure,) = figures(app)
    curve, marker = figure["data"]
    at = curve["x"].index(beta)
    assert marker["x"] == [beta] and marker["y"] == [curve["y"][at]]
    assert curve["y"][at] == pytest.approx(float(result(app).flat[0]), rel=1e-6)
