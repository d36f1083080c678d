"""How often a page says that PyTorch agrees."""

from typing import Any

from ui.lesson import Lesson

SAME = {"unpooling": 2, "backward": 2, "convolution": 2, "stochastic": 0, "frameworks": 2, "true_or_false": 0}


def badges(lesson: Lesson, state: dict[str, Any]) -> int:
    """The badges of a state that nothing refuses."""
    if state.get("conv_view") == "shift":
        return 1
    if state.get("dimensions_view") == "batch":
        return 2
    if state.get("shapes_view") == "conventions":
        return 2
    return SAME.get(lesson.name, 1)
