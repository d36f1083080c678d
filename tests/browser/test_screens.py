"""Every lesson in one view: what is seen at five sizes without scrolling, how large it is, and what never moves."""

import itertools
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from ui.lessons import LESSONS

PHONE, TABLET, SMALL, LAPTOP, LARGE = SIZES = (390, 844), (820, 1180), (1024, 768), (1280, 720), (1920, 1080)
# At the last of each parameters are turned.
BY_HAND, BY_MOUSE = (TABLET, PHONE), (LARGE, SMALL, LAPTOP)
# The least side of a cell in pixels; what a screen has of its own stands beside it.
LEAST = {PHONE: 24, TABLET: 44, SMALL: 40, LAPTOP: 44, LARGE: 72}
LARGE_CELLS = {LAPTOP: 56, LARGE: 72}
# Fourteen columns side by side, or fourteen rows below each other.
PADDED = {**LARGE_CELLS, PHONE: 22}
# A cell of a sheet in space is drawn aslant: narrower than its side.
ASLANT = {PHONE: 18, TABLET: 28, SMALL: 22, LAPTOP: 30, LARGE: 48}
SEVEN = quote("\n".join(" ".join(str((7 * r + c) % 10) for c in range(7)) for r in range(7)))
SIXTEEN = quote("\n".join(" ".join(str((3 * r + c) % 10) for c in range(16)) for r in range(16)))
SCREENS = {
    "sliding_windows": LARGE_CELLS,
    "sliding_windows?kernel_size=3&stride=1&padding=1": PADDED,
    f"sliding_windows?kernel_size=3&stride=1&padding=1&input={SEVEN}": {PHONE: 18, LAPTOP: 48},
    "adaptive_bins": {},
    "fractional": {PHONE: 20},  # two rulers of bins stand around twelve rows
    "dimensions": {},
    "dimensions?dimensions_view=2d": {},
    "dimensions?dimensions_view=3d": ASLANT,
    "power_means": {},
    "stochastic": {},
    "unpooling": {},
    "backward": {},
    "convolution": {},
    "convolution?conv_view=parameters": {},
    "convolution?conv_view=shift": {},
    "shapes": {},
    "frameworks": {},
    "true_or_false": {},
}
# Boxes of what has to be seen, by name; of one thing that is made of several, all of it.
SEEN = """root => {
  const found = {};
  const shown = node => node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().height > 0;
  const add = (name, nodes) => {
    const boxes = nodes.filter(shown).map(node => node.getBoundingClientRect());
    if (boxes.length) found[name] = [
      Math.min(...boxes.map(box => box.left)), Math.min(...boxes.map(box => box.top)),
      Math.max(...boxes.map(box => box.right)), Math.max(...boxes.map(box => box.bottom)),
    ];
  };
  const all = selector => [...root.querySelectorAll(selector)];
  const words = ['title', 'asked', 'examples', 'tools', 'headline', 'equation', 'note'];
  for (const name of words) add(name, all(`.${name}`));
  all('.boards .figure').forEach((node, at) => add(`grid ${at}`, [...node.querySelectorAll('.caption, .plane')]));
  all('.space').forEach((node, at) => add(`volume ${at}`, [...node.querySelectorAll('.voxel')]));
  add('picture', all('.picture'));
  add('mark', all('.side .mark'));
  all('.side > .chips > .param').forEach(node => add(`parameter ${node.dataset.key}`, [node]));
  all('.side :is(.fold, .tensor) > summary').forEach((node, at) => add(`fold ${at}`, [node]));
  for (const name of ['buttons', 'controls select', 'controls input', 'position']) add(name, all(`.${name}`));
  return found;
}"""
# Once nothing has moved for some frames: a new size is laid out when the browser has told of it.
SETTLED = f"""async (root, [width, height]) => {{
  const seen = () => JSON.stringify([innerWidth, innerHeight, ({SEEN})(root), root.querySelector('.room').clientWidth]);
  for (let before = '', same = 0; same < 4 || innerWidth !== width || innerHeight !== height;) {{
    await new Promise(requestAnimationFrame);
    const now = seen();
    same = now === before ? same + 1 : 0;
    before = now;
  }}
  return ({SEEN})(root);
}}"""
SIDES = """root => [...root.querySelectorAll('.boards .plane .cell, .voxel > rect:first-child')]
  .filter(node => node.checkVisibility({ visibilityProperty: true }))
  .map(node => node.getBoundingClientRect().width)"""
PAGE = """() => {
  const page = document.querySelector('[data-testid=stMain]');
  return [page.scrollTop, page.scrollWidth - innerWidth];
}"""


def opened(open_page, address, size):
    page = open_page(address, width=size[0], height=size[1], has_touch=size in BY_HAND)
    stage = page.get_by_test_id("stage")
    expect(stage.locator(".boards .cell, .voxel, .picture, .nothing").locator("visible=true").first).to_be_visible()
    return page, stage


