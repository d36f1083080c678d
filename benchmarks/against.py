"""Two trees of the core, row by row: `python -m benchmarks.against REVISION`, or `make bench-against BASE=REVISION`.

Each tree has a process of its own, and they take turns within one run, so that a busy machine slows both alike.
Where a process finds its memory is luck, and lasts as long as it does: a row is the mean of several pairs of processes.
Times are of the processor, medians of their rounds.
A ratio is the base's time over ours: above 1 ours is the faster.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import geometric_mean
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.rows import ROWS
from benchmarks.timing import SAMPLE_SECONDS, Times, rounded
from benchmarks.tree import ROOT, Tree

BASE, OURS = "base", "ours"
PAIRS = 4


@contextmanager
def checked_out(revision: str | None) -> Iterator[Path]:
    """A folder with the core of a revision, for as long as it is needed; of ``None`` the files as they are now."""
    if revision is None:
        yield ROOT
        return
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--format=tar", revision, "pooling_core"], capture_output=True, check=True
    )
    with TemporaryDirectory(prefix="poolscope-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def compare(base: Tree, ours: Tree, number: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Everything the report says of one row, as JSON takes it; an ``error`` where a tree cannot run it.

    Args:
        rounds: at most.
        seconds: for both trees together, where five rounds do not take longer.
    """
    row = ROWS[number]
    about = {"label": row.label, "call": row.call, "shape": row.shape, "backward": row.backward}
    first = {BASE: base.ready(number), OURS: ours.ready(number)}
    for name, answer in first.items():
        if "error" in answer:
            return about | {"error": f"{name}: {answer['error']}"}
    cost = {name: answer["seconds"] for name, answer in first.items()}
    repeats = max(1, round(SAMPLE_SECONDS / max(cost.values())))
    rounds = max(5, min(rounds, int(seconds / (sum(cost.values()) * (repeats + 1)))))
    kept: dict[str, list[float]] = {BASE: [], OURS: []}
    for number in range(rounds):
        # Neither is always the first.
        for name, tree in ((BASE, base), (OURS, ours))[:: 1 if number % 2 else -1]:
            kept[name].append(tree.seconds(repeats))
    times = {name: Times(tuple(each)) for name, each in kept.items()}
    return about | {
        "rounds": rounds,
        "milliseconds": {name: rounded(time.median * 1e3) for name, time in times.items()},
        "spread": {name: rounded(time.spread) for name, time in times.items()},
        "ratio": rounded(times[BASE].ratio_to(times[OURS])),
        "ratio_of_fastest": rounded(min(kept[BASE]) / min(kept[OURS])),
        "same_result": first[BASE]["digest"] == first[OURS]["digest"],
    }


def over_pairs(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One row as several pairs of processes have it."""
    wrong = next((row for row in found if "error" in row), None)
    if wrong:
        return wrong
    return found[0] | {
        "rounds": sum(row["rounds"] for row in found),
        "milliseconds": {
            name: rounded(geometric_mean(row["milliseconds"][name] for row in found)) for name in (BASE, OURS)
        },
        "spread": {name: max(row["spread"][name] for row in found) for name in (BASE, OURS)},
        "ratio": rounded(geometric_mean(row["ratio"] for row in found)),
        "ratio_of_fastest": rounded(geometric_mean(row["ratio_of_fastest"] for row in found)),
        "same_result": all(row["same_result"] for row in found),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Over the rows that both trees can run."""
    both = [row for row in rows if "ratio" in row]
    if not both:
        return {}
    lowest = min(both, key=lambda row: row["ratio"])
    return {
        "geometric_mean": rounded(geometric_mean(row["ratio"] for row in both)),
        "lowest": {"title": title(lowest), "ratio": lowest["ratio"]},
        "other_results": [title(row) for row in both if not row["same_result"]],
    }


# --- the report ------------------------------------------------------------------------------------------------------


def title(row: dict[str, Any]) -> str:
    return f"{row['label']} {tuple(row['shape'])}"


def print_heading() -> None:
    print(f"{'':50}{'milliseconds':>20}{'spread':>8}{'base over ours':>28}")
    print(f"{'':50}{'base':>10}{'ours':>10}{'ours':>8}{'median':>14}{'fastest':>14}")


def print_row(row: dict[str, Any]) -> None:
    if "error" in row:
        print(f"{title(row):50}{row['error']}", flush=True)
        return
    times = "".join(f"{row['milliseconds'][name]:>10.3f}" for name in (BASE, OURS))
    ratios = f"{row['ratio']:>14.2f}{row['ratio_of_fastest']:>14.2f}"
    other = "" if row["same_result"] else "  another result"
    print(f"{title(row):50}{times}{row['spread'][OURS]:>8.0%}{ratios}{other}", flush=True)


def print_summary(found: dict[str, Any]) -> None:
    if found:
        print(f"\ngeometric mean {found['geometric_mean']:.3f}")
        print(f"lowest {found['lowest']['ratio']:.2f}, {found['lowest']['title']}")
        print(f"rows with another result, bit for bit: {len(found['other_results'])}")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", help="a git revision")
    parser.add_argument("ours", nargs="?", help="another one, instead of the files as they are now")
    parser.add_argument("--quick", action="store_true", help="a few rounds a row")
    parser.add_argument("--seconds", type=float, default=4.0, help="for a row, where its rounds take longer")
    parser.add_argument("--only", metavar="TEXT", default="", help="rows whose title holds it")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there as well")
    asked = parser.parse_args(words)
    chosen = [number for number, row in enumerate(ROWS) if asked.only in row.title]
    if not chosen:
        parser.error(f"no row holds {asked.only!r}")
    rows = []
    with ExitStack() as stack:
        try:
            roots = [stack.enter_context(checked_out(revision)) for revision in (asked.base, asked.ours)]
        except subprocess.CalledProcessError as error:
            parser.error(error.stderr.decode().strip())
        pairs = []
        for number in range(1 if asked.quick else PAIRS):
            # Neither tree is always the first to find its memory.
            turn = roots[:: 1 if number % 2 else -1]
            started = [stack.enter_context(Tree(root)) for root in turn][:: 1 if number % 2 else -1]
            pairs.append((started[0], started[1]))
        print_heading()
        limits = (5, 0.1) if asked.quick else (201, asked.seconds / PAIRS)
        for number in chosen:
            rows.append(over_pairs([compare(*pair, number, *limits) for pair in pairs]))
            print_row(rows[-1])
    report = {"base": asked.base, "ours": asked.ours, **summary(rows), "rows": rows}
    print_summary(report)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
