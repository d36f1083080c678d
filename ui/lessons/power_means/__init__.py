"""Power means: LP and GeM as p grows, SoftPool as beta does, and the curve of each window's result."""

from ui.lesson import Lesson, outputs
from ui.lessons.power_means.call import power_call
from ui.lessons.power_means.fields import FIELDS
from ui.lessons.power_means.screen import moment, screen

LESSON = Lesson("power_means", FIELDS, power_call, screen=screen, moment=moment, predicts=outputs)
