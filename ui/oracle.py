"""The badge: PyTorch's word on each result. It loads in the background and never before the first picture."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.oracle import calls as torch_check
from ui.content import words

_loading = threading.Lock()
_loaded = threading.Event()
_failed = threading.Event()
POLL_SECONDS = 0.5
LEAD_SECONDS = 1.5
_ASKED = "_asked_torch"
PLAIN_ERRORS = ("", "RuntimeError", "ValueError")
LONGEST_MESSAGE = 300
_soon = threading.Lock()


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


def await_in_background(said: str) -> None:
    """Say that PyTorch is not there yet; load it, once per process, and run the page again when it is."""
    st.fragment(_wait, run_every=POLL_SECONDS)(said)


def _wait(said: str) -> None:
    if ready() or _failed.is_set():
        st.rerun()
    asked = st.session_state.setdefault(_ASKED, time.monotonic())
    # Before the browser has drawn the page, loading would take the picture's time.
    if time.monotonic() - asked >= LEAD_SECONDS and _loading.acquire(blocking=False):
        threading.Thread(target=_load, name="load-torch", daemon=True).start()
    st.caption(said)


def load_soon() -> None:
    """Load PyTorch, once per process, when the first picture is on the screen."""
    if _soon.acquire(blocking=False):
        later = threading.Timer(LEAD_SECONDS, _load_once)
        later.daemon = True
        later.start()


def _load_once() -> None:
    if _loading.acquire(blocking=False):
        _load()


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
    """

    name: str
    inputs: tuple[NDArray[Any], ...]
    arguments: Mapping[str, Any]
    outcome: NDArray[Any] | tuple[NDArray[Any], ...] | PoolingError
    upstream: NDArray[Any] | None = None
    called: str = ""


def word(question: Question) -> dict[str, str]:
    """PyTorch's word on a result, as data: ``tone`` and ``text``; ``waiting`` while it is not loaded."""
    answer = _word(question)
    if not question.called or answer["tone"] in ("none", "waiting"):
        return answer
    named = words("common")["oracle"]["named"].format(call=question.called, answer=answer["text"])
    return {**answer, "text": named}


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
    if question.upstream is not None:
        from pooling_core.oracle import gradients as gradient_check  # most pages draw without what it brings along

        return gradient_check.ask_gradient(*asked, question.upstream, ours)
    if not isinstance(ours, tuple):
        return torch_check.ask_call(*asked, ours)
    verdicts = [torch_check.ask_call(*asked, each, part=part) for part, each in enumerate(ours)]
    return next((verdict for verdict in verdicts if not verdict.agrees), verdicts[0])


def badge(question: Question) -> None:
    """One line under a result: whether the same call in PyTorch gives the same."""
    if not ready() and not absent():
        await_in_background(words("common")["oracle"]["loading"])
        return
    answer = word(question)
    if answer["tone"] == "agrees" or (answer["tone"] == "differs" and not isinstance(question.outcome, PoolingError)):
        agrees = answer["tone"] == "agrees"
        icon = ":material/check:" if agrees else ":material/close:"
        st.badge(answer["text"], icon=icon, color="green" if agrees else "red")
    elif answer["tone"] == "differs":
        st.warning(answer["text"])
    elif answer["tone"] == "refuses":
        st.markdown(plain_text(answer["text"]))
    else:
        st.caption(answer["text"])


def plain_text(message: str) -> str:
    """A message as text: nothing in it is markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>~$:" else sign for sign in message)
