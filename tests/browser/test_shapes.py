"""The shapes lesson in a real browser: layers looked at, written, added and removed; a size mended; number lines."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import settled

LENET = ["conv 6 k5", "avg k2", "conv 16 k5", "avg k2", "conv 120 k5", "flatten", "linear 84", "linear 10"]
# Two frames later what was told of a new size is laid out.
LAID_OUT = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
)
FIRST_SCREEN = {"width": 1280, "height": 720}


class Shapes:
    """The stage with the picture of a stack, or of an axis."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("stage")

    def part(self, name):
        return self.root.get_by_test_id(name)

    @property
    def columns(self):
        """Input and layers."""
        return self.part("stack").locator(".column")

    def column(self, number):
        return self.columns.nth(number)

    @property
    def text(self):
        return self.root.get_by_label("Layers, one a line")

    def expect_looked_at(self, number):
        expect(self.part("stack").get_by_role("radio", checked=True)).to_have_count(1)
        expect(self.column(number)).to_have_attribute("aria-checked", "true")
        expect(self.part("picture-said")).to_have_text(re.compile(rf"^{number}\. "))
        expect_said(self.page, "shapes_layer", str(number))


def opened(open_page, query="", **options):
    shapes = Shapes(open_page(f"shapes?{query}" if query else "shapes", **options))
    expect(shapes.part("headline")).not_to_be_empty()
    return shapes


def test_a_click_and_the_arrow_keys_choose_a_layer(open_page):
    shapes = opened(open_page)
    expect(shapes.columns).to_have_count(9)
    shapes.column(2).click()
    shapes.expect_looked_at(2)
    expect(shapes.part("panel-layer")).to_contain_text("Layer 2, avg k2: along the height")
    for key, number in (("ArrowRight", 3), ("End", 8), ("ArrowRight", 8), ("Home", 1), ("ArrowLeft", 1)):
        shapes.page.keyboard.press(key)
        shapes.expect_looked_at(number)
        expect(shapes.column(number)).to_be_focused()
    shapes.root.get_by_role("radio", name="width").check()
    expect(shapes.part("panel-layer")).to_contain_text("along the width")
    expect_said(shapes.page, "shapes_axis", "width")
    shapes.part("undo").click()
    shapes.part("undo").click()
    expect(shapes.part("panel-layer")).to_contain_text("along the height")


def test_what_is_pointed_at_is_told_below_the_picture(open_page):
    shapes = opened(open_page)
    expect(shapes.part("picture-said")).to_contain_text("4. avg k2")
    before = shapes.part("stack").bounding_box()
    shapes.column(5).hover()
    expect(shapes.part("picture-said")).to_have_text(
        "5. conv 120 k5: 120 × 1 × 1 · each output sees 32 input cells, and those of the next output begin "
        "4 cells further on · the middle one sees cells 0 to 31"
    )
    shapes.page.mouse.move(2, 2)
    expect(shapes.part("picture-said")).to_contain_text("4. avg k2")
    assert shapes.part("stack").bounding_box() == before
    assert said(shapes.page, "shapes_layer") is None


def test_layers_are_added_and_removed_and_taken_back(open_page):
    shapes = opened(open_page)
    shapes.root.get_by_role("button", name="Remove the last").click()
    expect(shapes.part("totals")).to_contain_text("60,856 parameters")
    shapes.root.get_by_text("Add a layer", exact=True).click()
    shapes.root.get_by_role("button", name="linear: linear 10").click()
    expect(shapes.part("totals")).to_contain_text("61,706 parameters")
    shapes.root.get_by_role("button", name="batch norm: norm").click()
    expect(shapes.columns).to_have_count(10)
    expect(shapes.text).to_have_value("\n".join([*LENET, "norm"]))
    shapes.expect_looked_at(9)
    for _ in range(3):
        shapes.part("undo").click()
    expect(shapes.part("totals")).to_contain_text("61,706 parameters")
    shapes.page.wait_for_function("() => !location.search.includes('shapes_stack')")


