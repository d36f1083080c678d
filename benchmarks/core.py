"""The core beside PyTorch, onnxruntime and a plain copy: `python -m benchmarks.core`, or `make bench`.

A ratio is an engine's time over ours: above 1 ours is the faster. A full run also writes results/core.json and
the chart results/core.html.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import numpy as np
import torch

from benchmarks.engines import ALL_THREADS, COPY, ENGINES, ONNX, OURS, TORCH_ALL, TORCH_ONE, calls
from benchmarks.ours import example_input
from benchmarks.rows import PHOTO, ROWS, Row
from benchmarks.timing import Times, extra_bytes, rounded, take_turns

RESULTS = Path(__file__).parent / "results"
RIVALS = (TORCH_ONE, TORCH_ALL, ONNX, COPY)


def set_threads(engine: str) -> None:
    torch.set_num_threads(ALL_THREADS if engine == TORCH_ALL else 1)


def measure(row: Row, rounds: int, seconds: float) -> dict[str, Any]:
    """Everything the report says of one row, as JSON takes it."""
    found = calls(row)
    times = take_turns({name: found[name] for name in ENGINES if name in found}, set_threads, rounds, seconds)
    return {
        "label": row.label,
        "call": row.call,
        "shape": row.shape,
        "arguments": dict(row.arguments),
        "aimed": row.aimed,
        "backward": row.backward,
        "rounds": len(times[OURS].rounds),
        "milliseconds": {name: rounded(time.median * 1e3) for name, time in times.items()},
        "spread": {name: rounded(time.spread) for name, time in times.items()},
        "ratio": ratios(times),
        "extra_kib": round(extra_bytes(found[OURS]) / 1024),
    }


def ratios(times: dict[str, Times]) -> dict[str, float]:
    return {name: rounded(times[name].ratio_to(times[OURS])) for name in RIVALS if name in times}


def geometric_means(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Over the rows that count, and for each engine those it has."""
    means = {}
    for name in RIVALS:
        ratios = [row["ratio"][name] for row in rows if row["aimed"] and name in row["ratio"]]
        if ratios:
            means[name] = rounded(geometric_mean(ratios))
    return means


def large_windows(rows: list[dict[str, Any]]) -> dict[str, float]:
    """What a stride-1 window of 63 costs, in windows of 3."""
    ours = {row["label"]: row["milliseconds"][OURS] for row in rows if tuple(row["shape"]) == PHOTO}
    pairs = {family: (f"{family} 3/1/1", f"{family} 63/1/31") for family in ("max", "avg")}
    return {
        family: rounded(ours[large] / ours[small])
        for family, (small, large) in pairs.items()
        if small in ours and large in ours
    }


def accuracy(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """Mean and worst distance to the same layer in float64, of ours and of torch."""
    found = []
    for row in rows:
        if row.backward or not row.call.startswith(("avg", "adaptive_avg", "lp")):
            continue
        x = example_input(row)
        theirs = getattr(torch.nn.functional, row.call)
        truth = theirs(torch.from_numpy(x.astype(np.float64)), **row.arguments).numpy()
        results = {OURS: calls(row)[OURS](), "torch": theirs(torch.from_numpy(x), **row.arguments).numpy()}
        off = {name: np.abs(result - truth) for name, result in results.items()}
        found.append(
            {
                "title": row.title,
                "mean": {name: rounded(float(error.mean())) for name, error in off.items()},
                "worst": {name: rounded(float(error.max())) for name, error in off.items()},
            }
        )
    return found


def machine() -> dict[str, Any]:
    packages: dict[str, str | None] = {}
    for package in ("numpy", "torch", "onnxruntime"):
        try:
            packages[package] = version(package)
        except PackageNotFoundError:
            packages[package] = None
    return {"cpu": cpu_name(), "cores": os.cpu_count(), "python": platform.python_version(), **packages}


def cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


# --- the report ------------------------------------------------------------------------------------------------------


def print_heading() -> None:
    print(f"{'milliseconds, ours':>68}{'their time over ours':>34}")
    columns = f"{'median':>9}{'spread':>8}{'torch 1':>10}{'torch all':>10}{'onnx 1':>8}{'copy':>7}{'extra KiB':>11}"
    print(f"{'':50}{columns}")


def print_row(row: dict[str, Any]) -> None:
    title = f"{row['label']} {tuple(row['shape'])}"
    ratio = "".join(
        f"{row['ratio'][name]:>{width}.2f}" if name in row["ratio"] else f"{'-':>{width}}"
        for name, width in zip(RIVALS, (10, 10, 8, 7), strict=True)
    )
    spread = f"{row['spread'][OURS]:.0%}"
    print(f"{title:50}{row['milliseconds'][OURS]:>9.3f}{spread:>8}{ratio}{row['extra_kib']:>11}", flush=True)


def print_summary(report: dict[str, Any]) -> None:
    means = ", ".join(f"{mean:.2f} {name}" for name, mean in report["geometric_means"].items())
    print(f"\ngeometric mean over max and average: {means}")
    for family, cost in report["large_windows"].items():
        print(f"a stride-1 {family} window of 63 costs {cost:.2f} times one of 3")
    print(f"\n{'distance to float64':50}{'ours, mean':>12}{'torch':>10}{'ours, worst':>14}{'torch':>10}")
    for row in report["accuracy"]:
        mean, worst = row["mean"], row["worst"]
        print(f"{row['title']:50}{mean[OURS]:>12.2e}{mean['torch']:>10.2e}{worst[OURS]:>14.2e}{worst['torch']:>10.2e}")


def write(report: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    lines = ",\n".join(f"  {json.dumps(row)}" for row in report["rows"])
    head = {key: value for key, value in report.items() if key != "rows"}
    text = json.dumps(head, indent=1)[:-2] + f',\n "rows": [\n{lines}\n ]\n}}\n'
    (RESULTS / "core.json").write_text(text, encoding="utf-8")
    chart(report).write_html(RESULTS / "core.html", include_plotlyjs=True)


def chart(report: dict[str, Any]) -> Any:
    """One bar per row and engine, the ratio on a logarithmic axis."""
    import plotly.graph_objects as go

    rows = report["rows"][::-1]
    titles = [f"{row['label']} {tuple(row['shape'])}" for row in rows]
    bars = [go.Bar(name=name, y=titles, x=[row["ratio"].get(name) for row in rows], orientation="h") for name in RIVALS]
    figure = go.Figure(bars)
    figure.update_xaxes(type="log", title="their time over ours: to the right of 1 ours is faster")
    figure.add_vline(x=1)
    title = f"The core beside other engines, {report['date']}, {report['machine']['cpu']}"
    return figure.update_layout(title=title, height=60 + 40 * len(rows), legend_traceorder="reversed")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few rounds a row; nothing is written")
    parser.add_argument("--only", metavar="TEXT", help="rows whose title holds it; nothing is written")
    asked = parser.parse_args(words)
    chosen = tuple(row for row in ROWS if not asked.only or asked.only in row.title)
    if not chosen:
        parser.error(f"no row holds {asked.only!r}")
    print_heading()
    rows = []
    for row in chosen:
        rows.append(measure(row, *((7, 0.5) if asked.quick else (51, 4.0))))
        print_row(rows[-1])
    report = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "geometric_means": geometric_means(rows),
        "large_windows": large_windows(rows),
        "accuracy": accuracy(chosen),
        "rows": rows,
    }
    print_summary(report)
    if not (asked.quick or asked.only):
        write(report)
        print(f"\nwritten: {RESULTS.name}/core.json and {RESULTS.name}/core.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
