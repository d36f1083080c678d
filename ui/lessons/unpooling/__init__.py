"""Indices and unpooling: pool, keep where each maximum stood, write it back."""

from ui.lesson import Lesson, always
from ui.lessons.unpooling.call import unpool_call
from ui.lessons.unpooling.fields import FIELDS
from ui.lessons.unpooling.screen import moment, predicted, screen

LESSON = Lesson("unpooling", FIELDS, unpool_call, screen=screen, moment=moment, predicts=always, predicted=predicted)
