"""PyTorch's word: the same call, gradient or stack run by torch, and how far two correct results may lie apart.

The only package that names torch, and only inside functions: the core and the app run without it.
"""
