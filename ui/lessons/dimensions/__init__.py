"""One, two, three dimensions: a sentence, a plane and a volume under the same call."""

from ui.lesson import Lesson, outputs
from ui.lessons.dimensions.call import dimensions_call, mend
from ui.lessons.dimensions.fields import FIELDS, seen
from ui.lessons.dimensions.screen import moment, screen

LESSON = Lesson(
    "dimensions", FIELDS, dimensions_call, mend=mend, screen=screen, moment=moment, predicts=outputs, seen=seen
)
