"""A Streamlit server of its own process, and what Linux tells of it."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


class Server:
    """Runs a script from the checkout, so with its configuration, for the time of a ``with`` block.

    Attributes:
        address: where it listens.
        started, answered: when its process was started and when it first answered, on the clock on the wall.
    """

    def __init__(self, script: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.started = time.time()
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> Server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not self._healthy():
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self._log.seek(0)
                    raise RuntimeError(f"the server did not start:\n{self._log.read()}")
                time.sleep(0.02)
            self.answered = time.time()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def cpu_seconds(self) -> float:
        """User and system time of all its threads, those that have ended too."""
        # The clock that clock_getcpuclockid(3) names; Python asks it only for threads.
        return time.clock_gettime(~self._process.pid << 3 | 2)

    def has_loaded(self, library: str) -> bool:
        """Whether a file whose path holds ``library`` is mapped into it."""
        return library in Path(f"/proc/{self._process.pid}/maps").read_text(encoding="utf-8")
