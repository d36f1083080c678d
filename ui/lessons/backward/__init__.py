"""Backward: an editable upstream gradient, and where it flows through each operation."""

from ui.lesson import Lesson
from ui.lessons.backward.call import backward_call
from ui.lessons.backward.fields import FIELDS, seen
from ui.lessons.backward.screen import moment, predicted, predicts, screen

# The screen asks PyTorch on its own: for the result, and for its gradient.
LESSON = Lesson(
    "backward",
    FIELDS,
    backward_call,
    in_torch=False,
    screen=screen,
    moment=moment,
    seen=seen,
    predicts=predicts,
    predicted=predicted,
)
