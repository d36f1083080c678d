"""Pooling in twenty minutes: the steps over the lessons, the way to go on, and at the end a card to print."""

from ui import walk
from ui.page import ways
from ui.stage.component import address, mount

mount("walk/page.js", walk.listed_with_card(address), key="twenty_minutes")
ways.draw()
