"""Gradients of every function, equal to what PyTorch's autograd returns."""

from pooling_core.backward.pullback import pullback as pullback
