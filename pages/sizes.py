"""Find a size: which layers make the wanted size of a given one, and back."""
