"""For everyone: keys alone, large letters, a page made twice as large, forced colours, little motion."""

import pytest
from playwright.sync_api import expect

from tests.browser.colours import PAINTED, contrast
from tests.browser.find import FLAGS, find
from tests.browser.stage import Stage, settled

FOCUSED = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}"""
BOX = f"() => {{ const box = ({FOCUSED})().getBoundingClientRect(); return [box.left, box.top, box.bottom]; }}"
NAME = f"() => {{ const at = ({FOCUSED})(); return at.dataset.testid ?? at.closest('[data-key]')?.dataset.key ?? ''; }}"
EVERY_KIND = "sliding_windows?kernel_size=2&stride=4&padding=1&dilation=2&ceil_mode=true"


# ---- keys ----


def test_outputs_are_walked_in_reading_order_past_the_end_of_a_row(open_page):
    stage = Stage(open_page("sliding_windows"))
    stage.cell("output", 0, 0).focus()
    walked = []
    for key in ["ArrowRight"] * 3 + ["ArrowLeft"]:
        stage.page.keyboard.press(key)
        walked.append(stage.focused())
    assert walked == [["output", 0, 1], ["output", 0, 2], ["output", 1, 0], ["output", 0, 2]]


def tabbed(page, first, count):
    """Where Tab leads from an element: name and place of each stop."""
    first.focus()
    stops = []
    for _ in range(count):
        stops.append((page.evaluate(NAME), page.evaluate(BOX)))
        page.keyboard.press("Tab")
    return stops


CHIPS = ["kernel_size", "stride", "padding", "dilation"]
TRANSPORT = ["first", "prev", "play", "next", "last"]


@pytest.mark.parametrize("width, parts", [(1280, [CHIPS, TRANSPORT]), (390, [TRANSPORT, CHIPS])])
def test_tab_reaches_every_control_in_the_order_in_which_it_is_seen(open_page, width, parts):
    page = open_page("sliding_windows", width=width, height=844)
    stage = Stage(page)
    stops = tabbed(page, stage.cell("input", 0, 0), 16)
    names = [name for name, _ in stops]
    assert names[:2] == ["input-cell", "output-cell"]
    wanted = [name for part in parts for name in part]
    assert [name for name in names if name in wanted] == wanted
    assert {"speed", "scrub"} <= set(names)
    if width == 390:
        tops = {name: box[1] for name, box in stops}
        assert max(tops[name] for name in TRANSPORT) <= min(tops[name] for name in CHIPS)


def test_parameters_keep_the_focus_when_the_window_becomes_narrow(open_page):
    page = open_page("sliding_windows")
    stage = Stage(page)
    field = stage.root.get_by_role("spinbutton", name="stride", exact=True)
    field.focus()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(stage.root.locator(".dock + .side")).to_be_visible()
    expect(field).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(stage.root.locator(".main > .side")).to_be_visible()
    expect(field).to_be_focused()


def test_undo_and_redo_work_from_anywhere_on_the_page(open_page):
    page = open_page("sliding_windows")
    stage = Stage(page)
    stride = stage.root.get_by_role("spinbutton", name="stride", exact=True)
    stride.press("ArrowUp")
    expect(stage.root).to_have_attribute("data-query", "stride=3")
    for go in (
        lambda: stride.focus(),
        lambda: stride.blur(),
        lambda: stage.cell("input", 1, 1).focus(),
        lambda: stage.root.get_by_role("switch").first.focus(),
        lambda: stage.part("play").focus(),
        lambda: stage.part("scrub").focus(),
    ):
        go()
        page.keyboard.press("Control+z")
        expect(stage.root).to_have_attribute("data-query", "")
        page.keyboard.press("Control+Shift+z")
        expect(stage.root).to_have_attribute("data-query", "stride=3")


def test_a_text_that_is_written_has_its_own_undo(open_page):
    page = open_page("sliding_windows")
    stage = Stage(page)
    stage.root.get_by_role("spinbutton", name="stride", exact=True).press("ArrowUp")
    expect(stage.root).to_have_attribute("data-query", "stride=3")
    stage.cell("input", 0, 0).click()
    stage.part("editor").press_sequentially("12")
    page.keyboard.press("Control+z")
    expect(stage.part("editor")).not_to_have_value("12")
    expect(stage.root).to_have_attribute("data-query", "stride=3")


# ---- letters as large as the browser's reader wants them ----


@pytest.fixture(scope="module")
def large(browser, app_address):
    """A browser whose reader has set letters of 32 px."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    one = browser.browser_type.launch(executable_path=find(), args=flags)
    yield one.new_context(base_url=app_address)
    one.close()


def heights(stage):
    """How high words, a button, a field and a cell are drawn."""
    nodes = {
        "title": stage.root.locator(".title"),
        "caption": stage.root.locator(".room .caption").first,
        "play": stage.part("play"),
        "note": stage.part("note"),
        "field": stage.root.get_by_role("spinbutton", name="stride", exact=True),
        "panel": stage.root.locator(".panel h2").first,
    }
    return {name: node.bounding_box()["height"] for name, node in nodes.items()}


def spill(page):
    return page.evaluate(
        "['html', '[data-testid=stMain]'].map(n => document.querySelector(n)).map(n => n.scrollWidth - n.clientWidth)"
    )


