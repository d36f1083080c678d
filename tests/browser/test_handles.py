"""Parameters by hand: what is dragged on the picture turns its own field, in every lesson with a stride."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage

SIX = "%0A".join(["3+1+4+1+5+9"] * 6)
ROW = "3+1+4+1+5+9+2+6"
# Where the outline of the window stands, in cells of the board.
OUTLINE = """outline => {
  const cell = outline.parentElement.querySelector('[data-testid="input-cell"]').getBoundingClientRect();
  const { width, height } = outline.getBoundingClientRect();
  return [Math.round(height / cell.height), Math.round(width / cell.width)];
}"""


class Hand:
    """A pointer that takes hold of a handle, moves by whole cells, and lets go."""

    def __init__(self, stage):
        self.stage, self.mouse = stage, stage.page.mouse

    def take(self, name):
        self.stage.cell("input", 0, 0).hover()
        handle = self.stage.part(f"handle-{name}")
        expect(handle).to_be_visible()
        # Of a strip a place near its end: nothing else lies upon it there.
        box, cell = handle.bounding_box(), self.stage.cell("input", 0, 0).bounding_box()
        self.size = cell["width"]
        near = {"x": min(box["width"] / 2, self.size / 3), "y": min(box["height"] / 2, self.size / 3)}
        self.at = (box["x"] + near["x"], box["y"] + near["y"])
        self.mouse.move(*self.at)
        self.mouse.down()
        return self

    def to(self, down, right):
        """By so many cells from where it took hold."""
        self.mouse.move(self.at[0] + right * self.size, self.at[1] + down * self.size, steps=6)
        return self

    def drop(self):
        self.mouse.up()
        expect(self.stage.root).not_to_have_class(re.compile("turning"))


LESSONS = {
    "sliding_windows": ("sliding_windows?", "kernel_size", "stride", "padding"),
    "sliding_windows, 1-D": (f"sliding_windows?dims=1d&input={ROW}&", "kernel_size", "stride", "padding"),
    "power_means": (f"power_means?power_input={SIX}&", "power_kernel", "power_stride", None),
    "power_means, 1-D": (f"power_means?power_input={ROW}&", "power_kernel", "power_stride", None),
    "stochastic": (f"stochastic?stochastic_input={SIX}&", "stochastic_kernel", "stochastic_stride", None),
    "unpooling": (f"unpooling?unpool_input={SIX}&", "unpool_kernel", "unpool_stride", "unpool_padding"),
    "dimensions, 2-D": (
        f"dimensions?dimensions_view=2d&dimensions_plane={SIX}&",
        *("dimensions_kernel", "dimensions_stride", "dimensions_padding"),
    ),
    "dimensions, 1-D": (
        "dimensions?dimensions_over_time=false&",
        *("dimensions_kernel", "dimensions_stride", "dimensions_padding"),
    ),
    "convolution, average": (
        f"convolution?conv_average_input={SIX}&",
        *("conv_average_kernel", "conv_average_stride", "conv_average_padding"),
    ),
    "convolution, shift": ("convolution?conv_view=shift&", "conv_shift_kernel", "conv_shift_stride", None),
    "backward": (f"backward?backward_input={SIX}&", "backward_kernel", "backward_stride", "backward_padding"),
    "backward, unpooling": (
        f"backward?backward_operation=max_unpool&backward_input={SIX}&",
        *("backward_kernel", "backward_stride", "backward_padding"),
    ),
}


@pytest.mark.parametrize("name", LESSONS)
def test_a_drag_turns_the_field_of_what_is_dragged(open_page, name):
    address, kernel, stride, padding = LESSONS[name]
    page = open_page(f"{address}{kernel}=2&{stride}=2")
    stage = Stage(page)
    hand = Hand(stage)
    flat = stage.part("input-cell").last.get_attribute("data-r") == "0" or "1-D" in name or "shift" in name
    hand.take("stride").to(0, -1).drop()
    expect_said(page, stride, "1")
    hand.take("kernel_size").to(0 if flat else 1, 1).drop()
    expect_said(page, kernel, "3")
    if padding is None:
        expect(stage.part("handle-padding-left")).to_be_hidden()
    else:
        hand.take("padding-left").to(0, -1).drop()
        expect_said(page, padding, "1")
    if flat:
        expect(stage.part("handle-padding-top")).to_be_hidden()
    expect(stage.part("input-outline")).to_be_visible()
    expect(stage.part("output-cell").first).to_be_visible()
    for key, value in ((kernel, "3"), (stride, "1")):
        assert said(page, key) == value


def test_axes_that_are_apart_are_dragged_apart(open_page):
    page = open_page("sliding_windows?per_axis=true&stride=1&stride_w=1&kernel_size_w=2")
    hand = Hand(Stage(page))
    hand.take("kernel_size").to(1, 2).drop()
    expect_said(page, "kernel_size", "3")
    expect_said(page, "kernel_size_w", "4")
    hand.take("stride").to(0, 1).drop()
    expect_said(page, "stride_w", "2")
    assert said(page, "stride") == "1"
    hand.take("padding-top").to(-1, 0).drop()
    expect_said(page, "padding", "1")
    assert said(page, "padding_w") is None


def test_in_one_dimension_only_the_way_along_the_row_counts(open_page):
    page = open_page(f"sliding_windows?dims=1d&stride=1&input={ROW}%0A{ROW}%0A{ROW}")
    Hand(Stage(page)).take("kernel_size").to(2, 1).drop()
    expect_said(page, "kernel_size", "3")


def test_the_outline_follows_before_the_answer_comes(open_page):
    page = open_page("sliding_windows?stride=1")
    stage = Stage(page)
    before = stage.texts("output")
    waiting = []
    page.route("**/picture/**", lambda route: waiting.append(route))
    hand = Hand(stage).take("kernel_size").to(1, 1)
    page.wait_for_function(
        f"outline => String(({OUTLINE})(outline)) === '3,3'", arg=stage.part("input-outline").element_handle()
    )
    assert waiting and stage.texts("output") == before
    waiting[-1].continue_()  # those before it were given up for it
    expect(stage.part("output-cell")).to_have_count(16)
    hand.drop()


def test_one_undo_takes_a_whole_drag_back(open_page):
    page = open_page("sliding_windows?stride=1")
    hand = Hand(Stage(page))
    hand.take("kernel_size")
    for cells in (1, 2, 3):
        hand.to(cells, cells)
        expect_said(page, "kernel_size", str(2 + cells))
        # However long it takes.
        page.evaluate("() => { const from = performance.now(); while (performance.now() - from < 750); }")
    hand.drop()
    page.get_by_role("button", name="Undo").click()
    expect_said(page, "kernel_size", None)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.get_by_role("button", name="Redo").click()
    expect_said(page, "kernel_size", "5")


def test_escape_takes_the_drag_back_and_leaves_the_hand_empty(open_page):
    page = open_page("sliding_windows?stride=1")
    stage = Stage(page)
    hand = Hand(stage).take("kernel_size").to(2, 2)
    expect_said(page, "kernel_size", "4")
    page.keyboard.press("Escape")
    expect_said(page, "kernel_size", None)
    expect(stage.root).not_to_have_class(re.compile("turning"))
    hand.to(3, 3).drop()
    expect(stage.part("output-cell")).to_have_count(25)
    assert said(page, "kernel_size") is None
    page.wait_for_function(
        f"outline => String(({OUTLINE})(outline)) === '2,2'", arg=stage.part("input-outline").element_handle()
    )


@pytest.mark.parametrize("name", ["sliding_windows", "unpooling"])
def test_a_refusal_on_the_way_leaves_nothing_stuck(open_page, name):
    address, kernel, stride, _ = LESSONS[name]
    page = open_page(f"{address}{kernel}=2&{stride}=1")
    stage = Stage(page)
    refusal = page.get_by_test_id("headline").get_by_role("button")
    hand = Hand(stage).take("kernel_size").to(6, 6)
    expect_said(page, kernel, "8")
    expect(refusal.first).to_be_visible()
    expect(stage.part("input-outline")).to_be_hidden()
    hand.to(1, 1)
    expect_said(page, kernel, "3")
    expect(stage.part("output-cell")).to_have_count(16)
    hand.to(20, 20)
    expect_said(page, kernel, "16")
    expect(refusal.first).to_be_visible()
    hand.drop()
    expect(stage.part("input-outline")).to_be_hidden()
    expect(stage.part("handle-kernel_size")).to_be_hidden()
    refusal.first.click()
    expect(stage.part("input-outline")).to_be_visible()
    stage.cell("input", 0, 0).hover()
    expect(stage.part("handle-kernel_size")).to_be_visible()


def test_a_finger_drags_too(open_page):
    page = open_page("sliding_windows?stride=1", width=390, height=844, has_touch=True, is_mobile=True)
    stage = Stage(page)
    handle = stage.part("handle-kernel_size")
    expect(handle).to_be_visible()
    box, cell = handle.bounding_box(), stage.cell("input", 0, 0).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", (x, y))
    for part in (0.5, 1):
        send("touchMove", (x + part * cell["width"], y + part * cell["height"]))
    send("touchEnd")
    expect_said(page, "kernel_size", "3")
    expect(stage.part("output-cell")).to_have_count(16)


def test_a_number_beyond_the_bounds_becomes_the_nearest_and_the_field_names_them(open_page):
    stage = Stage(open_page("sliding_windows"))
    field, hint = stage.number("kernel_size"), stage.root.locator('[data-key="kernel_size"] .hint')
    field.fill("99")
    field.press("Tab")
    expect(field).to_have_value("32")
    expect(hint).to_have_text("from 0 to 32")
    field.fill("2")
    expect(hint).to_be_empty()
    stage.expect_texts("output", [["6", "5", "9"], ["9", "9", "6"], ["9", "8", "8"]])
