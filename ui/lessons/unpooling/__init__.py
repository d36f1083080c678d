"""Indices and unpooling: pool, keep where each maximum stood, write it back."""

from ui.lesson import Lesson
from ui.lessons.unpooling.call import mend, unpool_call
from ui.lessons.unpooling.fields import FIELDS, seen
from ui.lessons.unpooling.screen import moment, predicted, predicts, screen

LESSON = Lesson(
    "unpooling",
    FIELDS,
    unpool_call,
    mend=mend,
    screen=screen,
    moment=moment,
    seen=seen,
    predicts=predicts,
    predicted=predicted,
)
