"""Frameworks: one layer in PyTorch and in another library, what differs, why, and what makes them equal."""

from ui.lesson import Lesson
from ui.lessons.frameworks.call import left_call
from ui.lessons.frameworks.fields import FIELDS
from ui.lessons.frameworks.screen import moment, screen

LESSON = Lesson("frameworks", FIELDS, left_call, screen=screen, moment=moment)
