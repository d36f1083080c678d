"""Pooling beside convolution: an average as a convolution, a convolution's own parameters, and what a shift does."""

from ui.lesson import Lesson
from ui.lessons.convolution.call import average_call, mend
from ui.lessons.convolution.fields import FIELDS
from ui.lessons.convolution.screen import moment, predicts, screen

LESSON = Lesson("convolution", FIELDS, average_call, mend=mend, screen=screen, moment=moment, predicts=predicts)
