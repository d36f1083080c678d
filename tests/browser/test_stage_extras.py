"""Further grids, weights for each tap, names of grids, two stages on one page, a narrow screen."""

import itertools

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage, settled

GHOST = ((3, 1), (4, 3))  # the first and the last data cell of the window of output (2, 1)

# ---- the browser ----


@pytest.fixture
def page(request, browser, stages_address):
    """The page of the stages that a case names."""
    case, width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{stages_address}/?case={case}")
    settled(page)
    expect(page.get_by_test_id("input-cell").first).to_be_visible()
    yield page
    page.close()
    assert not errors


def on_page(case, width=1280, height=720):
    """The page that a test looks at."""
    return pytest.mark.parametrize("page", [(case, width, height)], ids=[case], indirect=True)


def boxes(nodes):
    return [node.bounding_box() for node in nodes.all()]


def extra(stage, k):
    return stage.root.locator(f'[data-extra="{k}"]')


def extra_cell(stage, k, r, c):
    return extra(stage, k).locator(f'[data-r="{r}"][data-c="{c}"]')


def marked(stage, k, name):
    cells = extra(stage, k).locator(f".cell.{name}")
    return {tuple(place) for place in cells.evaluate_all("all => all.map(c => [+c.dataset.r, +c.dataset.c])")}


def texts(stage, k):
    return extra(stage, k).locator(".plane .value").all_text_contents()


def outline(stage, k):
    box = extra(stage, k).get_by_test_id("extra-outline")
    box.evaluate("node => Promise.all(node.getAnimations().map(one => one.finished))")
    return box.bounding_box()


def covers(box, first, last):
    """Whether an outline starts at one cell and ends at another."""
    start, end = first.bounding_box(), last.bounding_box()
    sides = (start["x"], start["y"], end["x"] + end["width"], end["y"] + end["height"])
    return (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) == pytest.approx(sides, abs=0.5)


# ---- further grids ----


@on_page("powers")
def test_the_grids_stand_in_one_row_in_the_order_of_the_work(page):
    stage = Stage(page)
    titles = stage.root.locator(".caption")
    expect(titles).to_have_text(["Input 5 × 5", "Squares 5 × 5", "Means 4 × 4", "Output 4 × 4"])
    planes = boxes(stage.root.locator(".plane"))
    assert len({box["y"] for box in planes}) == 1
    assert all(left["x"] + left["width"] < right["x"] for left, right in itertools.pairwise(planes))
    assert planes[-1]["x"] + planes[-1]["width"] <= 1280
    sizes = {box["width"] for box in boxes(stage.root.locator(".plane .cell:nth-child(1)"))}
    assert len(sizes) == 1
    expect(stage.root.locator(".arrow:not(.blank)")).to_have_text(["^2", "mean", "root"])


@on_page("powers")
def test_a_grid_of_the_inputs_shape_follows_the_window(page):
    stage = Stage(page)
    stage.cell("output", 1, 2).hover()
    window = {(r, c) for r in (1, 2) for c in (2, 3)}
    assert stage.marked("input", "tap") == marked(stage, 0, "tap") == window
    assert covers(outline(stage, 0), extra_cell(stage, 0, 1, 2), extra_cell(stage, 0, 2, 3))
    assert covers(outline(stage, 1), extra_cell(stage, 1, 1, 2), extra_cell(stage, 1, 1, 2))
    extra_cell(stage, 0, 0, 1).hover()
    assert stage.marked("input", "inspected") == marked(stage, 0, "inspected") == {(0, 1)}
    assert stage.marked("output", "lit") == marked(stage, 1, "lit") == {(0, 0), (0, 1)}
    expect(stage.part("equation")).to_have_text("input (0, 1) = 1 · Squares 1")
    expect(stage.part("note")).to_have_text("read by 2 outputs: (0, 0) (0, 1)")


@on_page("padded")
def test_an_outline_ends_with_the_data_of_a_grid_without_padding(page):
    stage = Stage(page)
    stage.cell("output", 0, 0).hover()
    assert marked(stage, 0, "tap") == {(r, c) for r in (0, 1) for c in (0, 1)}
    assert covers(outline(stage, 0), extra_cell(stage, 0, 0, 0), extra_cell(stage, 0, 1, 1))
    stage.cell("output", 2, 1).click()
    stage.cell("output", 0, 0).hover()
    assert covers(extra(stage, 0).locator(".ghost").bounding_box(), *(extra_cell(stage, 0, r, c) for r, c in GHOST))


