"""One run at a time in a process: whoever asks meanwhile is told their place, and comes next when it is theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Turns:
    """A line in which so many may wait. All stand in one event loop, so nothing is locked."""

    def __init__(self, most_waiting: int) -> None:
        self.most_waiting = most_waiting
        self._line: list[object] = []

    @property
    def full(self) -> bool:
        """Whether nobody else may wait."""
        return len(self._line) > self.most_waiting

    @asynccontextmanager
    async def stood(self) -> AsyncIterator[Callable[[], int]]:
        """A place in the line, left however this ends; yields how many come first, to be asked at any time."""
        place = object()
        self._line.append(place)
        try:
            yield lambda: self._line.index(place)
        finally:
            self._line.remove(place)
