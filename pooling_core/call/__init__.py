"""What is asked: the catalogue of operations, a call and its checks, the tensor it is asked of, errors.

Here belongs what can be said of a call before anyone looks at a window: names, defaults, bounds, dtypes, words of
refusal. Not here: where windows lie (geometry), and any number that is computed (compute).
"""
