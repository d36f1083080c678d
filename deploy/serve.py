"""Several processes of the app behind HAProxy, in the foreground; Ctrl+C ends them all. `make serve`."""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
BALANCER = "haproxy"
# No cookie is looked at, and what a dying process leaves unanswered another one is asked.
STATELESS = ("ignore-persist if TRUE", "retry-on conn-failure empty-response")
MISSING = """HAProxy was not found: install it (on Debian and Ubuntu: apt install haproxy), \
or serve one process with `make run`."""
MOST_REPLICAS = 16
START_SECONDS = 60.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.2
# A process that ends so often has a fault that starting it again does not mend.
MOST_RESTARTS = 5


class ServeError(Exception):
    """Why the class cannot be served, in one sentence."""


class Server:
    """A process that answers on a port of its own, and may be told something at its start.

    Attributes:
        name: what a sentence calls it.
    """

    name = "the app"

    def __init__(self, port: int, command: Sequence[str], told: str = "", **environment: str) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise ServeError(f"Port {port} is taken: choose another, as in PORT={port + 100}.") from None
        self.port = port
        self.process = subprocess.Popen(
            command,
            cwd=HERE.parent,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # A group of its own: Ctrl+C reaches serve alone, which then ends each by its id.
            start_new_session=True,
        )
        assert self.process.stdin is not None
        # One that ended at once is found out by its health.
        with suppress(BrokenPipeError), self.process.stdin as words:
            words.write(told.encode())

    def await_health(self) -> None:
        """Return once it answers.

        Raises:
            ServeError: when it ended, or does not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while not healthy(self.port):
            if self.process.poll() is not None:
                raise ServeError(f"On port {self.port} {self.name} ended: what it said stands above.")
            if time.monotonic() > deadline:
                raise ServeError(f"On port {self.port} {self.name} did not answer within {START_SECONDS:.0f} seconds.")
            time.sleep(POLL_SECONDS)


class Replica(Server):
    """One process of the app."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        super().__init__(port, [*command, "--server.address", HOST, "--server.port", str(port)])


class Balancer(Server):
    """HAProxy before some replicas."""

    name = "HAProxy"

    def __init__(self, port: int, ports: Sequence[int]) -> None:
        command = [find_balancer(), "-db", "-f", str(HERE / "haproxy.cfg"), "-f", "/dev/stdin"]
        super().__init__(port, command, backend_text(ports), POOLSCOPE_BIND=f"{HOST}:{port}")


def find_balancer() -> str:
    """HAProxy's path; Debian keeps it where only root looks.

    Raises:
        ServeError: where it is not installed.
    """
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])
    found = shutil.which(BALANCER, path=path)
    if found is None:
        raise ServeError(MISSING)
    return found


def backend_text(ports: Sequence[int]) -> str:
    """The second half of HAProxy's configuration: one line a process, for sessions and again for pictures."""
    servers = [f"server replica{number} {HOST}:{port}" for number, port in enumerate(ports, 1)]
    backends = {"class": servers, "pictures": [*STATELESS, *servers]}
    return "\n".join(f"backend {name}\n" + "".join(f"    {line}\n" for line in each) for name, each in backends.items())


def healthy(port: int) -> bool:
    """Whether an app answers on a port."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(servers: Sequence[Server]) -> None:
    """End these, by their ids: asked first, then made to."""
    for server in servers:
        server.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for server in servers:
        try:
            server.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def serve(port: int, count: int) -> None:
    """Start everything and stay until HAProxy ends; a replica that ends is started again.

    Raises:
        ServeError: when HAProxy or the app cannot run.
    """
    find_balancer()
    ports = [port + number for number in range(1, count + 1)]
    replicas: list[Server] = []
    others: list[Server] = []
    restarts = 0
    try:
        for each in ports:
            replicas.append(Replica(each))
        for replica in replicas:
            replica.await_health()
        balancer = Balancer(port, ports)
        others.append(balancer)
        balancer.await_health()
        print(f"Poolscope: http://{HOST}:{port}   ({count} processes; Ctrl+C stops them all)", flush=True)
        while balancer.process.poll() is None:
            for place, replica in enumerate(replicas):
                if replica.process.poll() is not None:
                    restarts += 1
                    if restarts > MOST_RESTARTS:
                        raise ServeError(f"The app ended {restarts} times: what it said stands above.")
                    print(f"The app on port {replica.port} ended; starting it again.", file=sys.stderr, flush=True)
                    replicas[place] = Replica(replica.port)
            time.sleep(POLL_SECONDS)
        raise ServeError("HAProxy ended: what it said stands above.")
    finally:
        stop([*others, *replicas])


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replicas", type=int, default=2, help=f"processes, 1 to {MOST_REPLICAS}")
    parser.add_argument("--port", type=int, default=8501, help="of the balancer; the processes take those after it")
    asked = parser.parse_args(words)
    if not 1 <= asked.replicas <= MOST_REPLICAS:
        parser.error(f"--replicas is {asked.replicas}: from 1 to {MOST_REPLICAS} processes are started")
    if not 1024 <= asked.port <= 65535 - MOST_REPLICAS:
        parser.error(f"--port is {asked.port}: choose one from 1024 to {65535 - MOST_REPLICAS}")
    # A plain kill ends everything as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve(asked.port, asked.replicas)
    except KeyboardInterrupt:
        return 0
    except ServeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
