"""Indices and unpooling: pool, keep where each maximum stood, write it back."""

from ui.lesson import Lesson
from ui.lessons.unpooling.call import unpool_call
from ui.lessons.unpooling.fields import FIELDS
from ui.lessons.unpooling.screen import moment, predicted, predicts, screen

LESSON = Lesson("unpooling", FIELDS, unpool_call, screen=screen, moment=moment, predicts=predicts, predicted=predicted)
