"""Fractional windows in a real browser: u moves the brackets, the button draws both, the link says so."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage, settled

ROW = "fractional_kernel=1&fractional_output=1&fractional_output_w=6&fractional_input=0+1+2+3+4+5+6+7+8+9"


def brackets(stage):
    """What the brackets along the columns say, the axis of one row left out."""
    return stage.root.locator('[data-testid="bin"].top')


def test_u_moves_the_windows(open_page):
    page = open_page(f"fractional?{ROW}")
    stage = Stage(page)
    expect(brackets(stage)).to_have_text(["0:2", "2:4", "4:6", "5:7", "7:9", "8:10"])
    slider = page.get_by_test_id("stSlider").nth(1).get_by_role("slider")
    slider.focus()
    page.keyboard.press("End")
    expect_said(page, "fractional_sample_w", "0.99")
    expect(brackets(stage)).to_have_text(["0:2", "2:4", "3:5", "5:7", "6:8", "8:10"])
    stage.expect_texts("output", [["1", "3", "4", "6", "7", "9"]])
    stage.cell("output", 0, 2).hover()
    assert stage.marked("input", "tap") == {(0, 3), (0, 4)}
    expect(stage.part("note")).to_contain_text("⌊(2 + 0.99)·8/5⌋ − ⌊0.99·8/5⌋ = 3")


def test_the_button_draws_both_and_the_link_opens_the_same(open_page):
    page = open_page("fractional?fractional_output_w=3")
    stage = Stage(page)
    button = page.get_by_role("button", name="Draw new u")
    drawn = set()
    for _ in range(3):
        before = page.url
        button.click()
        page.wait_for_function("url => location.href !== url", arg=before)
        settled(page)
        drawn.add((said(page, "fractional_sample"), said(page, "fractional_sample_w")))
    assert len(drawn) == 3
    texts, labels = stage.texts("output"), brackets(stage).all_inner_texts()
    copy = Stage(open_page(page.url.removeprefix(page.evaluate("location.origin"))))
    copy.expect_texts("output", texts)
    expect(brackets(copy)).to_have_text(labels)
