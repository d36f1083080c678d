"""Blocks whose name says that they join: put branches side by side, add them up, or add a shortcut."""

from __future__ import annotations

import re

from ui.text.pasted.values import Chain, Join, Listed, Module

_CATS = re.compile(r"(?:dense)?cat(?:layer|block)?|concat\w{0,12}|parallel|inception(?:block|module)?|branches", re.I)
_ADDS = re.compile(r"add(?:layer|block)?|sum|addition", re.I)
_RESIDUALS = re.compile(
    r"basicblock|bottleneck|residual|res(?:net|idual)?(?:unit|block|layer)|skip(?:connection)?", re.I
)
_SHORTCUTS = ("downsample", "shortcut", "skip", "identity", "projection", "proj", "skip_connection")


def joined(name: str, line: int, children: dict[str, Module]) -> Join | None:
    """The join that a block of this name stands for, ``None`` where it stands for none."""
    parts = list(children.values())
    if len(parts) == 1 and isinstance(parts[0], Listed):  # the branches as one list
        parts = list(parts[0].parts)
    if _CATS.fullmatch(name) and len(parts) > 1:
        return Join(name, line, "cat", tuple(parts), 1)
    if _ADDS.fullmatch(name) and len(parts) > 1:
        return Join(name, line, "add", tuple(parts))
    if _RESIDUALS.fullmatch(name) and parts:
        beside = [each for key, each in children.items() if key in _SHORTCUTS]
        main = Chain(name, line, {key: each for key, each in children.items() if key not in _SHORTCUTS})
        return Join(name, line, "add", (main, *(beside or [Chain("input", line)])))
    return None
