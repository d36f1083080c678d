"""Find a size: what is asked, what is answered as data, and the page around it.

Not here: which settings make a size (``pooling_core.stacks.sizes``).
"""
