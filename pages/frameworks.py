"""Frameworks: one layer in two libraries, what differs, why, and the PyTorch that makes them equal."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["frameworks"])
