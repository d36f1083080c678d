"""The page of exercises on Streamlit: its words and routes go to the browser once, and nothing comes back."""

from __future__ import annotations

from ui.page.show import ROUTES, meanings, opened
from ui.practice.code import LETTERS
from ui.server import EXERCISE, SHEET
from ui.stage.component import address, mount
from ui.words import words


def show() -> None:
    """Mount the page at what the address says."""
    text = words("practice")
    routes = {**ROUTES, "exercise": EXERCISE, "sheet": SHEET}
    mount(
        "practice/mount.js",
        {
            "said": opened(),
            "title": text["title"],
            "topics": [
                {"name": name, "title": title, "letter": LETTERS[name]} for name, title in text["topics"].items()
            ],
            "page": text["page"],
            "shape": text["shape"],
            "meanings": meanings(),
            "routes": {name: address(path) for name, path in routes.items()},
        },
        key="practice",
    )
