"""Pooling beside convolution: the average as a convolution, a convolution's own parameters, and what a shift does."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["convolution"])
