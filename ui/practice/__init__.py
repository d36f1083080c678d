"""Exercises made by seed: their topics, the series of a class, and sheets to print. Data and words, no widgets.

What is true and what the wrong rules make of it is asked of the core; here stands what is worth asking.
"""
