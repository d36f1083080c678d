"""Indices and unpooling: pool, keep where each maximum stood, write it back."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["unpooling"])