def test_lines_are_taken_over_by_ctrl_enter_or_by_leaving_the_box(open_page):
    shapes = opened(open_page)
    shapes.text.fill("max k2\nmax k2")
    shapes.page.keyboard.press("Enter")  # one more line, nothing is taken over
    expect(shapes.columns).to_have_count(9)
    shapes.page.keyboard.type("flatten")
    shapes.page.keyboard.press("Control+Enter")
    expect(shapes.columns).to_have_count(4)
    expect_said(shapes.page, "shapes_stack", "max k2\nmax k2\nflatten")
    shapes.expect_looked_at(3)
    # An answer does not overwrite what is being typed.
    shapes.page.keyboard.type("\nlin")
    shapes.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(shapes.text).to_have_value("max k2\nmax k2\nflatten\nlin")
    shapes.page.keyboard.type("ear 5")
    shapes.page.keyboard.press("Tab")
    expect(shapes.columns).to_have_count(5)


def test_a_stack_that_cannot_be_read_stays_in_its_box_and_in_the_address(open_page):
    shapes = opened(open_page)
    shapes.text.fill("conv 6 k5\npool 2")
    shapes.page.keyboard.press("Control+Enter")
    expect(shapes.part("headline")).to_contain_text("Line 2: “pool” is no layer")
    expect(shapes.text).to_have_attribute("aria-invalid", "true")
    expect(shapes.part("stack")).to_be_hidden()
    expect(shapes.part("oracle")).to_have_count(0)
    expect_said(shapes.page, "shapes_stack", "conv 6 k5\npool 2")
    shapes.page.reload()
    settled(shapes.page)
    expect(shapes.text).to_have_value("conv 6 k5\npool 2")
    shapes.root.get_by_role("button", name="Use max k2").click()
    expect(shapes.columns).to_have_count(3)
    expect(shapes.text).to_have_value("conv 6 k5\nmax k2")
    assert shapes.text.get_attribute("aria-invalid") is None


def test_torch_speaks_of_the_whole_stack(open_page):
    shapes = opened(open_page)
    expect(shapes.part("oracle")).to_have_text("PyTorch 2.13.0 agrees: shapes and parameters", timeout=90_000)


def test_a_size_that_does_not_fit_is_mended_above_the_fold(open_page):
    shapes = opened(open_page, "shapes_input=1+x+28+x+28")
    expect(shapes.part("headline")).to_contain_text("Kernel size can't be greater", timeout=90_000)
    expect(shapes.part("misfit")).to_have_text("✗ does not fit")
    mend = shapes.root.get_by_role("button", name="Use input = 1 x 32 x 32")
    box = mend.bounding_box()
    assert box["y"] + box["height"] <= FIRST_SCREEN["height"]
    mend.click()
    expect(shapes.part("totals")).to_have_text("61,706 parameters · output 10 · field of view 32 × 32")
    expect(shapes.part("misfit")).to_have_count(0)


BLOCK = ["conv 8 k3 s2 p1", "relu", "conv 8 k3 p1", "add input", "max k2 as a", "unpool k2 of a"]


def test_branches_are_drawn_as_wires_and_a_shortcut_is_mended(open_page):
    shapes = opened(open_page, "shapes_input=4+x+16+x+16&shapes_stack=" + "%0A".join(BLOCK).replace(" ", "+"))
    wire = shapes.part("stack").locator
    expect(shapes.part("misfit")).to_have_text("✗ does not fit")
    expect(wire(".wire[data-from='0'][data-to='4']")).to_have_count(1)  # to the layer that does not fit
    shapes.root.get_by_role("button", name="Use conv 8 k1 s2 after input").click()
    expect(shapes.part("misfit")).to_have_count(0)
    expect(shapes.columns).to_have_count(8)
    expect(shapes.text).to_have_value(
        "conv 8 k3 s2 p1\nrelu\nconv 8 k3 p1 as b\nconv 8 k1 s2 from input as c\nadd c b\nmax k2 as a\nunpool k2 of a"
    )
    assert wire(".wire[data-from='3']").evaluate_all("all => all.map(one => one.dataset.to)") == ["5"]
    assert wire(".wire[data-to='4']").evaluate_all("all => all.map(one => one.dataset.from)") == ["0"]
    expect(wire(".wire.indices")).to_have_count(1)
    shapes.column(5).locator(".box").first.click()
    assert wire(".wire.chosen").evaluate_all("all => all.map(one => one.dataset.from).sort()") == ["3", "4", "5"]
    expect(shapes.part("picture-legend")).to_contain_text("keeps the shape")


