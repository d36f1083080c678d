"""PyTorch's word on a whole stack: every shape, every parameter, and what it says to the layer that does not fit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from pooling_core import PoolingError
from pooling_core.oracle import stack as torch_stack
from pooling_core.oracle.stack import StackVerdict
from ui import oracle
from ui.lessons.shapes.formulas import shape_text
from ui.lessons.shapes.work import Worked
from ui.words import words

Word = dict[str, str]
_loading = threading.Lock()
_loaded = threading.Event()


def load() -> None:
    """What PyTorch needs to be asked for shapes; PyTorch itself is there."""
    try:
        torch_stack.load()
    finally:  # what is broken there, the verdict says
        oracle.once_loaded()
        _loaded.set()


def settled() -> bool:
    """Whether what is said of a stack from now on stays said."""
    return oracle.absent() or (oracle.ready() and _loaded.is_set())


def badge(worked: Worked) -> Word | None:
    """Whether the same layers in PyTorch have the same shapes and as many parameters."""
    verdict = _verdict(worked)
    if not isinstance(verdict, StackVerdict):
        return verdict
    if not worked.rows:
        return None
    said, at = words("shapes")["oracle"], verdict.differs_at(worked.rows)
    told: dict[str, Any] = {"version": verdict.version, "number": at or len(worked.rows)}
    if at is None:
        key = "agrees_up_to" if worked.failing else "agrees"
    elif at <= len(verdict.shapes):
        key = "differs"
        told |= {"shape": shape_text(verdict.shapes[at - 1]), "parameters": f"{verdict.parameters[at - 1]:,}"}
    else:
        key = "refuses"
        told["message"] = (verdict.refusal or "")[: oracle.LONGEST_MESSAGE]
    return {"tone": "agrees" if at is None else "differs", "text": said[key].format(**told)}


def refusal(worked: Worked) -> Word | None:
    """What PyTorch says to the layer that does not fit; nothing where it is not there, which the badge says."""
    verdict = _verdict(worked)
    if not isinstance(verdict, StackVerdict):
        return None
    common = words("common")
    if verdict.refusal is None:
        return {"tone": "differs", "text": common["oracle"]["only_we_refuse"].format(version=verdict.version)}
    message = verdict.refusal[: oracle.LONGEST_MESSAGE]
    return {"tone": "refuses", "text": common["refusal"]["torch_says"].format(version=verdict.version, message=message)}


def _verdict(worked: Worked) -> StackVerdict | Word:
    """The verdict, or why there is none yet."""
    said: Mapping[str, str] = words("common")["oracle"]
    if oracle.absent():
        return {"tone": "none", "text": said["absent"]}
    if settled():
        asked = len(worked.rows) + worked.refused_by_torch
        try:
            return torch_stack.ask_stack(worked.layers[:asked], worked.input_shape)
        except PoolingError:  # a layer that torch has not, and nothing that equals it
            return {"tone": "none", "text": words("shapes")["oracle"]["unasked"]}
    if not oracle.ready():
        oracle.load_soon()
    elif _loading.acquire(blocking=False):
        # Not a daemon: a process that ended amid the import would be aborted.
        threading.Thread(target=load, name="load-torch-shapes").start()
    return {"tone": "waiting", "text": said["loading"]}
