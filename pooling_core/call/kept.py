"""Answers kept for the next question, bounded by their bytes: entries differ too much in size to be counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")
Arguments = TypeVarTuple("Arguments")


class Kept(dict[Question, Answer]):
    """The answers of a function, ``kept[question]``, the oldest forgotten first.

    Several threads may ask at once: a look-up is one access of a dictionary, and what is written is written under
    a lock. At worst two of them work out the same answer.

    Attributes:
        most_bytes: of all entries together; an entry that is larger on its own is not kept.
        held_bytes: of the entries that are kept now.
    """

    def __init__(
        self, find: Callable[[Question], Answer], size: Callable[[Question, Answer], int], most_bytes: int
    ) -> None:
        """``find`` answers; ``size`` says how many bytes a question and its answer hold."""
        super().__init__()
        self._find, self._size, self.most_bytes = find, size, most_bytes
        self._sizes: dict[Question, int] = {}
        self._lock = Lock()
        self.held_bytes = 0

    def __missing__(self, question: Question) -> Answer:
        answer = self._find(question)
        size = self._size(question, answer)
        with self._lock:
            if size <= self.most_bytes and question not in self:
                self[question], self._sizes[question] = answer, size
                self.held_bytes += size
                while self.held_bytes > self.most_bytes:
                    oldest = next(iter(self))
                    del self[oldest]
                    self.held_bytes -= self._sizes.pop(oldest)
        return answer


def kept(
    size: Callable[[Any, Any], int], most_bytes: int
) -> Callable[[Callable[[*Arguments], Answer]], Callable[[*Arguments], Answer]]:
    """A function whose answers are :class:`Kept`, by its arguments; they are given by position.

    Args:
        size: of the tuple of arguments and the answer.
    """

    def keeping(find: Callable[[*Arguments], Answer]) -> Callable[[*Arguments], Answer]:
        answers = Kept[tuple[*Arguments], Answer](lambda arguments: find(*arguments), size, most_bytes)

        @wraps(find)
        def ask(*arguments: *Arguments) -> Answer:
            return answers[arguments]

        return ask

    return keeping
