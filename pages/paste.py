"""Paste: code, a printed model or an error, read and led to where it can be seen."""

from ui.paste.page import show

show()
