"""How a class's figures read: a table on the screen, and JSON beside the other results."""

from __future__ import annotations

import json
import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.core import cpu_name

RESULTS = Path(__file__).parent.parent / "results" / "classroom.json"
# Enough to see what went wrong.
QUOTED = 3
WIDTH = 34
COLUMNS = ("changes", "per s", "p50 ms", "p95 ms", "p99 ms", "turn p95", "lost", "again", "wrong", " cores")
# What may go wrong with a change: no answer at all, one that had to be asked for again, one that was not the core's.
KINDS = ("lost", "retried", "wrong")
Result = dict[str, Any]


def heading(title: str) -> None:
    """The columns of what follows."""
    print(f"\n{title:{WIDTH}}" + "".join(f"{name:>9}" for name in COLUMNS), flush=True)


def line(label: str, stretch: Result) -> None:
    """One stretch of work."""
    took, turned = stretch["milliseconds"], stretch["milliseconds_to_turn"]
    times = [took.get("p50"), took.get("p95"), took.get("p99"), turned.get("p95")]
    cells = [f"{stretch['changes']:>9}{stretch['per_second']:>9.1f}"]
    cells += [f"{'-' if time is None else round(time):>9}" for time in times]
    cells += [f"{len(stretch[kind]):>9}" for kind in KINDS]
    cores = ", ".join(f"{name} {used:.2f}" for name, used in stretch["cores"].items())
    print(f"  {label:{WIDTH - 2}}{''.join(cells)}   {cores}", flush=True)
    quote(stretch)


def quote(result: Result) -> None:
    """The first faults, in words."""
    for kind in KINDS:
        for said in result[kind][:QUOTED]:
            print(f"    {kind}: {said}", flush=True)


def memory(taught: Result) -> None:
    """What one process holds, empty and full."""
    mib, students = taught["mib"], taught["students"]
    print("\nmemory of one process, MiB")
    print(f"  {'before the class':{WIDTH - 2}}{mib['before']:>9.0f}")
    print(f"  {f'with {students} students':{WIDTH - 2}}{mib['with_them']:>9.0f}   {mib['per_student']:.2f} a student")
    print(f"  {'after they left':{WIDTH - 2}}{mib['left']:>9.0f}")
    print(f"  {'with a second class':{WIDTH - 2}}{mib['second_class']:>9.0f}", flush=True)


def survival(found: Result) -> None:
    """What became of those whose process was killed."""
    back = found["milliseconds_back"].get("p95", 0)
    print(f"\na process killed while {found['students']} students work: {found['edits']} edits,", end=" ")
    print(f"{found['edits_lost']} lost, {len(found['retried'])} asked for again, the longest wait", end=" ")
    print(f"{found['worst_gap_milliseconds']:.0f} ms; {found['moved']} pages moved, p95 {back:.0f} ms;", end=" ")
    print(f"{found['same_screen']} addresses open what was last seen", flush=True)
    quote(found)


def endurance(found: Result) -> None:
    """Whether memory grows with changes."""
    print(f"  {found['changes'][-1]} changes: {found['mib_grown']:+.1f} MiB from first to last,", end=" ")
    print(f"{found['mib_per_1000_later']:+.2f} MiB per 1000 over the later half", flush=True)


def verdict(found: Result) -> None:
    """How many students fit, and where the figures are."""
    limit = "with p95 below 250 ms and no answer lost, late or wrong"
    print(f"\n{found['one_process']['students']} students fit on one process {limit}", end="")
    if "several_processes" in found:
        several = found["several_processes"]
        print(f", {several['students']} on {several['processes']}: {found['times_as_many']:.2f} times as many", end="")
    print(f"\nwritten: results/{RESULTS.name}")


def frame() -> Result:
    """When and where."""
    packages = {name: version(name) for name in ("streamlit", "websockets", "numpy")}
    machine = {"cpu": cpu_name(), "cores": os.cpu_count(), "python": platform.python_version(), **packages}
    return {"date": date.today().isoformat(), "machine": machine}


def write(report: Result) -> None:
    """Keep the figures, one stretch a line."""
    RESULTS.parent.mkdir(exist_ok=True)
    parts = [f" {json.dumps(name)}: {_folded(part)}" for name, part in report.items()]
    RESULTS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _folded(part: Any) -> str:
    """JSON with its inner objects on one line each."""
    if not isinstance(part, dict):
        return json.dumps(part)
    inner = []
    for name, value in part.items():
        listed = isinstance(value, list) and value and isinstance(value[0], dict)
        text = "[\n" + ",\n".join(f"   {json.dumps(each)}" for each in value) + "\n  ]" if listed else json.dumps(value)
        inner.append(f"  {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(inner) + "\n }"
