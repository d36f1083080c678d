"""PyTorch's word on each result, as data. It loads in the background and never before the first picture."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.prepared import Prepared, ask_prepared
from ui.words import words

_loading = threading.Lock()
_loaded = threading.Event()
_failed = threading.Event()
LEAD_SECONDS = 1.5
PLAIN_ERRORS = ("", "RuntimeError", "ValueError")
LONGEST_MESSAGE = 300


def _nothing() -> None:
    pass


# What a process does once PyTorch is there; it is for the app to say, not for a library.
once_loaded: Callable[[], None] = _nothing


def ready() -> bool:
    """Whether PyTorch is loaded."""
    return _loaded.is_set()


def absent() -> bool:
    """Whether PyTorch is not there to be loaded, or could not be."""
    return _failed.is_set() or not torch_check.available()


def settled() -> bool:
    """Whether PyTorch has answered, or never will: what is said of a call from now on stays said."""
    return ready() or absent()


def load_soon() -> None:
    """Load PyTorch, once per process, when the first picture is on the screen."""
    if _loading.acquire(blocking=False):
        # Before the browser has drawn the page, loading would take the picture's time.
        later = threading.Timer(LEAD_SECONDS, _load)
        later.daemon = True
        later.start()


def _load() -> None:
    # A run has a thread of its own, for which torch would start helpers, to work on a few cells.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        torch_check.load()
    except Exception:  # a broken installation is as good as none
        _failed.set()
    else:
        once_loaded()
        _loaded.set()


@dataclass(frozen=True)
class Question:
    """One call and what came of it here.

    Attributes:
        name: of the function in ``torch.nn.functional``.
        inputs: its leading arguments, as arrays.
        arguments: the others, by keyword.
        outcome: our result, or the error that refuses the call; of several results or gradients a tuple.
        upstream: where the question is the gradient of the inputs, what comes down to the output.
        called: what the answer names the call, where a page asks several questions.
        prepared: what is done to its one input first.
    """

    name: str
    inputs: tuple[NDArray[Any], ...]
    arguments: Mapping[str, Any]
    outcome: NDArray[Any] | tuple[NDArray[Any], ...] | PoolingError
    upstream: NDArray[Any] | None = None
    called: str = ""
    prepared: Prepared | None = None


def word(question: Question) -> dict[str, str]:
    """PyTorch's word on a result, as data: ``tone`` and ``text``; ``waiting`` while it is not loaded.

    Where it has judged, ``check`` is the operation whose random calls can be drawn, if there are any.
    """
    answer = _word(question)
    if answer["tone"] in ("none", "waiting"):
        return answer
    answer |= {"check": name} if (name := random_calls_of(question)) else {}
    if not question.called:
        return answer
    named = words("common")["oracle"]["named"].format(call=question.called, answer=answer["text"])
    return {**answer, "text": named}


def random_calls_of(question: Question) -> str:
    """The operation of which a visitor may draw random calls, as a link says it; empty where none are drawn."""
    from pooling_core.oracle.random_calls.run import GRADIENT, names_of  # no picture needs it before a first answer

    rank = question.inputs[0].ndim - 2 if question.name == "interpolate" else None
    name = question.name if rank is None else f"{question.name}{rank}d"
    name = name if question.upstream is None else f"{GRADIENT}{name}"
    return name if names_of(name) else ""


def _word(question: Question) -> dict[str, str]:
    text = words("common")
    if absent():
        return {"tone": "none", "text": text["oracle"]["absent"]}
    if not ready():
        load_soon()
        return {"tone": "waiting", "text": text["oracle"]["loading"]}
    refused = isinstance(question.outcome, PoolingError)
    ours: Any = None if refused else question.outcome
    verdict = _verdict(question, ours)
    if verdict.unasked:
        return {"tone": "none", "text": text["oracle"]["unasked"][verdict.unasked].format(version=verdict.version)}
    if refused and verdict.refusal is None:
        return {"tone": "differs", "text": text["oracle"]["only_we_refuse"].format(version=verdict.version)}
    if verdict.refusal is not None:
        # Most refusals are of these types; another says something of its own.
        message = f"{verdict.error}: {verdict.refusal}" if verdict.error not in PLAIN_ERRORS else verdict.refusal
        said = text["refusal"]["torch_says"].format(version=verdict.version, message=message[:LONGEST_MESSAGE])
        return {"tone": "refuses", "text": said}
    difference = np.format_float_scientific(verdict.difference, precision=1) if verdict.difference else "0"
    line = text["oracle"]["agrees" if verdict.agrees else "differs"]
    line += text["oracle"]["undecided"].format(count=verdict.undecided) if verdict.undecided else ""
    line += text["oracle"]["narrow"].format(dtype=verdict.dtype) if verdict.dtype else ""
    said = line.format(version=verdict.version, difference=difference)
    return {"tone": "agrees" if verdict.agrees else "differs", "text": said}


def _verdict(question: Question, ours: Any) -> torch_check.Verdict:
    asked = (question.name, question.inputs, question.arguments)
    if question.prepared is not None:
        return ask_prepared(question.name, question.inputs[0], question.arguments, question.prepared, ours)
    if question.upstream is not None:
        from pooling_core.oracle import gradients as gradient_check  # most pages draw without what it brings along

        return gradient_check.ask_gradient(*asked, question.upstream, ours)
    if not isinstance(ours, tuple):
        return torch_check.ask_call(*asked, ours)
    verdicts = [torch_check.ask_call(*asked, each, part=part) for part, each in enumerate(ours)]
    return next((verdict for verdict in verdicts if not verdict.agrees), verdicts[0])
