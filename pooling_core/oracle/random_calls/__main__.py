"""A run in a process of its own, told line by line as JSON: ``python -m pooling_core.oracle.random_calls 0 1000``.

It takes at most half of one core, of what is left over; it ends when nobody reads it any more. The random calls go to
libraries in C, so whatever one of them does, it does it here and not to those who are shown pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict

# Before NumPy and PyTorch are there: one thread is enough for a few cells.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

MOST_SECONDS = 300.0
# Work in slices, and rest as long as each took.
SLICE_SECONDS = 0.04
TOLD_EVERY = 0.25
MOST_BYTES = 4 << 30


def modestly() -> None:
    """Last in line for the processor, and no more memory than a run may ever ask for; where a system knows of it."""
    if hasattr(os, "nice"):
        os.nice(19)
    if hasattr(os, "SCHED_BATCH"):  # whoever wakes for a picture is not overtaken by a run that wakes from its rest
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    try:
        import resource
    except ImportError:
        return
    # What it writes to: a PyTorch built for a graphics card maps more than that of libraries alone.
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    with suppress(ValueError, OSError):  # a system that knows of the limit and does not let it be set
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def told(kind: str, **said: object) -> None:
    print(json.dumps({"kind": kind, **said}), flush=True)


def main(words: list[str] | None = None) -> None:
    """Run, and tell of it."""
    parser = argparse.ArgumentParser(prog="python -m pooling_core.oracle.random_calls", description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("number", type=int)
    parser.add_argument("operation", nargs="?", default="")
    asked = parser.parse_args(words)
    modestly()
    from pooling_core.oracle.calls import load
    from pooling_core.oracle.random_calls.run import names_of, run

    told("begun", version=load())
    started = told_last = time.monotonic()
    worked = time.process_time()
    known, ended = 0, "all"
    counts = None
    for counts in run(asked.seed, asked.number, names_of(asked.operation)):
        for difference in counts.differences[known:]:
            told("difference", **asdict(difference))
        known = len(counts.differences)
        if (spent := time.process_time() - worked) < SLICE_SECONDS:
            continue
        now = time.monotonic()
        if now - told_last >= TOLD_EVERY:
            told("counts", **counts.as_data())
            told_last = now
        if now - started > MOST_SECONDS:
            ended = "time"
            break
        time.sleep(spent)
        worked = time.process_time()
    if counts is not None:
        told("counts", **counts.as_data())
    told("ended", why=ended, seconds=round(time.monotonic() - started, 1))


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # nobody reads any more
        main()
    os._exit(0)  # PyTorch takes its time to leave
