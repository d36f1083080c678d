"""Sliding windows: kernel, stride, padding, dilation, and what becomes of the borders."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["sliding_windows"])
