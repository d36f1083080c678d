"""Means that go to the maximum: LP and GeM as p grows, SoftPool as beta does."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["power_means"])
