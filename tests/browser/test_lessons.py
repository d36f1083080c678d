"""What each lesson is there for, done in a real browser: move p, draw, hover, edit a gradient."""

import re

import numpy as np
from playwright.sync_api import expect

from pooling_core.extensions import stochastic_pool2d
from tests.browser.address import expect_said, said
from tests.browser.stage import Stage

DRAWN = """chart => {
  const { data } = chart.querySelector('.js-plotly-plot');
  return data.map(({ x, y, text }) => ({ x: [...x], y: [...y], text }));
}"""


class Numbered(Stage):
    """One of several stages of a page, from the top."""

    def __init__(self, page, number):
        self.page = page
        self.root = page.get_by_test_id("stage").nth(number)
        expect(self.part("input-cell").first).to_be_visible()


def drawn(page):
    """The traces of the page's chart as they stand on the screen."""
    chart = page.get_by_test_id("stPlotlyChart")
    expect(chart.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    return chart.evaluate(DRAWN)


def wait_for_trace(page, number, key, value):
    """Wait until a trace of the chart holds these numbers."""
    page.wait_for_function(
        """([number, key, value]) => {
          const plot = document.querySelector('[data-testid="stPlotlyChart"] .js-plotly-plot');
          const shown = [...(plot?.data?.[number]?.[key] ?? [])];
          return JSON.stringify(shown) === JSON.stringify(value);
        }""",
        arg=[number, key, value],
        timeout=20_000,
    )


def extra(stage, number):
    """A further grid of the stage."""
    return stage.root.locator(f'[data-extra="{number}"]')


def places(cells):
    return cells.evaluate_all("all => all.map(cell => [+cell.dataset.r, +cell.dataset.c])")


def test_moving_p_moves_the_marker_on_the_curve_and_the_numbers_on_the_stage(open_page):
    page = open_page("power_means?p=1&power_input=1+7%0A1+7")
    stage = Stage(page)
    stage.expect_texts("output", [["4"]])
    assert drawn(page)[2]["x"] == [1, 1] and drawn(page)[2]["y"] == [4, 16]
    page.get_by_test_id("stSlider").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect_said(page, "p", "1.5")
    page.keyboard.press("ArrowRight")
    expect_said(page, "p", "2")
    stage.expect_texts("output", [["5"]])
    wait_for_trace(page, 2, "x", [2, 2])
    assert drawn(page)[2]["y"] == [5, 10]
    grids = [extra(stage, k).locator(".plane .value") for k in range(3)]
    expect(grids[1]).to_have_text(["1", "49", "1", "49"])
    expect(grids[2]).to_have_text(["25"])
    expect(stage.part("equation")).to_have_text("((1^2 + 7^2 + 1^2 + 7^2) / 4)^(1/2) = 5")
    page.get_by_text("lp", exact=True).click()
    stage.expect_texts("output", [["10"]])
    expect_said(page, "family", "lp")


def test_the_curve_plays_from_p_to_the_largest(open_page):
    page = open_page("power_means?p=100")
    Stage(page)
    drawn(page)
    page.get_by_test_id("stPlotlyChart").get_by_text("▶ Play").click()
    wait_for_trace(page, 2, "x", [1000, 1000])
    assert said(page, "p") == "100"


def test_drawing_again_takes_another_cell_and_a_thousand_draws_come_close(open_page):
    page = open_page("stochastic?stochastic_input=1+2%0A3+4")
    stage = Stage(page)
    expect(stage.cell("input", 0, 0)).to_have_attribute("data-weight", ".10")
    x, cells = np.float32([[[1, 2], [3, 4]]]), set()
    for seed in range(1, 7):
        page.get_by_role("button", name="Draw once more").click()
        expect_said(page, "seed", str(seed))
        drawn_cell, at = stochastic_pool2d(x, 2, rng=seed, return_indices=True)
        place = divmod(int(at.item()), 2)
        expect(stage.cell("input", *place)).to_have_class(re.compile(r"\bwinner\b"))
        expect(stage.cell("output", 0, 0)).to_have_text(f"{drawn_cell.item():g}")
        assert stage.marked("input", "winner") == {place}
        cells.add(place)
    assert len(cells) > 1
    bars, truth, title = drawn(page)
    assert truth["y"] == [0.1, 0.2, 0.3, 0.4]
    assert max(abs(a - b) for a, b in zip(bars["y"], truth["y"], strict=True)) < 0.08
    assert title["text"][0].startswith("1000 draws: mean ")
    page.get_by_text("inference", exact=True).click()
    stage.expect_texts("output", [["3"]])
    expect(page.get_by_role("button", name="Draw once more")).to_be_disabled()
