"""`python -m tests.differential --count 5000 --seed 0`: many random calls, and one line for each function."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from pooling_core.oracle.random_calls.cases import OPERATIONS
from pooling_core.oracle.random_calls.compare import Outcome, judge
from pooling_core.oracle.random_calls.run import case_of


@dataclass
class Tally:
    """Counts for one function."""

    cases: int = 0
    accepted: int = 0
    refused: int = 0
    mismatched: int = 0
    rounded: int = 0
    drift: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.cases += 1
        self.accepted += outcome.accepted
        self.refused += not outcome.accepted
        self.mismatched += outcome.mismatch is not None
        self.rounded += outcome.differing
        self.drift = max(self.drift, outcome.drift)


def run(count: int, seed: int, names: list[str] | None = None) -> tuple[dict[str, Tally], Counter[str], list[str]]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    features: Counter[str] = Counter()
    mismatches = []
    drawn = tuple(names or OPERATIONS)
    for number in range(count):
        case = case_of(seed, number, drawn)
        outcome = judge(case)
        tallies[case.name].add(outcome)
        features.update(case.features)
        if outcome.mismatch:
            mismatches.append(f"{case.name}: {outcome.mismatch}\n    {case.call_text()}")
    return tallies, features, mismatches


def print_table(tallies: dict[str, Tally]) -> None:
    print(f"{'function':22}{'cases':>7}{'accepted':>10}{'refused':>9}{'mismatch':>10}{'rounded':>9}{'max |Δ|/eps':>13}")
    for name in sorted(tallies):
        row = tallies[name]
        drift = f"{row.drift:.2f}" if OPERATIONS[name].reference else "exact"
        print(f"{name:22}{row.cases:7}{row.accepted:10}{row.refused:9}{row.mismatched:10}{row.rounded:9}{drift:>13}")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", metavar="NAME", help="functions whose name begins so, such as pullback")
    parser.add_argument("--show", type=int, default=20, help="mismatches to print")
    parser.add_argument("--brief", action="store_true", help="no line for each function")
    parser.add_argument("--features", action="store_true", help="list every feature and how often it came up")
    asked = parser.parse_args(words)
    started = time.perf_counter()
    names = [name for name in OPERATIONS if name.startswith(tuple(asked.only))] if asked.only else None
    if names == []:
        parser.error(f"no function begins with {' or '.join(asked.only)}")
    tallies, features, mismatches = run(asked.count, asked.seed, names)
    if not asked.brief:
        print_table(tallies)
    print(
        f"torch {torch.__version__}, numpy {np.__version__}: {asked.count} cases, seed {asked.seed}, "
        f"{len(features)} features, {len(mismatches)} mismatches, {time.perf_counter() - started:.1f} s"
    )
    if asked.features:
        print("\n".join(f"{times:7} {feature}" for feature, times in sorted(features.items())))
    for text in mismatches[: asked.show]:
        print(text)
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
