"""A process that runs rows on one tree of the core: `Tree` asks it, `python -m benchmarks.tree` is it.

A question is a line of JSON on its standard input, `{"row": 3}` to make a row ready or `{"repeats": 5}` to time it;
the answer is a line on its standard output.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from time import process_time
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Tree:
    """The process of one tree, from the other side."""

    def __init__(self, root: Path) -> None:
        """Start it with the ``pooling_core`` that lies in ``root``, and the rows of this tree."""
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
        # -P: what lies in the working directory is not in the way.
        command = [sys.executable, "-P", "-m", "benchmarks.tree"]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        found = Path(self._answer()["core"])
        if found.resolve() != (root / "pooling_core").resolve():
            self.close()
            raise RuntimeError(f"the process for {root} found {found}")

    def ready(self, row: int) -> dict[str, Any]:
        """Make a row ready: the seconds of one call and a digest of its result, or the ``error`` that it raised."""
        return self._ask({"row": row})

    def seconds(self, repeats: int) -> float:
        """Seconds of the processor per call of the row that is ready."""
        return float(self._ask({"repeats": repeats})["seconds"])

    def _ask(self, question: dict[str, int]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError(f"the process of a tree ended with {self._process.returncode}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """The end of its questions is its end."""
        self._process.communicate()

    def __enter__(self) -> Tree:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def answer_questions() -> None:
    """Answer until there are no more questions."""
    import pooling_core
    from benchmarks.ours import example_input, our_call
    from benchmarks.rows import ROWS
    from benchmarks.timing import Call, sample

    def say(**answer: Any) -> None:
        print(json.dumps(answer), flush=True)

    say(core=str(Path(pooling_core.__file__ or "").parent))
    gc.disable()
    call: Call = list  # until a row is ready
    for line in sys.stdin:
        question = json.loads(line)
        if "repeats" in question:
            # The core has one thread: its processor time is what it takes, without what others take of a busy machine.
            say(seconds=sample(call, question["repeats"], process_time))
            continue
        row = ROWS[question["row"]]
        gc.collect()
        try:
            call = our_call(row, example_input(row))
            say(seconds=sample(call, 1), digest=digest(call()))
        except Exception as error:
            say(error=f"{type(error).__name__}: {error}")


def digest(result: Any) -> str:
    """The same for results of the same dtype, shape and bits."""
    found = hashlib.sha256()
    for part in result if isinstance(result, tuple) else (result,):
        found.update(f"{part.dtype} {part.shape}".encode() + part.tobytes())
    return found.hexdigest()


if __name__ == "__main__":
    answer_questions()
