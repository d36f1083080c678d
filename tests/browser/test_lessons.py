"""What each lesson is there for, done in a real browser: move p, draw, hover, edit a gradient, guess."""

import re

import numpy as np
from playwright.sync_api import expect

from pooling_core.extensions import stochastic_pool2d
from tests.browser.address import expect_said, said
from tests.browser.stage import Stage
from ui.content import words

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


def test_an_output_lights_the_cell_its_value_goes_back_to(open_page):
    page = open_page("unpooling?nearest=true")
    stage = Stage(page)
    indices, unpooled, copies = (extra(stage, k) for k in range(3))
    for (i, j), cell in {(0, 0): [1, 1], (0, 1): [0, 2], (1, 1): [3, 3]}.items():
        stage.cell("output", i, j).hover()
        expect(unpooled.locator(".cell.lit")).to_have_count(1)
        expect(unpooled.locator(f'.cell.lit[data-r="{cell[0]}"][data-c="{cell[1]}"]')).to_have_count(1)
        assert places(copies.locator(".cell.lit")) == [[2 * i + r, 2 * j + c] for r in (0, 1) for c in (0, 1)]
        expect(unpooled.locator(".cell.lit .value")).to_have_text(stage.cell("output", i, j).inner_text())
    stage.edit(0, 0, "9")
    expect(indices.locator(".plane .value")).to_have_text(["0", "2", "12", "15"])
    expect(unpooled.locator('.cell[data-r="0"][data-c="0"] .value')).to_have_text("9")
    stage.cell("output", 0, 0).hover()
    expect(unpooled.locator(".cell.lit .value")).to_have_text("9")
    assert places(unpooled.locator(".cell.lit")) == [[0, 0]]


def test_a_guess_is_answered_and_the_statements_link_opens_the_same(open_page):
    text = words("true_or_false")
    claim = next(claim for claim in text["claims_list"] if claim["id"] == "zero-padding")
    page = open_page("true_or_false")
    page.get_by_text(claim["says"], exact=True).click()
    expect_said(page, "claim", "zero-padding")
    expect(page.get_by_text(f"“{claim['says']}”")).to_be_visible()
    expect(page.get_by_text("What holds:")).to_have_count(0)
    expect(page.get_by_test_id("stage")).to_have_count(0)
    page.get_by_role("radio", name="true", exact=True).click()
    expect(page.get_by_text("Look again: the statement is false.")).to_be_visible()
    expect_said(page, "guess", "true")
    stage = Stage(page)
    stage.expect_texts("output", [["-1", "-1", "-1"]])
    expect(page.get_by_text("Judged now by PyTorch")).to_be_visible(timeout=60_000)
    page.get_by_role("radio", name="false", exact=True).click()
    expect(page.get_by_text("Right: the statement is false.")).to_be_visible()
    expect_said(page, "guess", "false")
    copy = open_page(page.url.removeprefix(page.evaluate("location.origin")))
    expect(copy.get_by_text("Right: the statement is false.")).to_be_visible()
    expect(copy.get_by_role("radio", name=claim["says"])).to_be_checked()
    Stage(copy).expect_texts("output", [["-1", "-1", "-1"]])
    page.get_by_text(text["claims_list"][0]["says"], exact=True).click()
    expect(page.get_by_text("What holds:")).to_have_count(0)
    expect_said(page, "guess", None)


def test_no_grid_of_a_full_line_is_cut(open_page):
    five = "%0A".join(["1+2+3+4+5"] * 5)
    page = open_page(f"unpooling?unpool_input={five}&unpool_rows=5&unpool_columns=5")
    expect(page.get_by_test_id("extra")).to_have_count(2)
    cut = page.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert cut == [0] * 4
