"""True or false?: statements one reads about pooling, guessed by the learner and judged by running them."""

from ui.lesson import Lesson
from ui.lessons.true_or_false.call import claim_call
from ui.lessons.true_or_false.fields import FIELDS
from ui.lessons.true_or_false.screen import screen

LESSON = Lesson("true_or_false", FIELDS, claim_call, in_torch=False, screen=screen)
