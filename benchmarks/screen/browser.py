"""A real browser on a real server: what a change costs, how smoothly a play runs, when the first picture stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, Page, Request, TimeoutError

from benchmarks.screen.screens import Screen
from benchmarks.screen.server import Server
from tests.browser.stage import Wire, settled, wait_for_torch

PROBE = Path(__file__).with_name("probe.js")
LOOK = {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light", "reduced_motion": "no-preference"}
FASTEST = "4"
# Of the stage's player at its usual speed; a play of few outputs is watched nearly to its end.
STEPS_A_SECOND = 1.0
PLAYED = 0.8
# Away from everything that looks at a pointer.
NOWHERE = (2, 700)
IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Block:
    """A few changes of one kind, one after the other.

    Attributes:
        milliseconds: from each key press to the stage drawn anew.
        received, sent: bytes over the websocket for each change.
        cpu_milliseconds: of the server for one change, without what it does when nobody touches it.
    """

    milliseconds: list[float]
    received: list[int]
    sent: list[int]
    cpu_milliseconds: float


@dataclass(frozen=True)
class Opening:
    """A fresh server and a fresh page; seconds since the server's process was started.

    Attributes:
        answering: when the server first answered.
        first_picture: when the first stage was drawn.
        torch_by_then: whether the server had mapped a library of torch.
    """

    answering: float
    first_picture: float
    torch_by_then: bool


class Traffic(Wire):
    """Counts the pictures that a page asks for, too."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.on("requestfinished", self._asked)

    def _asked(self, request: Request) -> None:
        if "/picture/" not in request.url:
            return
        sizes = request.sizes()
        self.frames.append(("sent", sizes["requestHeadersSize"] + sizes["requestBodySize"]))
        self.frames.append(("received", sizes["responseHeadersSize"] + sizes["responseBodySize"]))


class Visit:
    """One page that stays open."""

    def __init__(self, context: BrowserContext, server: Server, screen: Screen) -> None:
        self.server, self.screen = server, screen
        self.page = context.new_page()
        self.wire = Traffic(self.page)
        self.page.add_init_script(path=PROBE)
        self.page.goto(f"{server.address}/{screen.path}")
        settled(self.page)
        if not screen.minimal:
            wait_for_torch(self.page)
        # The page was opened with the first of the values.
        self._changed, self._edited = count(1), count(1)

    def changes(self, many: int) -> Block:
        """Turn the number again and again: on the minimal app by a field, in the app by keys on the stage."""
        if self.screen.minimal:
            field = self.page.locator(f".st-key-{self.screen.key} input")
            values = self.screen.values
            return self._block(lambda: field.fill(str(values[next(self._changed) % len(values)])), many)
        return self._block(self._focus_number, many)

    def _focus_number(self) -> str:
        """Up from the first value to the last, and down again."""
        self.page.locator(f'[data-key="{self.screen.key}"] input').focus()
        ups = len(self.screen.values) - 1
        return "ArrowUp" if (next(self._changed) - 1) % (2 * ups) < ups else "ArrowDown"

    def edits(self, many: int) -> Block:
        """Write one cell of the stage again and again."""

        def write() -> None:
            if not self.screen.minimal:
                self._open_editor()
            self.page.get_by_test_id("editor").fill(str(9 + next(self._edited) % 90))

        return self._block(write, many)

    def _open_editor(self) -> None:
        """Click the first cell, once more where a busy machine drew between press and release."""
        editor = self.page.locator('[data-testid="editor"][aria-label$="(0, 0)"]')
        for _ in range(3):
            self.page.get_by_test_id("input-cell").first.click()
            try:
                return editor.wait_for(timeout=5_000)
            except TimeoutError:
                continue
        raise RuntimeError(f"{self.screen.name}: no click opened the editor of the first cell")

    def _block(self, write: Callable[[], str | None], many: int) -> Block:
        self.page.bring_to_front()
        idle = self._idle_load()
        milliseconds: list[float] = []
        received: list[int] = []
        sent: list[int] = []
        began, cpu_began = monotonic(), self.server.cpu_seconds()
        for _ in range(many):
            key = write() or "Enter"
            before = len(self.wire.frames)
            self.page.evaluate("probe.arm()")
            self.page.keyboard.press(key)
            milliseconds.append(self.page.evaluate("probe.next"))
            settled(self.page)
            frames = self.wire.frames[before:]
            received.append(sum(size for way, size in frames if way == "received"))
            sent.append(sum(size for way, size in frames if way == "sent"))
        cpu = self.server.cpu_seconds() - cpu_began - idle * (monotonic() - began)
        return Block(milliseconds, received, sent, 1e3 * cpu / many)

    def _idle_load(self) -> float:
        """Seconds of CPU that the server takes in a second when nobody touches it."""
        began, cpu_began = monotonic(), self.server.cpu_seconds()
        self.page.wait_for_timeout(1e3 * IDLE_SECONDS)
        return (self.server.cpu_seconds() - cpu_began) / (monotonic() - began)

    def messages_of_looking(self) -> int:
        """Messages either way while a reader hovers, steps, scrubs, pins and plays."""
        before = len(self.wire.frames)
        self.page.bring_to_front()
        for name in ("input-cell", "output-cell"):
            cells = self.page.get_by_test_id(name)
            for place in (0, -1):
                cells.nth(place).hover()
        self.page.get_by_test_id("output-cell").first.click()
        self.page.keyboard.press("Escape")
        for name in ("last", "first", "next", "prev"):
            self.page.get_by_test_id(name).click()
        self.page.get_by_test_id("scrub").fill("1")
        self._play()
        self.page.wait_for_timeout(1e3 * IDLE_SECONDS)
        self.page.get_by_test_id("first").click()
        return len(self.wire.frames) - before

    def frames(self, seconds: float, playing: bool) -> list[float]:
        """Milliseconds from frame to frame, while the stage plays at its fastest or while nothing moves."""
        self.page.bring_to_front()
        self.page.keyboard.press("Escape")
        self.page.mouse.move(*NOWHERE)
        if playing:
            self._play()
            seconds = min(seconds, PLAYED * self._length())
        intervals: list[float] = self.page.evaluate(f"probe.frames({1e3 * seconds})")
        if playing:
            if self.page.get_by_test_id("stage").get_attribute("data-playing") != "true":
                raise RuntimeError(f"{self.screen.name} was at its end before {seconds} s of play had been watched")
            self.page.get_by_test_id("first").click()
        return intervals

    def _length(self) -> float:
        """Seconds that a play takes at its fastest."""
        return self.page.get_by_test_id("output-cell").count() / (STEPS_A_SECOND * float(FASTEST))

    def _play(self) -> None:
        self.page.get_by_test_id("speed").select_option(FASTEST)
        self.page.get_by_test_id("first").click()
        self.page.get_by_test_id("play").click()


def opening(browser: Browser, screen: Screen) -> Opening:
    """Start a server, and look at it with a browser that has nothing of it yet."""
    context = browser.new_context(**LOOK)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.add_init_script(path=PROBE)
        with Server(screen.script) as server:
            answering = server.answered - server.started
            page.goto(f"{server.address}/{screen.path}", wait_until="commit")
            drawn: float = page.evaluate("probe.first")
            return Opening(answering, drawn / 1e3 - server.started, server.has_loaded("libtorch"))
    finally:
        context.close()
