"""Text to data and back: numbers, tensors, volumes, stacks, code of a call; and why a text cannot be read.

Pure: nothing here knows a lesson, a stage or a server. What a reader sees of a state belongs to the page.
"""
