"""Adaptive bins: the output size is asked for, and each axis is cut into that many bins."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["adaptive_bins"])
