"""Sliding windows: kernel, stride, padding, dilation, and what becomes of the borders."""

from ui.lesson import Lesson
from ui.lessons.sliding_windows.call import mend, window_call
from ui.lessons.sliding_windows.fields import FIELDS
from ui.lessons.sliding_windows.screen import screen
from ui.lessons.sliding_windows.worked import moment, predicts

LESSON = Lesson("sliding_windows", FIELDS, window_call, mend=mend, screen=screen, moment=moment, predicts=predicts)
