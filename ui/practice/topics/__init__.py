"""The topics, in an order for learners, and the ideas of each. Here stands what is asked; nothing is worked out."""

from __future__ import annotations

from collections.abc import Mapping

from ui.practice.exercise import Idea
from ui.practice.topics import back, bins, numbers, places, stacks

LEVELS = (1, 2, 3)
TOPICS: Mapping[str, tuple[Idea, ...]] = {
    "size": places.SIZE,
    "window": places.WINDOW,
    "maximum": numbers.MAXIMUM,
    "average": numbers.AVERAGE,
    "ceil_mode": places.CEIL_MODE,
    "dilation": places.DILATION,
    "powers": numbers.POWERS,
    "bins": bins.BINS,
    "indices": back.INDICES,
    "gradient": back.GRADIENT,
    "stacks": stacks.STACKS,
}
