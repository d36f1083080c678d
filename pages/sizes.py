"""Find a size: which layers make the wanted size of a given one, and back."""

from ui.sizes.page import show

show()
