"""Paste: what people have at hand, read and led to the lesson or the stack that shows it.

The text is read by ``ui.text.pasted``; here stands where it leads, and what is said of it.
"""
