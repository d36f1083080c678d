"""One, two, three dimensions: a sentence, a plane and a volume under the same call."""

from ui.lessons import LESSONS
from ui.page.show import show

show(LESSONS["dimensions"])