@pytest.mark.parametrize("path", ["sliding_windows", "backward", "dimensions?dimensions_view=3d", "power_means"])
def test_words_follow_the_letters_of_the_browser_and_nothing_spills(large, path):
    page = large.new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"/{path}")
    settled(page)
    expect(page.locator("html")).to_have_css("font-size", "32px")
    root = page.get_by_test_id("stage")
    expect(root.locator(".room .figure").first).to_be_visible()
    assert root.get_by_test_id("play").bounding_box()["height"] >= 60
    assert spill(page) == [0, 0]
    room = root.locator(".room").bounding_box()
    for figure in root.locator(".room .figure:visible").all():
        box = figure.bounding_box()
        assert box["x"] >= room["x"] - 1 and box["x"] + box["width"] <= room["x"] + room["width"] + 1
        assert box["y"] >= room["y"] - 1 and box["y"] + box["height"] <= room["y"] + room["height"] + 1
    page.close()


def test_words_are_twice_as_high_where_letters_are(open_page, large):
    usual = heights(Stage(open_page("sliding_windows", width=620, height=900)))
    page = large.new_page()
    page.set_viewport_size({"width": 1240, "height": 1800})
    page.goto("/sliding_windows")
    settled(page)
    stage = Stage(page)
    expect(stage.root).to_have_css("--scale", "2")
    drawn = heights(stage)
    for name, height in usual.items():
        assert drawn[name] == pytest.approx(2 * height, rel=0.2), name
    page.close()


def test_a_card_is_words_and_grows_with_the_letters(large):
    page = large.new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/true_or_false?claim=zero-padding&guess=true")
    settled(page)
    expect(page.get_by_test_id("stage")).to_have_css("--scale", "2")
    assert page.get_by_test_id("tell").bounding_box()["height"] >= 80
    assert spill(page) == [0, 0]
    page.close()


# ---- a page made twice as large ----


@pytest.mark.parametrize("path", [EVERY_KIND, "backward", "adaptive_bins", "power_means"])
def test_a_page_made_twice_as_large_cuts_no_grid(open_page, path):
    page = open_page(path, width=640, height=360, device_scale_factor=2)
    stage = Stage(page)
    assert spill(page) == [0, 0]
    room = stage.root.locator(".room").bounding_box()
    assert room["height"] >= 200
    for plane in stage.root.locator(".plane:visible").all():
        box = plane.bounding_box()
        assert box["y"] >= room["y"] - 1 and box["y"] + box["height"] <= room["y"] + room["height"] + 1


# ---- forced colours, and little motion ----

LOOK = """node => {
  const looks = [null, '::before', '::after'].map(part => getComputedStyle(node, part));
  const names = ['background-image', 'outline-style', 'border-top-style', 'content', 'box-shadow', 'border-radius'];
  return looks.map(look => names.map(name => look.getPropertyValue(name)).join(' | ')).join(' / ');
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_every_kind_and_the_window_apart(open_page, scheme):
    page = open_page(EVERY_KIND, forced_colors="active", color_scheme=scheme)
    stage = Stage(page)
    kinds = stage.root.locator(".legend li").evaluate_all("all => all.map(one => one.dataset.kind)")
    assert {"r", "p", "g", "h", "window", "winner"} <= set(kinds)
    looks = stage.root.locator(".legend .swatch").evaluate_all(f"all => all.map({LOOK})")
    assert len(set(looks)) == len(kinds)
    cells = {kind: stage.root.locator(f'.input .plane .cell[data-kind="{kind}"]').first for kind in "rpgh"}
    assert len({cell.evaluate(LOOK) for cell in cells.values()}) == len(cells)
    expect(stage.part("input-outline")).to_have_css("border-top-width", "3px")
    assert stage.root.locator(".fill > i").first.evaluate("node => getComputedStyle(node).boxShadow") != "none"
    chosen = stage.root.locator(".segments input:checked + span").first
    others = stage.root.locator(".segments input:not(:checked) + span").first
    # Else the system lays its own ground below the letters, which then are as light as it.
    expect(chosen).to_have_css("forced-color-adjust", "none")
    colours = [node.evaluate(PAINTED) for node in (chosen, others)]
    assert colours[0]["ground"] != colours[1]["ground"]
    assert min(contrast(one["text"], one["ground"]) for one in colours) >= 4.5


def test_forced_colours_keep_tail_and_overhang_apart(open_page):
    for ceil, kind in (("false", "t"), ("true", "o")):
        page = open_page(f"sliding_windows?kernel_size=4&stride=4&ceil_mode={ceil}", forced_colors="active")
        cell = Stage(page).root.locator(f'.input .plane .cell[data-kind="{kind}"]').first
        assert "gradient" in cell.evaluate("node => getComputedStyle(node).backgroundImage")


def test_little_motion_means_that_nothing_slides_or_plays_by_itself(open_page):
    page = open_page("", reduced_motion="reduce")
    stage = Stage(page)
    stage.expect_state(playing="false")
    page.goto("/sliding_windows")
    settled(page)
    stage = Stage(page)
    for selector in (".plane .outline", ".fill"):
        expect(stage.root.locator(selector).first).to_have_css("transition-property", "none")
    stage.part("speed").select_option("4")
    stage.part("play").click()
    stage.expect_state(playing="false", cursor="2,2")
    moving = stage.root.evaluate("root => root.getAnimations({ subtree: true }).length")
    assert moving == 0
