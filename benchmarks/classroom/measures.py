"""What is measured of a class: how long answers took, and what they cost the processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter, process_time
from typing import Any

import numpy as np

MEBI = 2**20


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Percentiles of a few hundred times, or of none."""
    if not seconds:
        return {}
    shares = {"p50": 50, "p90": 90, "p95": 95, "p99": 99, "max": 100}
    return {name: round(float(np.percentile(seconds, share)) * 1e3, 1) for name, share in shares.items()}


def resident(pid: int) -> float:
    """Memory that a process holds, in MiB."""
    return round(float(_psutil().Process(pid).memory_info().rss) / MEBI, 1)


class Meter:
    """Cores used since it was made: by some processes, by the students in this one, and by all else on the machine."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._started, self._before = perf_counter(), self._used()

    def cores(self) -> dict[str, float]:
        """Seconds of a core per second, by name."""
        passed, after = perf_counter() - self._started, self._used()
        cores = {name: (after[name] - used) / passed for name, used in self._before.items()}
        if "machine" in cores:
            whole = cores.pop("machine")
            cores["elsewhere"] = max(0.0, whole - sum(cores.values()))
        return {name: round(used, 3) for name, used in cores.items()}

    def _used(self) -> dict[str, float]:
        used = {name: sum(_psutil().Process(pid).cpu_times()[:2]) for name, pid in self._pids.items()}
        used["students"] = process_time()
        if self._pids:
            machine = _psutil().cpu_times()
            used["machine"] = machine.user + machine.system + machine.nice
        return used


def _psutil() -> Any:
    """Only `make bench-class` needs it; the students themselves run without."""
    import psutil

    return psutil


def growth(changes: Sequence[int], mib: Sequence[float]) -> dict[str, float]:
    """How memory moves with changes: from first to last, and along a line through the later half."""
    half = len(changes) // 2
    slope = float(np.polyfit(changes[half:], mib[half:], 1)[0])
    return {"mib_grown": round(mib[-1] - mib[0], 1), "mib_per_1000_later": round(slope * 1000, 3)}
