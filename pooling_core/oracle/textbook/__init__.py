"""Pooling, convolution and their gradients by the textbook, in loops, and how far rounding may stray from them.

It shares no rule with the core. Not here: what asks the core or PyTorch for a result.
"""
