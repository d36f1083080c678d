"""Answers kept for the next question, bounded by their bytes: entries differ too much in size to be counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Kept(Generic[Question, Answer]):
    """The answers of a function, the oldest forgotten first.

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
        self._find, self._size, self.most_bytes = find, size, most_bytes
        self._entries: dict[Question, tuple[Answer, int]] = {}
        self._lock = Lock()
        self.held_bytes = 0

    def __call__(self, question: Question) -> Answer:
        """The answer, kept or found."""
        entry = self._entries.get(question)
        return self._keep(question, self._find(question)) if entry is None else entry[0]

    def _keep(self, question: Question, answer: Answer) -> Answer:
        size = self._size(question, answer)
        with self._lock:
            if size <= self.most_bytes and question not in self._entries:
                self._entries[question] = answer, size
                self.held_bytes += size
                while self.held_bytes > self.most_bytes:
                    _, freed = self._entries.pop(next(iter(self._entries)))
                    self.held_bytes -= freed
        return answer