def test_kinds_are_told_apart_by_their_patterns(open_page):
    shapes = opened(open_page)
    fills = (
        shapes.part("stack")
        .locator(".column > rect.box:first-of-type, .column > rect.box")
        .evaluate_all("all => Object.fromEntries(all.map(box => [box.classList[1], box.getAttribute('fill')]))")
    )
    assert fills["pool"] != fills["other"] and fills["pool"].startswith("url(") and fills["other"].startswith("url(")
    assert fills["conv"] is None
    expect(shapes.part("picture-legend")).to_have_text("convolutionpoolingother layerswhat the next output sees")


@pytest.mark.parametrize("query", ["", "shapes_view=conventions", "shapes_stack=pool"])
def test_the_picture_stands_in_the_first_screen(open_page, query):
    shapes = opened(open_page, query)
    names = {"": "stack", "shapes_view=conventions": "lines", "shapes_stack=pool": "nothing"}
    for width, height in ((1280, 720), (1920, 1080), (390, 844)):
        shapes.page.set_viewport_size({"width": width, "height": height})
        root = shapes.page.get_by_test_id("stage")
        expect(root).to_have_class(re.compile(r"\bnarrow\b" if width < 640 else r"\bbroad\b"))
        root.evaluate(LAID_OUT)
        box = shapes.part(names[query]).bounding_box()
        assert box["y"] + box["height"] <= height and box["height"] > 0.3 * height
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert shapes.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_several_ways_to_mend_cover_nothing_on_a_phone(open_page):
    shapes = opened(
        open_page,
        "shapes_input=1+x+65+x+65&shapes_stack=max+k2%0Aconv_transpose+1+k2+s2+as+a%0Acat+a+input",
        width=390,
    )
    fixes = shapes.root.locator(".fixes button")
    expect(fixes).to_have_count(3)
    picture = shapes.part("stack").bounding_box()
    for fix in fixes.all():
        box = fix.bounding_box()
        assert box["y"] + box["height"] <= picture["y"]
    fixes.last.click()  # the last is scrolled to
    expect_said(shapes.page, "shapes_input", "1 x 66 x 66")


@pytest.mark.parametrize("width", [390, 1280])
def test_many_layers_are_scrolled_to_the_one_that_is_looked_at(open_page, width):
    stack = "%0A".join(["norm"] * 60)
    shapes = opened(open_page, f"shapes_stack={stack}&shapes_layer=55", width=width)
    expect(shapes.columns).to_have_count(61)
    shapes.expect_looked_at(55)
    inside = shapes.column(55).locator(".box").first.bounding_box()
    outside = shapes.part("stack").bounding_box()
    assert outside["x"] <= inside["x"] and inside["x"] + inside["width"] <= outside["x"] + outside["width"]
    # Of many only what changes is written, and nothing over its neighbour.
    boxes = (
        shapes.part("stack")
        .locator(".channels")
        .evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    )
    assert all(one["right"] <= other["left"] + 2 for one, other in pairwise(boxes))


def test_the_number_lines_are_turned_and_told(open_page):
    shapes = opened(open_page, "shapes_view=conventions")
    windows = shapes.part("line-window")
    expect(windows).to_have_count(10)
    expect(shapes.part("lines")).to_contain_text("the last window reaches 1 cell past the end")
    windows.nth(1).hover()
    expect(shapes.part("picture-said")).to_have_text("window 1: cells 2, 3, 4")
    shapes.root.get_by_role("button", name="cells n: one more").click()
    expect_said(shapes.page, "shapes_size", "7")
    expect(windows).to_have_count(13)
    shapes.root.get_by_role("radio", name="stack").check()
    expect(shapes.columns).to_have_count(9)
    expect(shapes.part("lines")).to_be_hidden()


def test_a_remote_steps_through_the_layers(open_page):
    shapes = opened(open_page)
    shapes.part("present").click()
    expect(shapes.root).to_have_class(re.compile(r"\bpresent\b"))
    shapes.page.keyboard.press("PageDown")
    shapes.expect_looked_at(5)
    shapes.page.keyboard.press("PageUp")
    shapes.page.keyboard.press("PageUp")
    shapes.expect_looked_at(3)
