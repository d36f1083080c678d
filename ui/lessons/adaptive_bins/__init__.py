"""Adaptive bins: the output size is asked for, and each axis is cut into that many bins."""

from ui.lesson import Lesson, outputs
from ui.lessons.adaptive_bins.call import adaptive_call
from ui.lessons.adaptive_bins.fields import FIELDS
from ui.lessons.adaptive_bins.screen import moment, screen

LESSON = Lesson("adaptive_bins", FIELDS, adaptive_call, bins=True, screen=screen, moment=moment, predicts=outputs)
