"""What a lesson takes, by hand: channels and large inputs, a map of sizes, any power."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.lesson import open_lesson
from ui.text.tensor_text import format_tensor

TWO = "sliding_windows?channel=1&input=1+2%0A3+4%0A%0A5+6%0A7+9"


def test_channels_are_written_one_by_one_and_an_input_of_32_by_32_tells_its_numbers_where_it_is_looked_at(open_page):
    stage = open_lesson(open_page, TWO)
    page = stage.page
    stage.expect_texts("output", [["9"]])
    stage.edit(0, 1, "8")
    expect_said(page, "input", "1 2\n3 4\n\n5 8\n7 9")
    stage.word("Channel", "channel 0").click()
    stage.expect_texts("output", [["4"]])
    stage.root.locator("details.tensor > summary").click()
    for side, size, text in (
        ("columns", "3", "1 2 0\n3 4 0\n\n5 8 0\n7 9 0"),
        ("depth", "3", "1 2 0\n3 4 0\n\n5 8 0\n7 9 0\n\n0 0 0\n0 0 0"),
        ("depth", "1", "1 2 0\n3 4 0"),
    ):
        stage.part(side).fill(size)
        stage.part(side).press("Enter")
        expect_said(page, "input", text)
    expect(stage.root.locator("legend", has_text="Channel")).to_have_count(0)
    plane = np.arange(1024).reshape(32, 32) % 97
    stage.part("tensor-text").fill(format_tensor(plane))
    stage.part("tensor-text").press("Control+Enter")
    expect(stage.part("input-cell")).to_have_count(1024)
    expect(stage.part("output-cell")).to_have_count(256)
    stage.cell("input", 31, 31).hover()
    expect(stage.part("equation")).to_contain_text(f"input (31, 31) = {plane[31, 31]}")
    stage.more("kernel_size").click()
    expect(stage.part("output-cell")).to_have_count(100)
    box, room = stage.cell("input", 31, 31).bounding_box(), stage.root.bounding_box()
    assert box["width"] >= 6 and box["y"] + box["height"] < room["y"] + room["height"]


def test_a_place_of_the_map_opens_its_sizes_by_pointer_and_by_keys(open_page):
    stage = open_lesson(open_page, "adaptive_bins?ghosts=ceil_kernel&output_size=4")
    page, panel = stage.page, stage.part("panel-map")
    places = panel.locator("td[data-sign]")
    expect(places).to_have_count(256)
    expect(panel.locator("[aria-current]")).to_have_attribute("aria-label", "7 → 4: wrong")
    # Not by colour alone.
    expect(panel.locator('td[data-sign="r"]').first).to_have_text("●")
    expect(panel.locator('td[data-sign="w"]').first).to_have_text("×")
    panel.locator('[data-n="9"][data-o="2"]').click()
    expect_said(page, "output_size", "3")
    expect(panel.locator("[aria-current]")).to_have_attribute("aria-label", "10 → 3: right")
    expect(stage.part("input-cell")).to_have_count(10)
    panel.locator("[aria-current]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(panel.locator("[aria-current]")).to_have_attribute("aria-label", "11 → 4: wrong")
    expect(panel.locator("td:focus")).to_have_attribute("aria-label", "11 → 4: wrong")
    page.keyboard.press("Control+z")
    expect(panel.locator("[aria-current]")).to_have_attribute("aria-label", "10 → 3: right")


def test_any_power_is_typed_beside_the_ladder(open_page):
    stage = open_lesson(open_page, "power_means?power_kernel=2&power_input=2+6")
    page = stage.page
    typed = stage.root.get_by_role("textbox", name="p, any number")
    typed.fill("-1")
    typed.press("Enter")
    expect_said(page, "p", "-1")
    stage.expect_texts("output", [["3"]])
    ladder = stage.root.get_by_role("slider", name=re.compile("power p"))
    expect(ladder).to_have_attribute("aria-valuetext", "−1")
    expect(ladder).to_have_value("0")
    ladder.fill("1")
    expect_said(page, "p", "1")
    expect(typed).to_have_value("1")
    stage.expect_texts("output", [["4"]])
    typed.fill("two")
    typed.press("Enter")
    expect(stage.part("headline")).to_contain_text("must be a number")
    assert said(page, "p") == "two"
