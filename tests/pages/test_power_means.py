"""Power means: every result is PyTorch's, the steps are its steps, the curve is that of the window and of the one p."""

import json
from math import inf

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    codes,
    extras,
    numbers,
    open_page,
    plane_of,
    problems,
    refusals,
    result,
    said,
    same,
    shown,
    state_of,
    typed,
)
from tests.support.snippets import executed
from ui.page.pictures import encoded

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
    assert not refusals(app) and not problems(app) and agreements(app) == 1


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


def keys(app):
    return [control["key"] for control in app.controls]


def window(app, i=0, j=0):
    """What the curve says of one window."""
    return shown(app)["curve"]["windows"][i][j]


def test_the_page_shows_the_lesson_as_its_route_answers():
    app = app_page(LESSON.name, p="6.5")
    (stage,) = app.get("bidi_component")
    payload = json.loads(stage.proto.bytes)
    assert payload["title"] == LESSON.words["title"] and payload["curve"]["at"] == 7
    assert not app.get("plotly_chart")


def test_the_window_may_be_one_row_high():
    app = open_page(LESSON.name)
    assert "power_kernel_w" not in keys(app)
    app.turn("power_per_axis", True)
    assert app.control("power_kernel_w")["value"] == "2"
    app.turn("power_kernel", 1).turn("power_kernel_w", 4)
    same(result(app), in_torch(state_of(LESSON, app)))
    assert result(app).shape == (4, 1) and "(N, C, 4, 4) → (N, C, 4, 1)" in said(app)
    typed(app, "power_input", "1 2 3 4")
    assert "power_per_axis" not in keys(app)  # one row has no height to speak of
    same(result(app), in_torch(state_of(LESSON, app)))


def test_at_infinity_there_are_no_steps():
    for family in ("gem", "lp"):
        app = by_link(LESSON, p="inf", family=family)
        assert extras(app) == {} and LESSON.words["no_steps"] in said(app)
        assert result(app).tolist() == [[5, 9], [9, 9]]


def test_there_is_one_p_for_the_ladder_the_curve_and_the_stage():
    app = open_page(LESSON.name)
    seen = []
    for p in ("1", "2", "6.5", "50"):
        app.turn("p", p)
        curve = shown(app)["curve"]
        assert app.control("p")["value"] == curve["values"][curve["at"]] == p and curve["key"] == "p"
        assert float(window(app)["now"][0]) == pytest.approx(result(app)[0, 0], abs=1e-4)
        low, high = 2.5, 5  # the mean and the maximum
        height = window(app)["y"][0][curve["at"]]
        assert height == pytest.approx((result(app)[0, 0] - low) / (high - low), abs=6e-4)
        seen.append(result(app)[0, 0])
    assert seen == sorted(seen) and seen[0] == 2.5 and 4.8 < seen[-1] < 5


def test_every_rung_of_the_curve_is_the_result_that_the_page_has_there():
    for family, rungs in (("gem", "p"), ("lp", "p"), ("soft", "beta")):
        app = by_link(LESSON, family=family)
        curve, heights = shown(app)["curve"], window(app, 1, 0)["y"][0]
        results = [result(by_link(LESSON, family=family, **{rungs: value}))[1, 0] for value in curve["values"]]
        assert [height is None for height in heights] == [not np.isfinite(each) for each in results]
        known = [(each, height) for each, height in zip(results, heights, strict=True) if height is not None]
        ends = [y for y, _ in window(app, 1, 0)["levels"]]
        assert min(ends) >= 0 and max(ends) == 1
        (low, at_low), (high, at_high) = min(known), max(known)
        for each, height in known:
            assert (height - at_low) / (at_high - at_low) == pytest.approx((each - low) / (high - low), abs=2e-3)


def test_each_window_has_its_own_curve():
    app = by_link(LESSON, family="lp", window_row=1, window_column=1)
    assert shown(app)["look"] == (1, 1) and "window_row" not in app.link
    cells, curve = torch.tensor([3.0, 5, 7, 9]), shown(app)["curve"]
    lp, gem = window(app, 1, 1)["y"]
    assert float(window(app, 1, 1)["now"][0]) == pytest.approx(result(app)[1, 1], abs=1e-3)
    assert window(app, 1, 1)["levels"] == [(pytest.approx(1 / 6, abs=1e-3), "9"), (1, "24")]
    for value, ours, theirs in zip(curve["values"], gem, lp, strict=True):
        p = float(value)
        if p <= 64:
            exact = cells.double().pow(p).mean().pow(1 / p).item()
            assert ours == pytest.approx((exact - 6) / 18, abs=6e-4)
        plain = tF.lp_pool1d(cells[None], p, 4).item()
        assert theirs == (pytest.approx((plain - 6) / 18, abs=6e-4) if np.isfinite(plain) else None)
    assert gem == sorted(gem) and gem[0] == 0 and lp[0] == 1
    lost = [at for at, height in enumerate(lp) if height is None]
    assert window(app, 1, 1)["lost"] == [(lost[0], lost[-1])]
    app = by_link(LESSON, power_kernel=4, window_row=1, window_column=1)
    assert shown(app)["look"] == (0, 0)  # the last window that there is


