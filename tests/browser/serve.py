"""A Streamlit app served for the time of a block."""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(address):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
        return answer.status == 200
    return False


class Server:
    """A Streamlit app at one address, which may be stopped and started again there."""

    def __init__(self, script, log, folder):
        port = _free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
        self.command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        self.log, self.folder = log, folder
        self.process = None

    def start(self):
        how = {"stdin": subprocess.DEVNULL, "stdout": self.log, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(self.command, cwd=self.folder, **how)
        deadline = time.monotonic() + START_SECONDS
        while not _healthy(self.address):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                pytest.fail(f"the app did not start:\n{self.log.read()}", pytrace=False)
            time.sleep(0.05)

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def serving(script="app.py", folder=ROOT):
    """A server of a Streamlit app, started for the time of the block."""
    with tempfile.TemporaryFile("w+") as log:
        server = Server(script, log, folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def serve(script="app.py", folder=ROOT):
    """The address of a Streamlit app started for the time of the block."""
    with serving(script, folder) as server:
        yield server.address
