"""The page that finds a size: its words and its route go to the browser once, with the first answer."""

from __future__ import annotations

from pooling_core.stacks.kinds import KINDS
from pooling_core.stacks.sizes import LARGEST_BOUND, SEARCHED
from ui import course
from ui.page.show import opened
from ui.server import FOUND_SIZES
from ui.sizes.asked import BACK, LARGEST_NUMBER, LONGEST_TEXT, USUAL, USUAL_BOUND
from ui.stage.component import address, mount
from ui.words import words


def show() -> None:
    """Mount the page at what the address says."""
    text = words("sizes")
    mount(
        "sizes/mount.js",
        {
            "said": opened(),
            "title": text["title"],
            "page": text["page"],
            "kinds": [{"name": kind, "label": text["kinds"][kind], "takes": _back_of(kind)} for kind in SEARCHED],
            "usual": {**USUAL, "layer": SEARCHED[0], "most": USUAL_BOUND, **BACK, "ceil_mode": "false"},
            "bounds": {"most": LARGEST_BOUND, "number": LARGEST_NUMBER, "text": LONGEST_TEXT},
            "lessons": {name: words(name)["title"] for name in course.LESSONS},
            "route": address(FOUND_SIZES),
        },
        key="sizes",
    )


def _back_of(kind: str) -> list[str]:
    """The numbers of the way back that a kind of layer has."""
    return [name for name in (*BACK, "ceil_mode") if name in KINDS[kind].parameters]
