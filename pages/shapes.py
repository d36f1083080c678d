"""Shapes: a stack of layers, the size of each map, the field of each output; and four conventions."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["shapes"])