def test_a_mean_of_signed_cells_is_not_where_gem_begins():
    app = by_link(LESSON, p="1", power_kernel=4, power_input="-1 2 -3 4")
    assert float(window(app)["now"][0]) == 1.5
    assert [text for _, text in window(app)["levels"]] == ["0.5", "4"] and window(app)["y"][0][0] > 0.2


def test_a_payload_stays_small():
    plane = "\n".join(" ".join(str((3 * r + 5 * c) % 17) for c in range(7)) for r in range(7))
    for family in LESSON.fields["family"].options:
        app = by_link(LESSON, family=family, power_stride=1, power_input=plane)
        assert result(app).shape == (6, 6) and len(json.dumps(shown(app)["curve"])) < 16_000
        assert len(encoded(shown(app))) < 28_000


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name).turn("family", "lp")
    assert "eps" not in keys(app)
    app.turn("family", "gem").turn("eps", "4").turn("power_kernel", 3).turn("power_stride", 1)
    typed(app, "power_input", "1 2 3\n4 5 6\n7 8 9")
    assert result(app).shape == (1, 1) and extras(app)["clamp"].min() == 4
    same(result(app), in_torch(state_of(LESSON, app)))
    assert app.turn("power_stride", "").control("power_stride")["means"] == 3


def test_an_eps_that_is_no_number_does_not_follow_into_lp():
    app = by_link(LESSON, eps="x")
    assert refusals(app) and shown(app)["curve"]["windows"] == []
    app.turn("family", "lp")
    assert not refusals(app) and window(app)


@pytest.mark.parametrize(
    "tensor", ["nan inf\n-inf 1", "inf -inf", "3e38 3e38\n3e38 3e38", "0 0", "-1 -2", "1e-45 1e-45"]
)
@pytest.mark.parametrize("family", ["gem", "lp"])
def test_any_tensor_gives_a_page_without_a_complaint(family, tensor):
    app = by_link(LESSON, family=family, power_input=tensor)
    assert not refusals(app) and not problems(app) and window(app) and encoded(shown(app))
    same(numbers(shown(app)["output"]), in_torch(state_of(LESSON, app)))


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
    assert not refusals(app) and not problems(app) and agreements(app) == 1
    fill = np.array(shown(app)["weight_fill"])
    np.testing.assert_allclose(fill, weights.reshape(fill.shape).numpy(), atol=6e-4)
    same(np.float32(executed(codes(app)[0])["y"]), (weights * cells).sum(-1).float())
    curve = shown(app)["curve"]
    assert curve["key"] == "beta" and float(curve["values"][curve["at"]]) == beta
    assert float(window(app)["now"][0]) == pytest.approx(float(result(app).flat[0]), rel=1e-4)
    levels = dict(zip((level["name"] for level in curve["levels"]), window(app)["levels"], strict=True))
    assert (levels["minimum"][0], levels["maximum"][0]) == (0, 1)
    (heights,) = window(app)["y"]
    assert heights == sorted(heights) and heights[curve["values"].index("0")] == levels["mean"][0]


# ---- any p ----

NUMBERS = ["0.3", "-0.5", "-1", "-2", "-3.7", "7", "42.5", "1e4", "-1e4", "1e300", "-inf", "−3", "∞", "2.0"]


@pytest.mark.parametrize("family", ["gem", "lp"])
@pytest.mark.parametrize("p", NUMBERS)
def test_any_p_is_what_pytorch_gives_or_where_no_composition_holds_it_is_said(family, p):
    for tensor in ("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9", "-1 2 -3 4", "0 2\n0.5 0", "1e-3 1e3 2 7"):
        app = by_link(LESSON, family=family, p=p, power_input=tensor)
        assert not refusals(app) and not problems(app) and agreements(app) == 1, said(app)
        curve = shown(app)["curve"]
        assert curve["values"][curve["at"]] == p and len(curve["windows"][0][0]["y"][0]) == len(curve["values"])
        assert curve["windows"][0][0]["now"][0] == shown(app)["output"]["short"][0][0]


def test_a_number_between_two_rungs_stands_between_them_and_one_of_them_stands_once():
    values = shown(by_link(LESSON, p="7"))["curve"]["values"]
    assert values[values.index("7") - 1 : values.index("7") + 2] == ["6.5", "7", "8"]
    values = shown(by_link(LESSON, p="-4"))["curve"]["values"]
    assert values[:2] == ["-4", "1"]
    values = shown(by_link(LESSON, p="2.0"))["curve"]["values"]
    assert "2.0" in values and "2" not in values


def test_the_least_power_is_the_minimum():
    app = by_link(LESSON, p="-inf", power_kernel=2, power_input="3 1 4 2")
    assert result(app).tolist() == [[1, 2]] and LESSON.words["no_steps_down"] in said(app) and not extras(app)
    app = by_link(LESSON, p="-1", power_kernel=2, power_input="2 6")
    assert result(app).tolist() == [[3]]  # the harmonic mean
