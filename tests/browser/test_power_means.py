"""Power means in a real browser: one p for the ladder, the curve and the grids, and the curve of what is looked at."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage

# The marker's place in its plot, from 0 to 1 along each side.
PLACE = """root => {
  const [plot, point] = ['[data-testid="curve"]', '.point'].map(one => root.querySelector(one).getBoundingClientRect());
  return [(point.x + point.width / 2 - plot.x) / plot.width, 1 - (point.y + point.height / 2 - plot.y) / plot.height];
}"""


def grid(stage, number):
    """The cells of a further grid of the stage."""
    return stage.root.locator(f'[data-extra="{number}"] .plane .value')


def expect_curve(stage, at, now):
    expect(stage.part("curve")).to_have_attribute("data-at", at)
    expect(stage.part("curve")).to_have_attribute("data-now", now)


def ladder(page):
    return page.get_by_role("slider", name="power p")


def test_moving_p_moves_the_marker_on_the_curve_and_the_numbers_on_the_stage(open_page):
    page = open_page("power_means?p=1&power_input=1+7%0A1+7")
    stage = Stage(page)
    stage.expect_texts("output", [["4"]])
    expect_curve(stage, "1", "4")
    assert stage.root.evaluate(PLACE) == [0, 0]
    ladder(page).focus()
    page.keyboard.press("ArrowRight")
    expect_said(page, "p", "1.5")
    page.keyboard.press("ArrowRight")
    expect_said(page, "p", "2")
    stage.expect_texts("output", [["5"]])
    expect_curve(stage, "2", "5")
    across, up = stage.root.evaluate(PLACE)
    assert abs(across - 2 / 20) < 0.01 and abs(up - 1 / 3) < 0.01  # from the mean 4 to the maximum 7
    expect(grid(stage, 1)).to_have_text(["1", "49", "1", "49"])
    expect(grid(stage, 2)).to_have_text(["25"])
    expect(stage.part("equation")).to_have_text("((1^2 + 7^2 + 1^2 + 7^2) / 4)^(1/2) = 5")
    page.get_by_role("radio", name="LP").check()
    stage.expect_texts("output", [["10"]])
    expect_curve(stage, "2", "10")
    expect_said(page, "family", "lp")


def test_a_hand_on_the_curve_turns_p_and_one_undo_takes_it_back(open_page):
    page = open_page("power_means?p=1")
    stage = Stage(page)
    expect_curve(stage, "1", "2.5")
    box = stage.part("curve").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, middle)
    page.mouse.down()
    for part in (0.2, 0.4, 0.6, 0.8, 1):
        page.mouse.move(box["x"] + box["width"] * part - 1, middle)
    page.mouse.up()
    expect_said(page, "p", "inf")
    expect_curve(stage, "inf", "5")
    stage.expect_texts("output", [["5", "9"], ["9", "9"]])
    expect(ladder(page)).to_have_attribute("aria-valuetext", "∞")
    page.keyboard.press("Control+z")
    expect_curve(stage, "1", "2.5")


def test_the_picture_moves_while_the_ladder_is_held(open_page):
    page = open_page("power_means?p=1")
    stage = Stage(page)
    box = ladder(page).bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    expect_said(page, "p", "13")
    expect(stage.part("curve")).to_have_attribute("data-at", "13")
    expect(stage.part("output-cell").first.locator(".value")).to_have_text("4.4947")
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    stage.expect_texts("output", [["5", "9"], ["9", "9"]])
    page.mouse.up()


def test_the_curve_is_that_of_the_output_looked_at_and_a_link_says_which(open_page):
    page = open_page("power_means?window_row=1&window_column=1")
    stage = Stage(page)
    title = stage.part("curve-title")
    expect(title).to_have_text("Result of window (1, 1) as p grows")
    expect_said(page, "at", "1,1")
    assert said(page, "window_row") is None
    stage.cell("output", 0, 0).hover()
    expect(title).to_have_text("Result of window (0, 0) as p grows")
    expect(stage.part("curve")).to_have_attribute("data-now", "3.3767")
    stage.cell("output", 0, 1).click()
    page.mouse.move(5, 5)
    expect(title).to_have_text("Result of window (0, 1) as p grows")
    page.reload()
    expect(title).to_have_text("Result of window (0, 1) as p grows")


def test_where_there_is_no_number_the_curve_says_so_and_a_refusal_keeps_the_ladder(open_page):
    page = open_page("power_means?family=lp&p=1000")
    stage = Stage(page)
    # An outline would be as wide as the plot, whose sides are 1.
    expect(stage.root.locator("rect.lost").first).to_have_css("stroke", "none")
    expect(stage.part("curve").get_by_text("no number")).to_be_visible()
    expect_curve(stage, "1000", "inf")
    expect(stage.root.locator(".point:not(.n1)")).to_have_count(0)
    page.get_by_role("spinbutton", name="kernel_size", exact=True).fill("0")
    expect(stage.part("headline")).to_have_attribute("data-tone", "refusal")
    expect(stage.part("curve-title")).to_have_text("")
    expect(ladder(page)).to_be_visible()


def test_all_of_it_stands_in_the_first_screen(open_page):
    for scheme in ("light", "dark"):
        page = open_page("power_means", color_scheme=scheme)
        stage = Stage(page)
        for part in (stage.part("curve"), ladder(page), stage.part("output-grid"), stage.part("play")):
            box = part.bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= 720 and box["x"] + box["width"] <= 1280
