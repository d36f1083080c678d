"""Other programs that tests need: run in time, and installed where that is possible without asking."""

import os
import shutil
import subprocess
import sys


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
