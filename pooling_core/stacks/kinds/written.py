"""Modules of ``torch.nn`` that are named or told by a rule of their own."""

from __future__ import annotations

from pooling_core.call.types import Shape
from pooling_core.stacks.kinds.record import Written
from pooling_core.stacks.rules import Settings
from pooling_core.stacks.rules.features import SAME

PADS = {"constant": "ConstantPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}


def padding(settings: Settings, shape: Shape, rank: int) -> Written:
    """``ConstantPad2d((1, 1, 0, 0), 0.0)``; its name has as many axes as are padded."""
    mode, sides = settings["mode"], settings["padding"]
    axes = len(sides) // 2 if isinstance(sides, tuple) else rank
    value = (settings["value"],) if PADS.get(mode) == PADS["constant"] else ()
    return f"{PADS.get(mode, PADS['constant'])}{min(max(axes, 1), 3)}d", (sides, *value), {}


def unchanging(settings: Settings, shape: Shape, rank: int) -> Written:
    """``ReLU()``, ``Softmax(dim=1)``."""
    module = settings["module"]
    return module, (), SAME.get(module, {})


def grouped(settings: Settings, shape: Shape, rank: int) -> Written:
    """``GroupNorm(4, 16)``: groups, then channels."""
    return "GroupNorm", (settings["num_groups"], shape[1]), {}
