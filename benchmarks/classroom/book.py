"""What a class writes down while it works, and reads when it rests."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.classroom.exercises import Asked
from benchmarks.classroom.line import plain


@dataclass(frozen=True)
class Answer:
    """One change and what came of it. It is judged when the class rests, so that judging slows no answer."""

    asked: Asked
    picture: bytes | None


@dataclass
class Book:
    """What a class writes down.

    Attributes:
        opened: seconds from asking for the page to its first picture.
        turned: seconds from a lesson chosen in the menu to its picture.
        rejoined: seconds from a connection's end to the page told again, over a new one.
        charted: seconds from telling a page its settled state to its charts.
        whole: seconds from a change to its picture.
        lost: changes that had no answer, and why.
        retried: answers that did not come and were asked for again, and why.
        wrong: answers that were not the core's, and how.
        received: bytes over the websocket and as pictures.
    """

    opened: list[float] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    rejoined: list[float] = field(default_factory=list)
    charted: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    received: int = 0
    _pending: list[Answer] = field(default_factory=list)

    def note(self, answer: Answer) -> None:
        """Write down an answer, unread."""
        self._pending.append(answer)

    def close(self) -> Book:
        """Hand over what is written; the next page is empty."""
        full = Book(**vars(self))
        vars(self).update(vars(Book()))
        return full

    def judge(self) -> None:
        """Read what was written down unread."""
        pending, self._pending = self._pending, []
        for answer in pending:
            complaints = answer.asked.complaints(None if answer.picture is None else plain(answer.picture))
            if complaints:
                self.wrong.append("; ".join(complaints))
