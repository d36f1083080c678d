"""Start: a picture pooled under the reader's hand, one way to begin, and a numbered way to each lesson."""

from ui import router
from ui.page import way
from ui.start import screen

screen.show(begin=router.lesson_page(router.WALK))
way.listed()
