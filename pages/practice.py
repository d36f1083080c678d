"""Practice: exercises by seed, one at a time; the browser has the order, judges, and keeps what is known."""

from ui.practice.page import show

show()
