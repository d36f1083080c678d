"""Where a layer looks: the windows of one axis, bins, kinds of cell, who reads whom, and the shapes that follow.

Everything is integer arithmetic on sizes; n dimensions are n axes. Not here: a value of a tensor, or what is done
with it.
"""
