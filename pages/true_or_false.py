"""True or false?: statements one reads about pooling, guessed by the learner and judged by running them."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["true_or_false"])
