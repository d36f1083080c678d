"""The first screen: a drawing, what pooling makes of it, and the words beside it. Only the page ``start`` shows it.

Here belongs the data of that screen and its mount. How it looks and moves stands in ``ui/stage/js/start``; lessons have
rooms of their own.
"""
