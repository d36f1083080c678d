"""Sliding windows: kernel, stride, padding, dilation, and what becomes of the borders."""

from ui.lesson import Lesson
from ui.lessons.sliding_windows.call import window_call
from ui.lessons.sliding_windows.fields import FIELDS
from ui.lessons.sliding_windows.screen import moment, screen

LESSON = Lesson("sliding_windows", FIELDS, "input", window_call, screen=screen, moment=moment)