@on_page("powers")
def test_a_grid_of_the_outputs_shape_acts_as_the_output(page):
    stage = Stage(page)
    extra_cell(stage, 1, 3, 3).hover()
    assert stage.marked("input", "tap") == {(r, c) for r in (3, 4) for c in (3, 4)}
    expect(stage.part("equation")).to_have_text("(18 + 19 + 23 + 24) / 4 = 21")
    expect(stage.part("note")).to_have_text("Means (3, 3) = 15 · 4 cells, all from the input")
    extra_cell(stage, 1, 0, 1).click()
    stage.expect_state(pinned="0,1")
    assert stage.marked("output", "pinned") == marked(stage, 1, "pinned") == {(0, 1)}
    stage.part("equation").hover()
    assert marked(stage, 0, "tap") == {(r, c) for r in (0, 1) for c in (1, 2)}


@on_page("unpooling")
def test_what_waits_for_an_output_is_not_told_while_playing(page):
    stage = Stage(page)
    final = texts(stage, 1)
    stage.part("play").click()
    stage.expect_state(cursor="0,1")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="0,1")
    assert texts(stage, 0) == ["5", "7", "?", "?"]
    assert texts(stage, 1) == [*final[:15], "?"]
    expect(extra_cell(stage, 1, 3, 3)).to_have_attribute("aria-label", "Unpooled (3, 3): not computed yet")
    extra_cell(stage, 1, 3, 3).hover()
    expect(stage.part("equation")).to_have_text("Unpooled (3, 3) = not computed yet")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="1,1")
    assert texts(stage, 1) == final


@on_page("unpooling")
def test_written_cells_and_their_outputs_light_each_other(page):
    stage = Stage(page)
    stage.cell("output", 0, 1).hover()
    assert marked(stage, 1, "lit") == {(1, 3)}
    extra_cell(stage, 0, 1, 0).hover()
    assert marked(stage, 1, "lit") == {(3, 3)}
    extra_cell(stage, 1, 3, 3).hover()
    assert stage.marked("output", "lit") == marked(stage, 0, "lit") == {(1, 0), (1, 1)}
    assert marked(stage, 1, "inspected") == {(3, 3)} and not stage.marked("input", "tap")
    expect(stage.part("equation")).to_have_text("Unpooled (3, 3) = 15")
    expect(stage.part("note")).to_have_text("written by 2 outputs: (1, 0) (1, 1)")
    extra_cell(stage, 1, 0, 0).hover()
    expect(stage.part("note")).to_have_text("written by no output")
    assert not stage.marked("output", "lit")
    expect(extra(stage, 0).get_by_test_id("extra-note")).to_have_text("flat")


