"""Two revisions' own classes, in turns: `python -m benchmarks.classroom.beside BASE [OURS]`.

Each revision is unpacked into a folder of its own, and its own `benchmarks.classroom` runs there, with its own
students: what a change sends is the revision's to say, the limits are the same. Rounds take turns, so that a busy
machine slows both alike. Printed are medians and their ratios; the figures go to results/classroom_beside.json.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
CLASS, BESIDE = "classroom.json", "classroom_beside.json"
Result = dict[str, Any]
# The fewest changes that memory can be watched over: this is about how many fit.
FEWEST_CHANGES = 160
AIMS: Mapping[str, float] = {"one_over_base": 2.5, "two_over_one": 1.8}


def unpacked(revision: str, folder: Path) -> Path:
    """The whole tree of a revision, below a folder."""
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", revision]
    archive = subprocess.run(command, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def attend(tree: Path, words: Sequence[str]) -> Result:
    """One class of a tree, by its own benchmark."""
    subprocess.run([sys.executable, "-m", "benchmarks.classroom", *words], cwd=tree, check=True)
    found: Result = json.loads((tree / "benchmarks" / "results" / CLASS).read_text(encoding="utf-8"))
    return found


def summary(base: Sequence[Result], ours: Sequence[Result]) -> Result:
    """Medians over the rounds, and what stands beside what."""

    def middle(rounds: Sequence[Result], part: str) -> float | None:
        fit = [each[part]["students"] for each in rounds if part in each]
        return median(fit) if fit else None

    one, several = middle(ours, "one_process"), middle(ours, "several_processes")
    base_one, base_several = middle(base, "one_process"), middle(base, "several_processes")
    return {
        "base": {"one": base_one, "several": base_several, "several_over_one": ratio(base_several, base_one)},
        "ours": {"one": one, "several": several},
        "one_over_base": ratio(one, base_one),
        "two_over_one": ratio(several, one),
        "edits_lost": sum(each["one_killed"]["edits_lost"] for each in ours if "one_killed" in each),
        "worst_gap_milliseconds": max(
            (each["one_killed"]["worst_gap_milliseconds"] for each in ours if "one_killed" in each), default=None
        ),
    }


def ratio(upper: float | None, lower: float | None) -> float | None:
    return round(upper / lower, 2) if upper is not None and lower else None


def misses(found: Result) -> list[str]:
    """What is outside its aim, in words."""
    said = [
        f"{name} is {found[name]}: at least {aim} is wanted"
        for name, aim in AIMS.items()
        if found[name] is None or found[name] < aim
    ]
    return said + ([f"{found['edits_lost']} edits were lost"] if found["edits_lost"] else [])


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.classroom.beside", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", help="the revision to stand beside")
    parser.add_argument("ours", nargs="?", default="HEAD", help="the other one, as committed")
    parser.add_argument("--rounds", type=int, default=2, help="of each")
    parser.add_argument("--students", type=int, default=40, help="where the ramps start")
    parser.add_argument("--seconds", type=int, default=10, help="of the first class")
    parser.add_argument("--port", type=int, default=8601, help="the first of those used, on 127.0.0.1")
    asked = parser.parse_args(words)
    # A plain kill takes the folders away as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = ["--students", str(asked.students), "--seconds", str(asked.seconds), "--port", str(asked.port)]
    options += ["--changes", str(FEWEST_CHANGES)]
    rounds: dict[str, list[Result]] = {"base": [], "ours": []}
    with TemporaryDirectory(prefix="poolscope-") as first, TemporaryDirectory(prefix="poolscope-") as second:
        trees = {"base": unpacked(asked.base, Path(first)), "ours": unpacked(asked.ours, Path(second))}
        for number in range(asked.rounds):
            # Neither is always the first.
            for name in (("base", "ours"), ("ours", "base"))[number % 2]:
                print(f"\n=== round {number + 1} of {asked.rounds}: {name}", flush=True)
                started = perf_counter()
                rounds[name].append(attend(trees[name], options))
                print(f"took {perf_counter() - started:.0f} s", flush=True)
    found = summary(rounds["base"], rounds["ours"])
    print("\n" + json.dumps(found, indent=1))
    for said in misses(found):
        print(f"missed: {said}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / BESIDE).write_text(json.dumps({**found, "rounds": rounds}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
