"""A class of simulated students: `python -m benchmarks.classroom`, or `make bench-class`.

Each opens a page, changes a parameter or a cell every two seconds, asks for its picture and judges every one by the
core. Measured are one process, several behind HAProxy, one of them killed while they work, the memory when a class has
left, and memory over many changes.
The figures go to results/classroom.json.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import signal
import sys
from contextlib import ExitStack
from time import perf_counter
from typing import TypeVar

from benchmarks.classroom import phases, report
from benchmarks.classroom.report import Result
from benchmarks.classroom.room import Room
from deploy.serve import Balancer, Replica, ServeError, Server, find_balancer, stop

BOUNDS = {
    "students": (1, phases.MOST_STUDENTS),
    "seconds": (5, 600),
    "replicas": (2, 8),
    "changes": (phases.BLOCKS * phases.FAST_STUDENTS, 1_000_000),
    "port": (1024, 65_000),
}
Started = TypeVar("Started", bound=Server)


def until_closed(stack: ExitStack, server: Started) -> Started:
    """A server that ends with the stack."""
    stack.callback(stop, [server])
    server.await_health()
    return server


async def whole_class(students: int, seconds: int, replicas: int, changes: int, port: int) -> Result:
    """Every phase, each printed as it ends. The balancer takes ``port``, the processes those after it."""
    found = report.frame()
    with ExitStack() as stack:
        alone = until_closed(stack, Replica(port + 1))
        await phases.warm(alone)
        report.heading(f"{students} students on one process")
        taught = await phases.lesson(alone, students, seconds)
        left = perf_counter()
        report.line("a change every two seconds", taught)
        # While Streamlit still keeps what they left, the other processes have the machine.
        try:
            find_balancer()
        except ServeError as error:
            print(f"\nleft out, several processes: {error}")
        else:
            found |= await several(students, replicas, port)
        taught["mib"] |= await phases.emptied(alone, left, students, phases.RAMP_SECONDS)
        taught["mib"]["per_student"] = round((taught["mib"]["with_them"] - taught["mib"]["before"]) / students, 3)
        report.memory(taught)
        report.heading("as many as fit on one process")
        one = await phases.capacity(Room(alone.port, {"app": alone}), students, report.line)
        report.heading(f"{changes} changes without a pause")
        endured = await phases.endurance(alone, changes, report.line)
        report.endurance(endured)
    found |= {"class": taught, "one_process": one, "endurance": endured}
    if "several_processes" in found:
        found["times_as_many"] = round(found["several_processes"]["students"] / max(one["students"], 1), 2)
    return found


async def several(students: int, count: int, port: int) -> Result:
    """Several processes behind the balancer: how many students fit, and what becomes of them when one is killed."""
    with ExitStack() as stack:
        replicas = [Replica(port + 1 + number) for number in range(1, count + 1)]
        for replica in replicas:
            until_closed(stack, replica)
        balancer = until_closed(stack, Balancer(port, [replica.port for replica in replicas]))
        for replica in replicas:
            await phases.warm(replica)
        watched = {f"app {number}": replica for number, replica in enumerate(replicas, 1)} | {"haproxy": balancer}
        report.heading(f"as many as fit on {count} processes")
        held = await phases.capacity(Room(balancer.port, watched), students * count, report.line)
        survived = await phases.survival(balancer, replicas, students)
        report.survival(survived)
    return {"several_processes": {"processes": count, **held}, "one_killed": survived}


def asked_for(words: list[str] | None) -> argparse.Namespace:
    """The command line, within bounds."""
    parser = argparse.ArgumentParser(prog="benchmarks.classroom", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=40, help="in the class, and where the ramps start")
    parser.add_argument("--seconds", type=int, default=30, help="of the first class")
    parser.add_argument("--replicas", type=int, default=2, help="processes behind HAProxy")
    parser.add_argument("--changes", type=int, default=10_000, help="that memory is watched over")
    parser.add_argument("--port", type=int, default=8601, help="the first of those used, on 127.0.0.1")
    asked = parser.parse_args(words)
    for name, (low, high) in BOUNDS.items():
        if not low <= getattr(asked, name) <= high:
            parser.error(f"--{name} is {getattr(asked, name)}: choose from {low} to {high}")
    return asked


def main(words: list[str] | None = None) -> int:
    asked = asked_for(words)
    # Each student has two connections, and so has each process to the balancer.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # A plain kill ends everything as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        found = asyncio.run(whole_class(**vars(asked)))
    except ServeError as error:
        print(error, file=sys.stderr)
        return 1
    report.verdict(found)
    report.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
