"""Four volumes in a real browser: the way there above, the way back below, each linked to the same cursor."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage


class Volumes(Stage):
    """The volumes of a page by their names."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("stage")
        expect(self.part("input-voxel").first).to_be_visible()

    def voxel(self, kind, *place):
        return self.root.locator(f'[data-testid="{kind}-voxel"][data-at="{",".join(map(str, place))}"]')

    def with_class(self, kind, name):
        found = self.root.locator(f'[data-testid="{kind}-voxel"].{name}')
        return {tuple(map(int, at.split(","))) for at in found.evaluate_all("all => all.map(c => c.dataset.at)")}

    def texts(self, kind):
        found = self.root.locator(f'[data-testid="{kind}-voxel"]')
        told = dict(found.evaluate_all("all => all.map(c => [c.dataset.at, c.textContent])"))
        return [told[at] for at in sorted(told)]

    def corner(self, kind):
        box = self.part(f"{kind}-space").bounding_box()
        return box["x"], box["y"]


def test_values_are_written_back_into_a_volume(open_page):
    page = open_page("unpooling?unpool_dims=3d")
    volumes = Volumes(page)
    there, back = volumes.corner("input"), volumes.corner("unpooled")
    assert back[1] > there[1] and abs(back[0] - there[0]) < 2
    assert volumes.corner("indices")[1] > volumes.corner("output")[1]
    volumes.voxel("output", 0, 0, 1).hover()
    expect(volumes.part("equation")).to_contain_text("index 23 = depth 1 · 16 cells + row 1 · 4 columns + column 3")
    assert volumes.with_class("unpooled", "lit") == {(1, 1, 3)}
    volumes.voxel("unpooled", 0, 2, 1).hover()
    expect(volumes.part("equation")).to_have_text("Unpooled (0, 2, 1) = 95")
    expect(volumes.part("note")).to_contain_text("95 came from input (0, 2, 1): index 9 =")
    assert volumes.with_class("output", "lit") == volumes.with_class("indices", "lit") == {(0, 1, 0)}
    page.mouse.move(1, 1)
    # While it plays, what waits for an output is not told.
    volumes.part("play").click()
    expect(volumes.root.locator('[data-testid="unpooled-voxel"].unknown').first).to_be_visible()
    assert volumes.texts("indices").count("?") in (1, 2, 3)
    volumes.part("last").click()
    volumes.voxel("input", 0, 0, 0).click()
    volumes.part("editor").fill("120")
    page.keyboard.press("Enter")
    expect(volumes.voxel("unpooled", 0, 0, 0)).to_have_text("120")
    page.keyboard.press("Escape")
    # Another number of axes is another picture, and the way back leads to this one.
    page.get_by_role("radio", name="2d").check(force=True)
    expect(page.get_by_test_id("input-cell").first).to_be_visible()
    page.get_by_role("radio", name="3d").check(force=True)
    expect(volumes.voxel("unpooled", 0, 0, 0)).to_have_text("120")


def test_an_upstream_volume_is_written_by_hand_or_by_a_loss(open_page):
    page = open_page("backward?backward_dims=3d&backward_operation=avg&backward_stride=1")
    volumes = Volumes(page)
    assert set(volumes.texts("gradient")) == {"0.12", "0.25", "0.5"}
    volumes.voxel("upstream", 0, 0, 0).click()
    editor = volumes.part("editor")
    expect(editor).to_have_attribute("aria-label", "Value of upstream (0, 0, 0)")
    editor.fill("9")
    page.keyboard.press("Enter")
    expect(volumes.voxel("gradient", 1, 0, 0)).to_have_text("1.12")
    page.keyboard.press("Escape")
    expect_said(page, "upstream", "9 1 1\n1 1 1\n1 1 1")
    volumes.voxel("gradient", 1, 0, 1).hover()
    expect(volumes.part("equation")).to_have_text("Gradient (1, 0, 1) = 1/8·9 + 1/8·1 = 1.25")
    expect(volumes.part("note")).to_have_text("2 outputs flow into this cell: (0, 0, 0) (0, 0, 1)")
    page.get_by_role("combobox", name="Loss L").select_option("mean")
    expect(volumes.root.locator(".volumes .caption", has_text="L = (1/9) · Σ y")).to_be_visible()
    assert np.unique(volumes.texts("upstream")).tolist() == ["0.11"]
    # All four are turned together.
    slants = "root => [...new Set([...root.querySelectorAll('.space .sheet')].map(one => one.getCTM().b.toFixed(2)))]"
    (before,) = volumes.root.evaluate(slants)
    box = volumes.part("gradient-space").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 60, steps=3)
    page.mouse.up()
    (after,) = volumes.root.evaluate(slants)
    assert before != after
