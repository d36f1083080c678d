"""Backward: an editable upstream gradient, and where it flows through each operation."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["backward"])
