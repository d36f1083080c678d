"""Stochastic pooling: probabilities, the drawn cell, a thousand draws, inference, and what has no probability."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core.explain.draws import draw_windows
from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import (
    by_link,
    mended,
    numbers,
    open_page,
    plane_of,
    refusals,
    result,
    said,
    same,
    shown,
    state_of,
    typed,
)
from ui.page.pictures import encoded

LESSON = LESSONS["stochastic"]


def windows_of(state):
    """The cells of each window, ``(outputs, taps)``, cut by PyTorch."""
    x = plane_of(LESSON, state)
    kernel = state["stochastic_kernel"]
    stride = kernel if state["stochastic_stride"] is None else state["stochastic_stride"]
    if x.ndim == 2:
        return x.unfold(1, kernel, stride).reshape(-1, kernel)
    return tF.unfold(x[None], kernel, stride=stride)[0].T


def inferred(state):
    """The mean of each window weighted by its own values, through PyTorch."""
    cells = windows_of(state).double()
    return torch.nan_to_num((cells**2).sum(1) / cells.sum(1)).float()


def test_the_cells_carry_their_probabilities_and_the_drawn_one_is_marked():
    for seed in range(6):
        app = by_link(LESSON, seed=seed)
        stage, plane = shown(app), plane_of(LESSON, state_of(LESSON, app))[0]
        cells = windows_of(state_of(LESSON, app))
        shares = (cells / cells.sum(1, keepdim=True)).reshape(2, 2, 4)
        np.testing.assert_allclose(stage["weight_fill"], shares.numpy(), atol=6e-4)
        for i in range(2):
            for j in range(2):
                r, c = stage["winners"][i][j]
                assert result(app)[i, j] == plane[r, c] > 0
                assert (r // 2, c // 2) == (i, j)


def again(app):
    """The button for another draw, or none."""
    return next((control for control in app.controls if control["kind"] == "action"), None)


def window(app, i=0, j=0):
    """What is said of the draws of one window."""
    return shown(app)["draws"]["windows"][i][j]


def test_the_page_shows_the_lesson_as_its_route_answers():
    (stage,) = app_page(LESSON.name, seed="3").get("bidi_component")
    payload = json.loads(stage.proto.bytes)
    assert payload["title"] == LESSON.words["title"] and payload["link"] == {"seed": "3"}


def test_draw_again_takes_the_next_seed_and_sooner_or_later_another_cell():
    app, drawn = open_page(LESSON.name), set()
    for seed in range(1, 9):
        assert again(app)["label"] == LESSON.words["again"]
        app.change(again(app)["acts"])
        assert app.control("seed")["value"] == str(seed)
        assert shown(by_link(LESSON, seed=seed))["winners"] == shown(app)["winners"]
        drawn.add(tuple(shown(app)["winners"][0][0]))
    assert len(drawn) >= 3
    assert again(app.turn("seed", 9999))["acts"] == {"seed": "0"}


def test_inference_has_nothing_to_draw():
    app = open_page(LESSON.name).turn("mode", "inference")
    assert again(app) is None and "seed" not in [control["key"] for control in app.controls]
    assert shown(app)["winners"] is None
    same(result(app).ravel(), inferred(state_of(LESSON, app)))
    assert shown(by_link(LESSON, mode="inference", seed=5))["output"] == shown(app)["output"]
    assert "always gives the same output" in said(app) and "Fractional max pooling is not like that" in said(app)
    assert "every call draws anew" in said(open_page(LESSON.name))


def test_a_thousand_draws_come_close_to_the_probabilities():
    for seed in (0, 1, 2):
        app = by_link(LESSON, seed=seed)
        counts, first = shown(app)["draws"]["counts"], window(app)
        assert first["cells"] == ["1", "2", "3", "4"] and first["share"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
        shares = np.array(first["hits"]) / np.array(counts)[:, None]
        # Five standard deviations of a share of a thousand draws.
        assert shares[-1] == pytest.approx(first["share"], abs=5 * (0.25 / 1000) ** 0.5)
        assert counts[0] == 1 and counts[-1] == 1000 and sum(first["hits"][0]) == 1 and sum(first["hits"][-1]) == 1000
        assert float(first["expected"]) == 3 and float(first["means"][-1]) == pytest.approx(3, abs=0.2)
        apart = np.abs(shares - first["share"]).max(axis=1)
        assert apart[-1] < 0.06 < apart[0]


def test_each_window_has_its_own_draws():
    app = by_link(LESSON, drawn_row=1, drawn_column=1)
    assert shown(app)["look"] == (1, 1) and app.link == {}
    assert window(app, 1, 1)["share"] == pytest.approx([0.25, 0.25, 0.5, 0])
    assert window(app, 1, 1)["hits"][-1][3] == 0
    app = by_link(LESSON, stochastic_kernel=4, drawn_row=1)
    assert shown(app)["look"] == (0, 0) and len(window(app)["share"]) == 16


@pytest.mark.parametrize("kernel, stride", [(1, None), (2, 1), (3, 1), (2, 3), (4, None)])
@pytest.mark.parametrize("tensor", ["1 2 0 3\n3 4 1 0\n0 1 2 2\n5 0 4 0", "1 2 0 3 4 0 1 5"])
def test_any_window_gives_torchs_weighted_mean(kernel, stride, tensor):
    app = by_link(LESSON, mode="inference", stochastic_kernel=kernel, stochastic_stride=stride, stochastic_input=tensor)
    same(result(app).ravel(), inferred(state_of(LESSON, app)))


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name).turn("stochastic_kernel", 3).turn("stochastic_stride", 1)
    assert result(app).shape == (2, 2)
    assert result(typed(app, "stochastic_input", "0 0 0\n0 7 0\n0 0 0")).tolist() == [[7]]
    assert result(typed(app, "stochastic_input", "0 0 0 0\n0 7 0 0\n0 0 0 0")).tolist() == [[7, 7]]


def test_a_window_of_zeros_gives_zero_and_marks_none():
    app = by_link(LESSON, stochastic_input="1 2 0 0\n3 4 0 0")
    assert result(app)[0, 1] == 0 and result(app)[0, 0] > 0
    assert shown(app)["weight_fill"][0][1] == [0, 0, 0, 0] == window(app, 0, 1)["share"]


def test_negative_input_is_refused_and_relu_mends_it():
    app = by_link(LESSON, stochastic_input="1 -2 4 0\n3 4 0 1")
    assert "apply ReLU first" in refusals(app)[0] and shown(app)["draws"]["windows"] == []
    assert [fix["label"] for fix in app.fixes] == [LESSON.words["relu"]]
    mended(app)
    assert not refusals(app) and window(app)
    assert numbers(shown(app)["input"]).tolist() == [[1, 0, 4, 0], [3, 4, 0, 1]]


@pytest.mark.parametrize(
    "tensor, why", [("nan 1\n2 3", "nan among"), ("inf 1\n2 3", "inf among"), ("nan -1", "smallest")]
)
def test_what_has_no_probability_is_refused_and_relu_is_not_offered_where_it_does_not_help(tensor, why):
    app = by_link(LESSON, stochastic_input=tensor)
    assert why in refusals(app)[0]
    assert LESSON.words["relu"] not in [fix["label"] for fix in app.fixes]


def test_a_kernel_that_is_refused_is_not_mended_by_relu():
    assert LESSON.words["relu"] not in [fix["label"] for fix in by_link(LESSON, stochastic_kernel=9).fixes]


def test_huge_activations_are_drawn_too():
    app = by_link(LESSON, stochastic_input="3e38 3e38\n3e38 3e38")
    assert result(app) == np.float32(3e38) and window(app) and encoded(shown(app))


def test_the_stage_is_told_the_draws_of_the_core():
    cells = np.array([[1, 2, 3, 4], [0, 3, 1, 0]], np.float32)
    counted = draw_windows(cells, (1, 1000), 0)
    app = by_link(LESSON, stochastic_input="1 2 0 3\n3 4 1 0")
    assert [window(app, 0, j)["hits"][-1] for j in range(2)] == [draws.counts[-1].tolist() for draws in counted]
