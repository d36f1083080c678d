"""The words of the app in the language of whoever asks: what is said, in which language, and how that is found out.

Here belongs what turns a key into words. No sentence for a reader stands here: words are data, in pages/content.
"""

from ui.words.content import words
from ui.words.language import current, speaking

__all__ = ["current", "speaking", "words"]
