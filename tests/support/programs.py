"""Other programs that tests need: run in time, and installed where that is possible without asking."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable


class NothingStartsError(RuntimeError):
    """No such program starts here; the message says what to install."""


def run(*command: str, seconds: float, show: bool = False) -> str | None:
    """The output of a command that ended well in time, else None; with `show` it is passed on as it comes."""
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr if show else subprocess.PIPE,
            stderr=None if show else subprocess.DEVNULL,
            timeout=seconds,
            text=True,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout or ""


def may_install() -> bool:
    """Whether this is root on Debian or one of its kin."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def try_each(what: str, *commands: list[str]) -> None:
    """Run commands that may make something available, each told before; what came of them the caller looks at."""
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    for command in commands:
        said = " ".join(command).replace(sys.executable, "python")
        print(f"No {what} yet: trying {said}", file=sys.stderr, flush=True)
        run(*command, seconds=600, show=True)


def print_path(
    about: str | None, words: list[str] | None, find: Callable[[], str], install: Callable[[], str] | None
) -> int:
    """The command line of a finder: prints what `find` gives, else what `install` gives where it is asked for.

    Args:
        about: what the help says.
        install: or None where the user has named a program, which is not to be replaced.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--install", action="store_true", help="install one when none is found")
    wanted = parser.parse_args(words)
    try:
        try:
            path = find()
        except NothingStartsError:
            if not wanted.install or install is None:
                raise
            path = install()
    except NothingStartsError as nothing:
        print(nothing, file=sys.stderr)
        return 1
    print(path)
    return 0
