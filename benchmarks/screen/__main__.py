"""The app in a real browser, beside a minimal Streamlit app: `python -m benchmarks.screen`, or `make bench-app`.

A ratio is the app's time over the minimal app's in the same round. It reads Linux's clock of another process. A full
run also writes results/app.json.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from contextlib import ExitStack

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.screen import report
from benchmarks.screen.browser import LOOK, Block, Opening, Visit, opening
from benchmarks.screen.screens import CHANGED, MINIMAL, OPENED, Screen
from benchmarks.screen.server import Server
from tests.browser.find import FLAGS, find

KINDS = {"parameter": Visit.changes, "cell": Visit.edits}
WARM_UP = 3


def measure_openings(browser: Browser, rounds: int) -> list[report.Result]:
    """Every first picture, the screens in turns; the first round fills the disk's cache and does not count."""
    found: dict[str, list[Opening]] = defaultdict(list)
    for number in range(rounds + 1):
        for screen in OPENED:
            one = opening(browser, screen)
            if number:
                found[screen.name].append(one)
    return [report.opened(name, each, found[MINIMAL.name]) for name, each in found.items()]


def measure_changes(visits: list[Visit], rounds: int, many: int) -> list[report.Result]:
    """Every kind of change on every screen, in turns."""
    found: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for number in range(rounds + 1):
        for kind, do in KINDS.items():
            for visit in visits:
                block = do(visit, many if number else WARM_UP)
                if number:
                    found[visit.screen.name, kind].append(block)
    screens = {visit.screen.name: visit.screen for visit in visits}
    return [
        report.changed(screens[name], kind, each, found[MINIMAL.name, kind]) for (name, kind), each in found.items()
    ]


def measure_frames(visits: list[Visit], rounds: int, seconds: float) -> list[report.Result]:
    """Frames while playing and while idle, in turns; messages while looking."""
    playing: dict[str, list[float]] = defaultdict(list)
    idle: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for visit in visits:
            name = visit.screen.name
            idle[name] += visit.frames(seconds, playing=False)
            if not visit.screen.minimal:
                playing[name] += visit.frames(seconds, playing=True)
    looked = {visit.screen.name: None if visit.screen.minimal else visit.messages_of_looking() for visit in visits}
    return [report.played(name, playing[name], idle[name], messages) for name, messages in looked.items()]


def visits_to(screens: list[Screen], context: BrowserContext, open_: ExitStack) -> list[Visit]:
    """A page on each screen; screens of one script share a server."""
    servers = {script: open_.enter_context(Server(script)) for script in sorted({s.script for s in screens})}
    return [Visit(context, servers[screen.script], screen) for screen in screens]


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few rounds; nothing is written")
    parser.add_argument("--only", metavar="TEXT", help="screens whose name holds it; nothing is written")
    asked = parser.parse_args(words)
    if not sys.platform.startswith("linux"):
        parser.error("the processor's time of another process is read as Linux tells it: run this on Linux")
    chosen = [screen for screen in CHANGED if screen.minimal or not asked.only or asked.only in screen.name]
    rounds, many, seconds = (2, 6, 2.0) if asked.quick else (5, 20, 4.0)
    found: report.Result = {}
    with sync_playwright() as playwright, ExitStack() as open_:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        open_.callback(browser.close)
        found["opened"] = measure_openings(browser, rounds)
        report.print_opened(found["opened"])
        visits = visits_to(chosen, browser.new_context(**LOOK), open_)  # type: ignore[arg-type]
        found["changed"] = measure_changes(visits, rounds, many)
        report.print_changed(found["changed"])
        found["played"] = measure_frames(visits, rounds, seconds)
        report.print_played(found["played"])
        browser_version = browser.version
    report.print_misses(found)
    if not (asked.quick or asked.only):
        report.write({**report.frame(), "browser": browser_version, "aims": report.AIMS, **found})
        print(f"\nwritten: results/{report.RESULTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
