"""From blocks of measurements to the figures that are printed and kept, and whether they are within the aims."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from math import inf
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.screen.browser import Block, Opening
from benchmarks.screen.screens import LARGE, SMALL, Screen
from benchmarks.timing import Times

Result = dict[str, Any]
RESULTS = Path(__file__).parent.parent / "results" / "app.json"
FRAME = 1000 / 60
# Beyond this a frame at 60 Hz was left out.
LATE = 1.5 * FRAME
AIMS = {"kilobytes": 60.0, "opening_ratio": 1.3, "small": SMALL, "large": LARGE}


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty is above."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def rounded(value: float) -> float:
    """Three digits, which is more than the noise leaves."""
    return float(f"{value:.3g}")


def changed(screen: Screen, kind: str, blocks: Sequence[Block], minimal: Sequence[Block]) -> Result:
    """What one kind of change costs on one screen, beside the same on the minimal app in the same rounds."""
    times = [time for block in blocks for time in block.milliseconds]
    received = [size / 1e3 for block in blocks for size in block.received]
    return {
        "screen": screen.name,
        "kind": kind,
        "aims": None if screen.minimal else {"ratio": screen.aims[kind], "cpu_milliseconds": screen.aims["cpu"]},
        "changes": len(times),
        "milliseconds": rounded(median(times)),
        "p95": rounded(p95(times)),
        "ratio": rounded(_medians(blocks).ratio_to(_medians(minimal))),
        "cpu_milliseconds": rounded(median(block.cpu_milliseconds for block in blocks)),
        "kilobytes": rounded(median(received)),
        "most_kilobytes": rounded(max(received)),
        "kilobytes_sent": rounded(median(size / 1e3 for block in blocks for size in block.sent)),
    }


def _medians(blocks: Sequence[Block]) -> Times:
    return Times(tuple(median(block.milliseconds) for block in blocks))


def opened(name: str, openings: Sequence[Opening], minimal: Sequence[Opening]) -> Result:
    """How long a fresh server and a fresh page take to the first picture, beside the minimal app."""
    first, theirs = (Times(tuple(one.first_picture for one in each)) for each in (openings, minimal))
    return {
        "screen": name,
        "seconds": rounded(first.median),
        "longest": rounded(max(first.rounds)),
        "answering": rounded(median(one.answering for one in openings)),
        "ratio": rounded(first.ratio_to(theirs)),
        "torch_by_then": any(one.torch_by_then for one in openings),
    }


def played(name: str, playing: Sequence[float], idle: Sequence[float], messages: int | None) -> Result:
    """Frames that came late while the stage played and while nothing moved, and messages that looking sent."""
    return {
        "screen": name,
        "frames": len(playing),
        "late": late(playing),
        "longest": rounded(max(playing, default=0.0)),
        "idle_frames": len(idle),
        "idle_late": late(idle),
        "idle_longest": rounded(max(idle, default=0.0)),
        "messages": messages,
    }


def late(intervals: Sequence[float]) -> int:
    """How many frames came so late that one before them was left out."""
    return sum(interval > LATE for interval in intervals)


def misses(report: Mapping[str, Sequence[Result]]) -> list[str]:
    """A line for each figure outside its aim."""
    lines = []
    for row in report["opened"]:
        if row["ratio"] > AIMS["opening_ratio"]:
            lines.append(f"{row['screen']}: first picture at {row['ratio']} of the minimal app's time")
        if row["torch_by_then"]:
            lines.append(f"{row['screen']}: torch was loading before the first picture")
    for row in report["changed"]:
        told = f"{row['screen']}, {row['kind']}"
        aims = row["aims"] or {}
        if row["cpu_milliseconds"] > aims.get("cpu_milliseconds", inf):
            lines.append(f"{told}: {row['cpu_milliseconds']} ms of CPU")
        if row["most_kilobytes"] > AIMS["kilobytes"]:
            lines.append(f"{told}: up to {row['most_kilobytes']} kB")
        if row["ratio"] > aims.get("ratio", inf):
            lines.append(f"{told}: {row['ratio']} times the minimal app's round trip")
    for row in report["played"]:
        if row["messages"]:
            lines.append(f"{row['screen']}: {row['messages']} messages while looking")
        if row["late"] * row["idle_frames"] > row["idle_late"] * row["frames"]:
            lines.append(f"{row['screen']}: {row['late']} frames late while playing, {row['idle_late']} while idle")
    return lines


def frame() -> Result:
    """When and where."""
    from benchmarks.core import cpu_name  # brings torch along, which nothing that is measured should compete with

    machine = {"cpu": cpu_name(), "cores": os.cpu_count(), "python": platform.python_version()}
    packages = {name: version(name) for name in ("streamlit", "numpy", "playwright")}
    return {"date": date.today().isoformat(), "machine": machine | packages}


def write(report: Mapping[str, Any]) -> None:
    """Keep the figures, one row a line."""
    RESULTS.parent.mkdir(exist_ok=True)
    parts = []
    for name, part in report.items():
        rows = isinstance(part, list) and part and isinstance(part[0], dict)
        text = "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in part) + "\n ]" if rows else json.dumps(part)
        parts.append(f" {json.dumps(name)}: {text}")
    RESULTS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


# --- on the terminal -------------------------------------------------------------------------------------------------


def print_opened(rows: Sequence[Result]) -> None:
    """The part on the start."""
    print(f"\n{'start to first picture, seconds':42}{'median':>9}{'longest':>9}{'server':>9}{'ratio':>8}{'torch':>8}")
    for row in rows:
        times = f"{row['seconds']:>9.2f}{row['longest']:>9.2f}{row['answering']:>9.2f}{row['ratio']:>8.2f}"
        print(f"{row['screen']:42}{times}{'loading' if row['torch_by_then'] else 'no':>8}")


def print_changed(rows: Sequence[Result]) -> None:
    """The part on changes."""
    print(f"\n{'key press to stage drawn, milliseconds':42}{'median':>9}{'p95':>9}{'ratio':>8}", end="")
    print(f"{'CPU ms':>9}{'kB':>8}{'most':>8}{'sent':>8}")
    for row in rows:
        times = f"{row['milliseconds']:>9.0f}{row['p95']:>9.0f}{row['ratio']:>8.2f}{row['cpu_milliseconds']:>9.1f}"
        sizes = "".join(f"{row[key]:>8.1f}" for key in ("kilobytes", "most_kilobytes", "kilobytes_sent"))
        print(f"{row['screen'] + ', ' + row['kind']:42}{times}{sizes}")


def print_played(rows: Sequence[Result]) -> None:
    """The part on frames."""
    print(f"\n{'late frames of all, longest in ms':42}{'playing':>20}{'idle':>20}{'messages':>10}")
    for row in rows:
        pairs = (
            (row["late"], row["frames"], row["longest"]),
            (row["idle_late"], row["idle_frames"], row["idle_longest"]),
        )
        counts = [f"{late} / {all_}, {longest:.0f}" if all_ else "-" for late, all_, longest in pairs]
        messages = "-" if row["messages"] is None else row["messages"]
        print(f"{row['screen']:42}{counts[0]:>20}{counts[1]:>20}{messages:>10}")


def print_misses(report: Mapping[str, Sequence[Result]]) -> None:
    """What is outside its aim."""
    found = misses(report)
    print("\noutside the aims:" if found else "\nall within the aims")
    for line in found:
        print(f"  {line}")
