"""Stochastic pooling in a real browser: draw again, a thousand draws, inference, and ReLU as the way out."""

import re

import numpy as np
from playwright.sync_api import expect

from pooling_core.extensions import stochastic_pool2d
from tests.browser.address import expect_said
from tests.browser.stage import Stage
from ui.words import words

TEXT = words("stochastic")
HITS = "bars => [...bars.children].map(bar => +bar.dataset.hits)"


def test_drawing_again_takes_another_cell_and_a_thousand_draws_come_close(open_page):
    page = open_page("stochastic?stochastic_input=1+2%0A3+4")
    stage = Stage(page)
    expect(stage.cell("input", 0, 0)).to_have_attribute("data-weight", ".10")
    x, cells = np.float32([[[1, 2], [3, 4]]]), set()
    for seed in range(1, 7):
        page.get_by_role("button", name=TEXT["again"]).click()
        expect_said(page, "seed", str(seed))
        drawn_cell, at = stochastic_pool2d(x, 2, rng=seed, return_indices=True)
        place = divmod(int(at.item()), 2)
        expect(stage.cell("input", *place)).to_have_class(re.compile(r"\bwinner\b"))
        expect(stage.cell("output", 0, 0)).to_have_text(f"{drawn_cell.item():g}")
        assert stage.marked("input", "winner") == {place}
        cells.add(place)
    assert len(cells) > 1
    bars = stage.part("draws")
    expect(stage.part("draws-said")).to_contain_text("Draws: 1000.")
    hits = bars.evaluate(HITS)
    assert sum(hits) == 1000 and max(abs(h / 1000 - p) for h, p in zip(hits, (0.1, 0.2, 0.3, 0.4), strict=True)) < 0.08
    stage.part("draws-count").focus()
    page.keyboard.press("Home")
    expect(stage.part("draws-said")).to_contain_text("Draws: 1.")
    assert sorted(bars.evaluate(HITS)) == [0, 0, 0, 1]
    page.get_by_role("radio", name=TEXT["modes"]["inference"]).check()
    stage.expect_texts("output", [["3"]])
    expect(page.get_by_role("button", name=TEXT["again"])).to_have_count(0)
    expect(page.get_by_text("nothing is drawn: the same input always gives the same output")).to_be_visible()


def test_the_draws_are_those_of_the_output_looked_at(open_page):
    stage = Stage(open_page("stochastic?drawn_row=1&drawn_column=1"))
    expect(stage.part("draws-title")).to_have_text("Many draws from window (1, 1)")
    stage.cell("output", 1, 0).hover()
    expect(stage.part("draws-title")).to_have_text("Many draws from window (1, 0)")
    expect(stage.part("draws").locator("span")).to_have_text(["0", "1", "5", "0"])


def test_what_is_below_0_is_mended_by_relu_and_undone(open_page):
    page = open_page("stochastic?stochastic_input=1+-2%0A3+4")
    stage = Stage(page)
    expect(stage.part("headline")).to_have_attribute("data-tone", "refusal")
    page.get_by_role("button", name=TEXT["relu"]).click()
    stage.expect_texts("input", [["1", "0"], ["3", "4"]])
    expect_said(page, "stochastic_input", "1 0\n3 4")
    page.get_by_test_id("undo").click()
    expect(stage.part("headline")).to_have_attribute("data-tone", "refusal")


def test_all_of_it_stands_in_the_first_screen(open_page):
    page = open_page("stochastic")
    stage = Stage(page)
    for part in (stage.part("draws"), page.get_by_role("button", name=TEXT["again"]), stage.part("output-grid")):
        box = part.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720 and box["x"] + box["width"] <= 1280
