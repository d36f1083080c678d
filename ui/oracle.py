"""The badge: PyTorch's word on each result. It loads in the background and never before the first picture."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError, torch_check
from ui.content import words

_loading = threading.Lock()
_loaded = threading.Event()
_failed = threading.Event()
POLL_SECONDS = 0.5


def ready() -> bool:
    """Whether PyTorch is loaded."""
    return _loaded.is_set()


def absent() -> bool:
    """Whether PyTorch is not there to be loaded, or could not be."""
    return _failed.is_set() or not torch_check.available()


def await_in_background(said: str) -> None:
    """Start loading PyTorch, once per process, behind the picture; say so, and run the page again when it is there."""
    if _loading.acquire(blocking=False):
        threading.Thread(target=_load, name="load-torch", daemon=True).start()
    st.fragment(_wait, run_every=POLL_SECONDS)(said)


def _wait(said: str) -> None:
    if ready() or _failed.is_set():
        st.rerun()
    st.caption(said)


def _load() -> None:
    try:
        torch_check.load()
    except Exception:  # a broken installation is as good as none
        _failed.set()
    else:
        _loaded.set()


@dataclass(frozen=True)
class Question:
    """One call and what came of it here.

    Attributes:
        name: of the function in ``torch.nn.functional``.
        inputs: its leading arguments, as arrays.
        arguments: the others, by keyword.
        outcome: our result, or the error that refuses the call.
        upstream: where the question is the gradient of the first input, what comes down to the output.
    """

    name: str
    inputs: tuple[NDArray[Any], ...]
    arguments: Mapping[str, Any]
    outcome: NDArray[Any] | PoolingError
    upstream: NDArray[Any] | None = None


def badge(question: Question) -> None:
    """One line under a result: whether the same call in PyTorch gives the same."""
    text = words("common")
    if absent():
        st.caption(text["oracle"]["absent"])
        return
    if not ready():
        await_in_background(text["oracle"]["loading"])
        return
    refused = isinstance(question.outcome, PoolingError)
    ours = None if isinstance(question.outcome, PoolingError) else question.outcome
    asked = (question.name, question.inputs, question.arguments)
    if question.upstream is None:
        verdict = torch_check.ask_call(*asked, ours)
    else:
        verdict = torch_check.ask_gradient(*asked, question.upstream, ours)
    if refused and verdict.refusal is None:
        st.warning(text["oracle"]["only_we_refuse"].format(version=verdict.version))
    elif verdict.refusal is not None:
        said = text["refusal"]["torch_says"].format(version=verdict.version, message=plain_text(verdict.refusal))
        st.markdown(said)
    else:
        difference = np.format_float_scientific(verdict.difference, precision=1) if verdict.difference else "0"
        line = text["oracle"]["agrees" if verdict.agrees else "differs"]
        st.badge(
            line.format(version=verdict.version, difference=difference),
            icon=":material/check:" if verdict.agrees else ":material/close:",
            color="green" if verdict.agrees else "red",
        )


def plain_text(message: str) -> str:
    """A message as text: nothing in it is markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>~$:" else sign for sign in message[:300])
