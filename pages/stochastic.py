"""Stochastic pooling: probabilities on the cells, one draw, a thousand draws, and inference."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["stochastic"])
