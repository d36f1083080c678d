"""The sliding windows lesson as tests of its state use it, and answers that are held back."""

import contextlib

from playwright.sync_api import Error, expect

from tests.browser.stage import Stage
from tests.support.lessons import LESSONS
from ui.words import words

DEFAULT = LESSONS["sliding_windows"].fields["input"].default
SMALL = "sliding_windows?input=1+2+3+4%0A5+6+7+8%0A9+1+2+3%0A4+5+6+7"
SMALL_TEXT = "1 2 3 4\n5 6 7 8\n9 1 2 3\n4 5 6 7"
# The outputs of the default tensor with kernel 3 and stride 1.
OVERLAPPING = [["9", "9", "9", "9"], ["9", "9", "9", "8"], ["9", "9", "9", "7"], ["9", "8", "8", "8"]]
PICTURES = "**/picture/**"


def open_lesson(open_page, path="sliding_windows", **options):
    stage = Stage(open_page(path, **options))
    expect(stage.part("headline")).not_to_be_empty()
    return stage


def menu(page, title):
    """Follow the menu to a lesson."""
    page.get_by_test_id("stTopNavSection").filter(has_text=words("common")["app"]["sections"]["windows"]).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()


class Gate:
    """Nothing that a page asks is answered until it is opened."""

    def __init__(self, page):
        self.page, self.held = page, []
        page.route(PICTURES, lambda route: self.held.append(route))

    def open(self):
        self.page.unroute(PICTURES)
        for route in self.held:
            with contextlib.suppress(Error):  # most have been given up for a newer one
                route.continue_()
