"""The page on which a visitor runs random calls: its words and its route go to the browser once."""

from __future__ import annotations

from ui import course, oracle
from ui.check.asked import FEWEST, LARGEST_SEED, MOST, USUAL, families
from ui.page.show import opened
from ui.server import RANDOM_CALLS
from ui.stage.component import address, mount
from ui.words import words


def show() -> None:
    """Mount the page at what the address says."""
    text = words("check")
    mount(
        "check/mount.js",
        {
            "said": opened(),
            "title": text["title"],
            "page": text["page"],
            "families": families(),
            "bounds": {"fewest": FEWEST, "most": MOST, "usual": USUAL, "seed": LARGEST_SEED},
            "lessons": {name: words(name)["title"] for name in course.LESSONS},
            "absent": oracle.absent(),
            "route": address(RANDOM_CALLS),
        },
        key="check",
    )
