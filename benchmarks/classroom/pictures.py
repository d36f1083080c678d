"""What a page asks over HTTP: its modules once, and the picture of each state, again and again until it has come."""

from __future__ import annotations

import asyncio
import posixpath
import re
from urllib.parse import urlencode

from benchmarks.classroom.line import Line, Reply, plain

# As the stage's store asks: what fails is asked again after one second, two, four and then eight.
FIRST_WAIT, LONGEST_WAIT = 1.0, 8.0
LONGEST_BEFORE = 8000
MODULE = re.compile(r"""["']([\w./-]+\.(?:js|css))["']""")
# Pictures that a browser keeps; it has room for more.
KEPT = 200


class FinalError(Exception):
    """The server will never answer this question; asking again is of no use."""


class PassingError(Exception):
    """The server did not answer this time."""


class Pictures:
    """One browser's questions on one connection, and its cache.

    Attributes:
        unchanged: pictures that were answered by a tag alone.
        received: bytes of bodies.
    """

    def __init__(self, port: int) -> None:
        self.line = Line(port)
        self.unchanged = self.received = 0
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._modules: set[str] = set()

    async def modules(self, start: str, cookie: dict[str, str]) -> None:
        """Load a module and what it imports; what is there is not asked for again, since it never changes.

        Raises:
            one of student.FAULTS, PassingError: where one does not come.
        """
        waiting = [start]
        while waiting:
            path = waiting.pop()
            if path in self._modules:
                continue
            reply = await self.line.get(path, cookie)
            self.received += len(reply.body)
            if reply.status != 200:
                raise PassingError(f"{path} was answered with status {reply.status}")
            self._modules.add(path)
            if path.endswith(".js"):
                near = posixpath.dirname(path)
                waiting += [posixpath.normpath(posixpath.join(near, name)) for name in MODULE.findall(reply.text)]

    async def ask(self, page: str, link: str, before: str | None, cookie: dict[str, str], patience: float) -> bytes:
        """One try for the picture of a link, as it travelled.

        Args:
            before: the link of the state before, which the answer then speaks of.

        Raises:
            FinalError: where asking again is of no use.
            PassingError, one of student.FAULTS: where it may be of use.
        """
        told = [link] if link else []
        if before is not None and len(before) < LONGEST_BEFORE:
            told.append(urlencode({"before": before}))
        path = f"/picture/{page}" + (f"?{'&'.join(told)}" if told else "")
        headers = {"Accept": "application/json", **cookie}
        kept = self._kept.get(path)
        if kept:
            headers["If-None-Match"] = kept[0]
        async with asyncio.timeout(patience):
            reply = await self.line.get(path, headers)
        self.received += len(reply.body)
        if kept and reply.status == 304:
            self.unchanged += 1
            return kept[1]
        return self._answer(path, reply)

    def _answer(self, path: str, reply: Reply) -> bytes:
        if reply.status == 429 or reply.status >= 500:
            raise PassingError(f"the picture was answered with status {reply.status}")
        if reply.status != 200:
            raise FinalError(f"the picture was answered with status {reply.status}")
        if "etag" in reply.headers:
            self._kept[path] = (reply.headers["etag"], reply.body)
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return reply.body

    def close(self) -> None:
        """Hang up."""
        self.line.close()


def has_charts(body: bytes) -> bool:
    """Whether the page below a picture has charts of its own, so that it is told where a state has settled."""
    return b'"charts":true' in plain(body)


def waits_for_torch(body: bytes) -> bool:
    """Whether a picture says that PyTorch is still loading, so that the page asks again."""
    return b'"tone":"waiting"' in plain(body)
