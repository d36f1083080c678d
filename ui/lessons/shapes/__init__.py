"""Shapes: layers one after another, what each output sees of the input; and four conventions of two libraries."""

from ui.lesson import Lesson
from ui.lessons.shapes.call import many_calls
from ui.lessons.shapes.fields import FIELDS, seen
from ui.lessons.shapes.screen import screen
from ui.lessons.shapes.verdict import settled

LESSON = Lesson(
    "shapes",
    FIELDS,
    many_calls,
    in_torch=False,
    screen=screen,
    seen=seen,
    settled=settled,
)
