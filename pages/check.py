"""Check it yourself: random calls through the core and through PyTorch, counted while they run."""

from ui.check.page import show

show()
