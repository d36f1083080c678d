"""Prints the path of a browser that starts: python -m tests.browser.find [--install]."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.programs import NothingStartsError, may_install, print_path, run, try_each

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    *(
        rf"{os.environ[folder]}\{product}"
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if folder in os.environ
        for product in (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
    ),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Asked in a process of its own: Playwright's driver may be missing or hang.
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)
NOTHING = (
    "No browser for the browser tests: install Chromium or Google Chrome, or set CHROME_PATH to one; "
    "NO_BROWSER=1 runs the other tests without it."
)


class NoBrowserError(NothingStartsError):
    """No browser starts here; the message says what to install."""


def starts(path: str) -> bool:
    """Whether this program starts; on Windows, where Chrome has no --version, whether it is there."""
    if not Path(path).is_file():
        return False
    return os.name == "nt" or run(path, "--version", seconds=30) is not None


def candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield from PLACES
    own = run(sys.executable, "-c", ASK_PLAYWRIGHT, seconds=60)
    if own:
        yield own.strip()


def find() -> str:
    """The browser to use, or NoBrowserError. A CHROME_PATH that does not start is an error, not a hint."""
    chosen = os.environ.get("CHROME_PATH")
    if chosen:
        if starts(chosen):
            return chosen
        raise NoBrowserError(f"CHROME_PATH is {chosen}, which does not start: correct it, or unset it. {NOTHING}")
    for path in candidates():
        if starts(path):
            return path
    raise NoBrowserError(NOTHING)


def install() -> str:
    """The browser found after each thing worth trying, or NoBrowserError."""
    playwright = [sys.executable, "-m", "playwright"]
    attempts = [[[*playwright, "install", "chromium"]]]
    if may_install():
        attempts.append([["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]])
        # Ubuntu's chromium is a stub for snap; there the downloaded one only lacks libraries.
        attempts.append([[*playwright, "install-deps", "chromium"]])
    for commands in attempts:
        try_each("browser", *commands)
        try:
            return find()
        except NoBrowserError:
            continue
    raise NoBrowserError(NOTHING)


def main(words: list[str] | None = None) -> int:
    return print_path(__doc__, words, find, None if os.environ.get("CHROME_PATH") else install)


if __name__ == "__main__":
    sys.exit(main())
