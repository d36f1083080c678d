"""Stochastic pooling: probabilities on the cells, one draw, a thousand draws, and inference."""

from ui.lesson import Lesson, outputs
from ui.lessons.stochastic.call import stochastic_call
from ui.lessons.stochastic.fields import FIELDS
from ui.lessons.stochastic.screen import moment, screen

LESSON = Lesson("stochastic", FIELDS, stochastic_call, in_torch=False, screen=screen, moment=moment, predicts=outputs)