@on_page("unpooling")
def test_keys_walk_every_grid(page):
    stage = Stage(page)
    stage.cell("input", 0, 0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    stage.expect_state(cursor="1,0")
    assert stage.focused() == ["extra", 1, 0]
    page.keyboard.press("Enter")
    stage.expect_state(pinned="1,0")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert stage.focused() == ["extra", 0, 0]
    page.keyboard.press("End")
    assert stage.focused() == ["extra", 3, 3] and stage.marked("output", "lit") == {(1, 0), (1, 1)}
    page.keyboard.press("5")
    expect(stage.part("editor")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(stage.part("equation")).to_have_text("max(8, 9, 12, 13) = 13")
    names = [name.get_attribute("aria-label") for name in stage.root.get_by_role("grid").all()]
    assert names == ["Input", "Output", "Indices", "Unpooled"]


@on_page("powers", width=390, height=844)
def test_on_a_narrow_screen_the_grids_stand_below_each_other(page):
    stage = Stage(page)
    planes = boxes(stage.root.locator(".plane"))
    assert len({box["x"] for box in planes}) == 1
    assert all(up["y"] + up["height"] < down["y"] for up, down in itertools.pairwise(planes))
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 390


# ---- weights of each tap ----


@on_page("probabilities")
def test_each_tap_has_its_own_weight_and_bar(page):
    stage = Stage(page)
    taps = [stage.cell("input", r, c) for r in (0, 1) for c in (0, 1)]
    assert [cell.get_attribute("data-weight") for cell in taps] == ["0.25", "0", "0.75", None]
    bars = [cell.locator(".share.bar") for cell in taps]
    assert [bar.evaluate_all("all => all.map(b => b.style.getPropertyValue('--share'))") for bar in bars] == [
        ["0.25"],
        ["0"],
        ["0.75"],
        [],
    ]
    shown = taps[2].locator(".share").evaluate("node => getComputedStyle(node, '::after').content")
    assert shown == '"0.75"' and taps[2].inner_text() == "3"
    stage.cell("output", 0, 1).hover()
    assert [cell.get_attribute("data-weight") for cell in taps] == [None] * 4
    assert stage.root.locator('[data-weight="1/4"].cell').count() == 4
    expect(stage.part("legend").locator("li")).to_have_text(["data", "window", "winner", "share"])


# ---- names ----


@on_page("backward")
def test_grids_are_named_by_the_payload_and_an_output_may_read_nothing(page):
    stage = Stage(page)
    expect(stage.root.locator(".caption")).to_have_text(["Upstream 1 × 1", "Gradient 3 × 3"])
    names = [name.get_attribute("aria-label") for name in stage.root.get_by_role("grid").all()]
    assert names == ["Upstream", "Gradient"]
    expect(stage.cell("input", 0, 0)).to_have_attribute("data-weight", "1/4")
    stage.cell("output", 2, 2).hover()
    expect(stage.part("input-outline")).to_be_hidden()
    assert not stage.marked("input", "tap") and stage.cell("input", 0, 0).get_attribute("data-weight") is None
    stage.cell("input", 0, 0).hover()
    assert stage.marked("output", "lit") == {(0, 0), (0, 1), (1, 0), (1, 1)}


# ---- two stages ----


@on_page("tall,unpooling", height=1400)
def test_two_stages_do_not_disturb_each_other(page):
    roots = page.get_by_test_id("stage").all()
    assert len(roots) == 2
    first, second = roots
    second.get_by_test_id("speed").select_option("4")
    first.get_by_test_id("play").click()
    second.get_by_test_id("play").click()
    expect(second).to_have_attribute("data-playing", "false")
    expect(second).to_have_attribute("data-cursor", "1,1")
    expect(first).to_have_attribute("data-playing", "true")
    second.locator('[data-testid="output-cell"]').nth(1).click()
    expect(first).to_have_attribute("data-playing", "true")
    expect(second).to_have_attribute("data-pinned", "0,1")
    spoken = second.get_by_test_id("live").text_content()
    assert "output (0, 1)" in spoken
    first.locator('[data-testid="output-cell"]').nth(4).click()
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("data-cursor", "2,0")
    expect(second).to_have_attribute("data-pinned", "0,1")
    assert second.get_by_test_id("live").text_content() == spoken
    sizes = [one.locator(".plane .cell").first.bounding_box()["width"] for one in roots]
    assert sizes[0] != sizes[1]


# ---- a narrow screen ----


@on_page("tall", width=390, height=660)
def test_on_a_narrow_screen_the_equation_and_the_controls_stay_in_sight(page):
    stage = Stage(page)
    seen = [stage.part(name).bounding_box() for name in ("equation", "play", "scrub", "position", "speed")]
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 660 for box in seen)
    middle = {name: box["y"] + box["height"] / 2 for name, box in zip("epsxv", seen, strict=True)}
    assert abs(middle["p"] - middle["v"]) < 2 and abs(middle["s"] - middle["x"]) < 2 < middle["s"] - middle["p"]
    assert seen[4]["x"] + seen[4]["width"] <= 390 and seen[3]["x"] + seen[3]["width"] <= 390
    stage.part("last").click()
    last = stage.cell("output", 3, 3)
    last.evaluate("node => node.scrollIntoView({ block: 'nearest' })")
    box = last.bounding_box()
    assert box["y"] + box["height"] <= boxes(stage.root.locator(".dock"))[0]["y"]
