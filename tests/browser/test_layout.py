"""A stage that takes the first screen: how large its cells are, what is in view, and what never moves."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage, settled

SIZES = [(390, 844), (820, 1180), (1024, 768), (1280, 720), (1920, 1080)]
PAGE_ABOVE = 54
HEAD = 84
SIDE = 190
# What the page has above the stage, and what the stage's own head and parameters take.
FULL = f"""
  [data-testid=stHeader] {{ display: none !important; }}
  [data-testid=stMainBlockContainer] {{ padding: {PAGE_ABOVE}px 16px 0 !important; max-width: none !important; }}
  @media (max-width: 640px) {{
    [data-testid=stMainBlockContainer] {{ padding: {PAGE_ABOVE}px 4px 0 !important; }}
  }}
"""
TAKE_THE_SCREEN = f"""root => {{
  root.querySelector('.head').innerHTML = '<div style="height: {HEAD}px"></div>';
  root.querySelector('.side').innerHTML = innerWidth < 800
    ? '<div style="height: 44px"></div>' : '<div style="width: {SIDE}px"></div>';
  root.querySelector('.below').textContent = 'below';
  root.classList.add('full');
}}"""
PLACE = "root => root.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop"
STILL = "node => Promise.all(node.getAnimations({ subtree: true }).map(one => one.finished)).then(() => {})"


@pytest.fixture
def open_full(browser, stages_address):
    """open_full("six", 1280, 720) -> the stage of a case, which takes the first screen."""
    contexts = []

    def open_(case, width=1280, height=720, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{stages_address}/?case={case}")
        settled(page)
        stage = Stage(page)
        page.add_style_tag(content=FULL)
        page.wait_for_function(f"root => Math.abs(({PLACE})(root) - {PAGE_ABOVE}) < 2", arg=stage.root.element_handle())
        stage.root.evaluate(TAKE_THE_SCREEN)
        expect(stage.root.locator(".boards")).to_have_class("boards placed")
        return stage

    yield open_
    for context in contexts:
        context.close()


def box(node):
    """Left, top, right and bottom."""
    found = node.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def parts(stage, *names):
    return {name: box(stage.part(name)) for name in names}


def cell_size(stage):
    left, top, right, bottom = box(stage.cell("input", 0, 0))
    assert right - left == bottom - top == round(right - left)
    return right - left


def scrolled(stage):
    """How much of each grid is out of its box."""
    return stage.root.locator(".scroll").evaluate_all(
        "all => all.map(one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight])"
    )


@pytest.mark.parametrize("width, height, least", [(390, 844, 34), (1280, 720, 56), (1920, 1080, 72)])
def test_cells_and_digits_are_large(open_full, width, height, least):
    stage = open_full("six", width, height)
    size = cell_size(stage)
    assert least <= size <= 88
    digits = stage.cell("input", 0, 0).locator(".value").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert digits == pytest.approx(min(36, 0.4 * size), abs=0.5)
    caption = stage.root.locator(".caption").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert 13 <= caption <= 16


@pytest.mark.parametrize("width, height", SIZES)
def test_grids_words_and_transport_are_in_one_view(open_full, width, height):
    stage = open_full("seven", width, height)
    seen = parts(stage, "input-grid", "output-grid", "equation", "note", "play", "scrub", "legend", "position")
    for name, (left, top, right, bottom) in seen.items():
        assert left >= 0 and right <= width and top >= PAGE_ABOVE + HEAD and bottom <= height, name
    for (one, first), (two, second) in itertools.combinations(seen.items(), 2):
        if width < 640 and (one, two) == ("legend", "position"):
            continue  # the place stands at the end of the legend's line, on its own ground
        apart = first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
        assert apart, (one, two)
    assert scrolled(stage) == [[0, 0], [0, 0]]
    assert cell_size(stage) == stage.cell("output", 0, 0).bounding_box()["width"] >= 18
    assert stage.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    side, room = box(stage.root.locator(".side")), box(stage.root.locator(".room"))
    assert side[0] >= room[2] if width >= 800 else side[1] >= seen["play"][3]
    assert box(stage.root.locator(".below"))[1] >= height - 12


@pytest.mark.parametrize("width, height", SIZES[1:])
def test_a_large_grid_takes_the_whole_width_or_height_and_stands_in_the_middle(open_full, width, height):
    stage = open_full("sixteen", width, height)
    room, grids = box(stage.root.locator(".room")), box(stage.root.locator(".boards"))
    spare = [room[2] - room[0] - (grids[2] - grids[0]), room[3] - room[1] - (grids[3] - grids[1])]
    # One more pixel for each cell would not fit: along one line stand at most two grids of 18 cells.
    assert min(spare) >= 0 and (spare[0] <= 40 or spare[1] <= 40)
    assert grids[0] - room[0] == pytest.approx(room[2] - grids[2], abs=2)
    assert grids[1] - room[1] == pytest.approx(room[3] - grids[3], abs=2)


def test_the_transport_never_moves(open_full):
    sizes = [(390, 844), (1280, 720)]
    places = {size: set() for size in sizes}
    for case in ("six_refused", "sixteen_padded", "unpooling"):
        stage = open_full(case, *sizes[0])
        for (width, height), seen in places.items():
            stage.page.set_viewport_size({"width": width, "height": height})
            expect(stage.root).to_have_class(re.compile(r"\bnarrow\b" if width < 640 else r"\bbroad\b"))
            seen.add(box(stage.part("play")))
            if case == "six_refused":
                continue
            stage.part("last").click()
            seen.add(box(stage.part("play")))
            stage.cell("input", 0, 0).hover()
            expect(stage.part("equation")).to_contain_text("input (0, 0)")
            seen.add(box(stage.part("play")))
    assert [len(seen) for seen in places.values()] == [1, 1]


def test_stride_and_padding_leave_the_data_where_it_is(open_full):
    cells = {box(open_full(case).cell("input", 0, 0)) for case in ("six", "six_padded", "six_dense")}
    assert len(cells) == 1


def test_what_is_too_large_scrolls_inside_its_box(open_full):
    stage = open_full("sixteen_padded", 390, 844, has_touch=True)
    assert cell_size(stage) == 18
    assert any(down > 0 for _, down in scrolled(stage))
    stage.part("last").click()
    stage.expect_state(cursor="15,15")
    for board in ("input", "output"):
        stage.part(f"{board}-outline").evaluate(STILL)
        outline = box(stage.part(f"{board}-outline"))
        room = box(stage.root.locator(f".scroll:has([data-testid={board}-grid])"))
        assert outline[0] >= room[0] and outline[1] >= room[1]
        assert outline[2] <= room[2] and outline[3] <= room[3]
    assert box(stage.part("output-grid"))[0] >= 0


def test_a_window_that_grows_or_shrinks_is_followed(open_full):
    stage = open_full("seven")
    before = cell_size(stage)
    stage.page.set_viewport_size({"width": 1920, "height": 1080})
    expect(stage.cell("input", 0, 0)).not_to_have_css("width", f"{before:.0f}px")
    assert cell_size(stage) > before
    assert box(stage.root.locator(".legend"))[3] <= 1080
    stage.root.evaluate("root => root.classList.remove('full')")
    expect(stage.root.locator(".boards")).not_to_have_class("boards placed")
    assert cell_size(stage) <= 44


def test_the_frame_and_what_fills_it_slide_as_one(open_full):
    stage = open_full("six")
    stage.root.evaluate("root => root.style.setProperty('--slide', '400ms')")
    pairs = stage.root.evaluate(
        """async root => {
          root.querySelector('[data-testid=next]').click();
          root.style.setProperty('--slide', '400ms');
          const places = [];
          for (let k = 0; k < 6; k++) {
            await new Promise(requestAnimationFrame);
            const find = name => root.querySelector(`.input > .plane > ${name}`).getBoundingClientRect();
            const [frame, fill] = [find('.outline:not(.ghost)'), find('.fill')];
            places.push([frame.x, frame.y, fill.x, fill.y]);
          }
          return places;
        }"""
    )
    assert all(place[:2] == pytest.approx(place[2:], abs=0.1) for place in pairs)
    assert pairs[0][0] < box(stage.cell("input", 0, 2))[0]
    stage.part("input-outline").evaluate(STILL)
    filled = stage.root.locator(".input .fill i").first.bounding_box()
    assert filled == stage.cell("input", 0, 2).bounding_box()


def test_a_number_that_is_made_comes_with_the_frame(open_full):
    stage = open_full("six")
    stage.part("speed").select_option("0.5")
    stage.part("play").click()
    stage.expect_state(cursor="0,1")
    drawn = stage.cell("output", 0, 1).evaluate(
        """cell => [getComputedStyle(cell), getComputedStyle(cell, '::after'), getComputedStyle(cell.firstChild)]
          .map(one => [one.animationName, one.animationDelay])"""
    )
    # The frame slides for 0.18 s, then the winning number travels to its place: with it come colour and digits.
    slide, carry = (
        stage.root.evaluate("(root, name) => parseFloat(root.style.getPropertyValue(name)) / 1000", name)
        for name in ("--slide", "--carry")
    )
    assert (slide, carry > 0) == (0.18, True)
    landed = [f"{slide + carry:g}s"]
    assert drawn == [["warm", *landed], ["leave", *landed], ["arrive", *landed]]
    stage.part("play").click()
    still = open_full("six", reduced_motion="reduce")
    still.part("play").click()
    still.expect_state(cursor="0,1")
    assert still.root.evaluate("root => root.getAnimations({ subtree: true }).length") == 0


def test_the_focus_is_marked_inside_its_cell_and_comes_along(open_full):
    stage = open_full("six")
    cell = stage.cell("output", 0, 0)
    stage.part("last").focus()
    stage.page.keyboard.press("Tab")
    cell.focus()
    stage.page.keyboard.press("ArrowRight")
    offset, width = stage.cell("output", 0, 1).evaluate(
        "node => [getComputedStyle(node).outlineOffset, getComputedStyle(node).outlineWidth].map(parseFloat)"
    )
    assert width > 0 and offset + width <= 0
    stage.page.keyboard.press("Space")
    expect(stage.cell("output", 0, 0)).to_have_css("outline-style", "none")
    stage.expect_state(cursor="0,2")
    expect(stage.cell("output", 0, 1)).to_have_css("outline-style", "none")
    stage.page.keyboard.press("Space")
    stage.expect_state(playing="false")
    cursor = stage.root.get_attribute("data-cursor")
    assert stage.focused() == ["output", *map(int, cursor.split(","))]


def test_forced_colours_keep_the_kinds_of_cells_apart(open_full):
    marks = {}
    for case in ("holes", "overhang", "six"):
        stage = open_full(case, forced_colors="active")
        for kind, mark in stage.root.locator(".input .plane .cell").evaluate_all(
            """all => all.map(node => {
              const drawn = getComputedStyle(node);
              return [node.dataset.kind, [drawn.backgroundImage, drawn.outlineStyle].join()];
            })"""
        ):
            marks[kind] = mark
    assert set(marks) == set("rpogth")
    assert len(set(marks.values())) == len(marks)
    border, ring = stage.root.evaluate(
        """root => [
          getComputedStyle(root.querySelector('[data-testid=input-outline]')).borderTopColor,
          getComputedStyle(root.querySelector('.input .winner'), '::after').borderTopColor,
        ]"""
    )
    assert border != ring