def seen_at(page, stage, size):
    """What is seen at a size, all of it in view, nothing upon another thing."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    seen = stage.evaluate(SETTLED, list(size))
    for name, (left, top, right, bottom) in seen.items():
        assert left >= -0.5 and top >= -0.5 and right <= size[0] + 0.5 and bottom <= size[1] + 0.5, (size, name)
    for (one, first), (two, second) in itertools.combinations(seen.items(), 2):
        across = min(first[2], second[2]) - max(first[0], second[0])
        down = min(first[3], second[3]) - max(first[1], second[1])
        assert across <= 1 or down <= 1, (size, one, two)
    scrolled, beyond = page.evaluate(PAGE)
    assert scrolled == 0 and beyond <= 0, size
    return seen


def transport(seen):
    return [seen[name] for name in ("buttons", "controls select", "controls input")]


def turn(stage, least=3):
    """Turn the stage's own numbers, one after the other and round again; each is answered before the next."""
    more = stage.locator(".side > .chips .stepper button:last-child:not(:disabled)")
    flags = stage.locator(".side > .chips .flag input")
    for at in range(least):
        before = stage.get_attribute("data-query")
        if more.count():
            more.nth(at % more.count()).click()
        else:
            flags.first.click()
        expect(stage).not_to_have_attribute("data-query", before)
        yield


def test_every_lesson_is_looked_at():
    assert {address.partition("?")[0] for address in SCREENS} == set(LESSONS)


@pytest.mark.parametrize("sizes", [BY_HAND, BY_MOUSE], ids=["by_hand", "by_mouse"])
@pytest.mark.parametrize("address", SCREENS, ids=lambda address: address[:60])
def test_a_lesson_stands_in_one_view_and_its_transport_stays(open_page, address, sizes):
    page, stage = opened(open_page, address, sizes[0])
    for size in sizes:
        seen = seen_at(page, stage, size)
        if "buttons" not in seen:
            continue
        assert any(name.startswith(("grid", "volume")) for name in seen)
        assert {"title", "equation", "position"} <= seen.keys()
        assert all(any(name.startswith(kind) for name in seen) for kind in ("parameter", "fold"))
        assert stage.locator(".scroll.scrolls").count() == 0, size
        sides = stage.evaluate(SIDES)
        assert round(min(sides), 1) >= {**LEAST, **SCREENS[address]}[size], size
    for _ in turn(stage) if "buttons" in seen else ():
        assert transport(seen_at(page, stage, size)) == transport(seen)


def test_a_large_input_takes_the_whole_width_or_height(open_page):
    address = f"sliding_windows?kernel_size=3&stride=2&padding=1&input={SIXTEEN}"
    page, stage = opened(open_page, address, SMALL)
    for size in (SMALL, LAPTOP, LARGE):
        seen_at(page, stage, size)
        room, grids = (stage.locator(name).bounding_box() for name in (".room", ".boards"))
        # One more pixel for each of its cells would not fit.
        assert room["width"] - grids["width"] < 40 or room["height"] - grids["height"] < 40


def test_on_a_phone_the_lessons_are_behind_a_word(open_page):
    page, stage = opened(open_page, "sliding_windows", PHONE)
    button = page.get_by_test_id("stExpandSidebarButton")
    said = button.evaluate("node => getComputedStyle(node, '::after').content")
    assert said == '"Lessons"'
    tool, lessons = stage.get_by_test_id("undo").bounding_box(), button.bounding_box()
    assert lessons["x"] >= 0 and lessons["x"] + lessons["width"] <= tool["x"] and lessons["width"] > 80
    button.click()
    page.get_by_test_id("stSidebar").get_by_text("Adaptive bins").click()
    expect(stage.locator(".title")).to_have_text("Adaptive bins")


def test_on_a_phone_the_headline_is_one_line_and_the_rest_is_a_tap_away(open_page):
    _, stage = opened(open_page, "sliding_windows", PHONE)
    said, rest = stage.locator(".headline .said"), stage.get_by_test_id("rest")
    assert said.bounding_box()["height"] <= 24
    before = stage.get_by_test_id("play").bounding_box()
    rest.tap()
    expect(rest).to_have_attribute("aria-expanded", "true")
    assert said.evaluate("node => node.scrollHeight <= node.clientHeight && node.scrollWidth <= node.clientWidth")
    assert said.bounding_box()["height"] > 40
    rest.tap()
    expect(rest).to_have_attribute("aria-expanded", "false")
    assert said.bounding_box()["height"] <= 24 and stage.get_by_test_id("play").bounding_box() == before


def test_what_is_unfolded_on_a_phone_moves_no_transport(open_page):
    page, stage = opened(open_page, "sliding_windows", PHONE)
    before = seen_at(page, stage, PHONE)
    for fold in stage.locator(".side summary").all():
        fold.click()
        after = stage.evaluate(SETTLED, list(PHONE))
        assert transport(after) == transport(before) and after["grid 0"] == before["grid 0"]


def test_in_a_small_frame_the_parameters_stand_beside_the_picture(open_page):
    page, stage = opened(open_page, "sliding_windows?embed=true", (800, 600))
    seen = seen_at(page, stage, (800, 600))
    assert seen["parameter kernel_size"][0] > seen["grid 1"][2]
    assert min(stage.evaluate(SIDES)) >= 36
