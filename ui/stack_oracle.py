"""PyTorch's word on a whole stack: every shape, every parameter, and what it says to the layer that does not fit."""

from __future__ import annotations

import threading

import streamlit as st

from pooling_core.oracle import stack as torch_stack
from pooling_core.oracle.stack import StackVerdict
from ui import oracle, stack_formulas
from ui.content import words
from ui.stack_work import Worked

_loading = threading.Lock()
_loaded = threading.Event()


def load() -> None:
    """What PyTorch needs to be asked for shapes; PyTorch itself is there."""
    try:
        torch_stack.load()
    finally:  # what is broken there, the verdict says
        _loaded.set()


def badge(worked: Worked) -> None:
    """One line: whether the same layers in PyTorch have the same shapes and as many parameters."""
    verdict = _verdict(worked, aloud=not worked.refused_by_torch)
    if verdict is None or not worked.rows:
        return
    said, at = words("shapes")["oracle"], verdict.differs_at(worked.rows)
    told = {"version": verdict.version, "number": at or len(worked.rows), "parameters": f"{worked.parameters:,}"}
    if at is None:
        line = said["agrees_up_to" if worked.failing else "agrees"]
    elif at <= len(verdict.shapes):
        line = said["differs"]
        told |= {"shape": stack_formulas.shape_text(verdict.shapes[at - 1]), "parameters": verdict.parameters[at - 1]}
    else:
        line = said["refuses"]
        told["message"] = oracle.plain_text(verdict.refusal or "")
    if at is None:
        st.badge(line.format(**told), icon=":material/check:", color="green")
    else:
        st.warning(line.format(**told), icon=":material/close:")


def refusal(worked: Worked) -> None:
    """What PyTorch says to the layer that does not fit."""
    verdict = _verdict(worked, aloud=True)
    if verdict is None:
        return
    common = words("common")
    if verdict.refusal is None:
        st.warning(common["oracle"]["only_we_refuse"].format(version=verdict.version))
    else:
        message = oracle.plain_text(verdict.refusal)
        st.markdown(common["refusal"]["torch_says"].format(version=verdict.version, message=message))


def _verdict(worked: Worked, aloud: bool) -> StackVerdict | None:
    """The verdict, or nothing while PyTorch is loading or where it is not there, which is said."""
    said = words("common")["oracle"]
    if oracle.absent():
        if aloud:
            st.caption(said["absent"])
        return None
    if oracle.ready() and _loaded.is_set():
        asked = len(worked.rows) + worked.refused_by_torch
        return torch_stack.ask_stack(worked.layers[:asked], worked.input_shape)
    if aloud and not oracle.ready():
        oracle.await_in_background(said["loading"])
    elif aloud:
        if _loading.acquire(blocking=False):
            # Not a daemon: a process that ended amid the import would be aborted.
            threading.Thread(target=load, name="load-torch-shapes").start()
        st.fragment(_wait, run_every=oracle.POLL_SECONDS)(said["loading"])
    return None


def _wait(said: str) -> None:
    if _loaded.is_set():
        st.rerun()
    st.caption(said)
