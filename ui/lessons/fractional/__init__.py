"""Fractional windows: any output size, because random numbers place the windows."""

from ui.lesson import Lesson, outputs
from ui.lessons.fractional.call import fractional_call, mend
from ui.lessons.fractional.fields import FIELDS
from ui.lessons.fractional.screen import moment, screen

LESSON = Lesson(
    "fractional", FIELDS, fractional_call, bins=True, mend=mend, screen=screen, moment=moment, predicts=outputs
)
