"""Stochastic pooling: probabilities, the drawn cell, a thousand draws, inference, and what has no probability."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core.explain.draws import draw_window
from tests.support.lessons import LESSONS
from tests.support.screens import (
    by_link,
    checked,
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

LESSON = LESSONS["stochastic"]
WINDOW = np.array([1, 2, 3, 4], np.float32)


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
        stage, plane = stages(app)[0], plane_of(LESSON, state_of(LESSON, app))[0]
        cells = windows_of(state_of(LESSON, app))
        shares = (cells / cells.sum(1, keepdim=True)).reshape(2, 2, 4)
        np.testing.assert_allclose(stage["weight_fill"], shares.numpy(), atol=6e-4)
        for i in range(2):
            for j in range(2):
                r, c = stage["winners"][i][j]
                assert result(app)[i, j] == plane[r, c] > 0
                assert (r // 2, c // 2) == (i, j)


def test_draw_once_more_takes_the_next_seed_and_sooner_or_later_another_cell():
    app = open_page(LESSON.name)
    drawn = set()
    for seed in range(1, 9):
        checked(next(button for button in app.button if button.label == LESSON.words["again"]).click().run())
        assert app.session_state["seed"] == seed
        assert stages(by_link(LESSON, seed=seed)) == stages(app)
        drawn.add(tuple(stages(app)[0]["winners"][0][0]))
    assert len(drawn) >= 3
    checked(app.number_input(key="seed").set_value(9999).run())
    checked(next(button for button in app.button if button.label == LESSON.words["again"]).click().run())
    assert app.session_state["seed"] == 0


def test_inference_has_nothing_to_draw():
    app = open_page(LESSON.name)
    checked(app.button_group(key="mode").set_value("inference").run())
    assert next(button for button in app.button if button.label == LESSON.words["again"]).disabled
    assert stages(app)[0]["winners"] is None
    same(result(app).ravel(), inferred(state_of(LESSON, app)))
    before = stages(app)
    checked(app.number_input(key="seed").set_value(5).run())
    assert stages(app) == before


def test_a_thousand_draws_come_close_to_the_probabilities():
    for seed in (0, 1, 2):
        app = by_link(LESSON, seed=seed)
        (figure,) = figures(app)
        bars, truth, title = figure["data"]
        assert truth["y"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
        # Five standard deviations of a share of a thousand draws.
        assert bars["y"] == pytest.approx(truth["y"], abs=5 * (0.25 / 1000) ** 0.5)
        assert title["text"][0].startswith("1000 draws") and title["text"][0].endswith("expected 3")
        apart = [np.abs(np.subtract(frame["data"][0]["y"], truth["y"])).max() for frame in figure["frames"]]
        first = figure["frames"][0]
        assert first["name"] == "1" and sum(first["data"][0]["y"]) == 1
        assert apart[-1] < 0.06 < apart[0]


def test_the_figure_is_that_of_the_window_asked_for():
    app = open_page(LESSON.name)
    checked(app.number_input(key="drawn_row").set_value(1).run())
    checked(app.number_input(key="drawn_column").set_value(1).run())
    assert "window (1, 1)" in said(app)
    bars, truth, _ = figures(app)[0]["data"]
    assert truth["y"] == pytest.approx([0.25, 0.25, 0.5, 0])
    assert bars["y"][3] == 0
    checked(app.number_input(key="stochastic_kernel").set_value(4).run())
    assert "window (0, 0)" in said(app) and len(figures(app)[0]["data"][1]["y"]) == 16


@pytest.mark.parametrize("kernel, stride", [(1, None), (2, 1), (3, 1), (2, 3), (4, None)])
@pytest.mark.parametrize("tensor", ["1 2 0 3\n3 4 1 0\n0 1 2 2\n5 0 4 0", "1 2 0 3 4 0 1 5"])
def test_any_window_gives_torchs_weighted_mean(kernel, stride, tensor):
    app = by_link(LESSON, mode="inference", stochastic_kernel=kernel, stochastic_stride=stride, stochastic_input=tensor)
    same(result(app).ravel(), inferred(state_of(LESSON, app)))


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name)
    checked(app.number_input(key="stochastic_kernel").set_value(3).run())
    checked(app.number_input(key="stochastic_stride").set_value(1).run())
    assert result(app).shape == (2, 2)
    checked(app.text_area(key="stochastic_input").set_value("0 0 0\n0 7 0\n0 0 0").run())
    assert result(app).tolist() == [[7]]
    checked(app.number_input(key="_stochastic_input_columns").set_value(4).run())
    assert result(app).tolist() == [[7, 7]]


def test_a_window_of_zeros_gives_zero_and_marks_none():
    app = by_link(LESSON, stochastic_input="1 2 0 0\n3 4 0 0")
    assert result(app)[0, 1] == 0 and result(app)[0, 0] > 0
    assert stages(app)[0]["weight_fill"][0][1] == [0, 0, 0, 0]
    checked(app.number_input(key="drawn_column").set_value(1).run())
    assert figures(app)[0]["data"][1]["y"] == [0, 0, 0, 0]


def test_negative_input_is_refused_and_relu_mends_it():
    app = by_link(LESSON, stochastic_input="1 -2 4 0\n3 4 0 1")
    assert "apply ReLU first" in said(app) and app.error and not figures(app)
    checked(next(button for button in app.button if button.label == LESSON.words["relu"]).click().run())
    assert not app.error and figures(app)
    assert numbers(stages(app)[0]["input"]).tolist() == [[1, 0, 4, 0], [3, 4, 0, 1]]


@pytest.mark.parametrize(
    "tensor, why", [("nan 1\n2 3", "nan among"), ("inf 1\n2 3", "inf among"), ("nan -1", "smallest")]
)
def test_what_has_no_probability_is_refused_and_relu_is_not_offered_where_it_does_not_help(tensor, why):
    app = by_link(LESSON, stochastic_input=tensor)
    assert why in said(app)
    assert LESSON.words["relu"] not in [button.label for button in app.button]


def test_huge_activations_are_drawn_too():
    app = by_link(LESSON, stochastic_input="3e38 3e38\n3e38 3e38")
    assert result(app) == np.float32(3e38) and figures(app)


def test_the_figure_counts_the_draws_of_the_core():
    draws = draw_window(WINDOW, (1, 1000), 0)
    app = by_link(LESSON, seed=0)
    assert figures(app)[0]["data"][0]["y"] == pytest.approx((draws.counts[-1] / 1000).tolist())
