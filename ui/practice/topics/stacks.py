"""The shape that comes out of a few layers."""

from __future__ import annotations

from ui.practice.draw import Draw
from ui.practice.exercise import Idea, Made
from ui.text.stack_text import format_shape

LESSON = "shapes"


def _stack(channels: int, sides: tuple[int, ...], *layers: str) -> Made:
    return {"shapes_input": format_shape((channels, *sides)), "shapes_stack": "\n".join(layers)}


def _side(draw: Draw, low: int, high: int) -> tuple[int, int]:
    side = draw.integer(low, high)
    return side, side


def _pool(draw: Draw) -> Made:
    return _stack(draw.one((3, 4, 6)), _side(draw, 5, 12), f"{draw.one(('max', 'avg'))} k{draw.integer(2, 3)}")


def _conv(draw: Draw) -> Made:
    return _stack(draw.one((1, 3)), _side(draw, 6, 12), f"conv {draw.one((4, 6, 8))} k{draw.one((3, 5))}")


def _conv_pool(draw: Draw) -> Made:
    return _stack(draw.one((1, 3)), _side(draw, 6, 12), f"conv {draw.one((4, 6, 8))} k3 p1", "max k2")


def _strides(draw: Draw) -> Made:
    return _stack(3, _side(draw, 8, 16), f"conv {draw.one((4, 8))} k3 s2 p1", "avg k2")


def _flat(draw: Draw) -> Made:
    return _stack(draw.one((1, 3)), _side(draw, 6, 10), f"conv {draw.one((2, 4, 5))} k3", "max k2", "flatten")


def _ceil(draw: Draw) -> Made:
    return _stack(draw.one((4, 6)), _side(draw, 6, 13), "max k3 s2 ceil", "max k2")


def _wide(draw: Draw) -> Made:
    sides = draw.integer(5, 8), draw.integer(9, 12)
    return _stack(2, sides, f"conv {draw.one((4, 6))} k3", "max k2 s1", "max k2")


STACKS = (
    Idea("stack_pool", 1, LESSON, "shape", ("channels_pooled", "stride_one"), "stack_pool", _pool),
    Idea("stack_conv", 1, LESSON, "shape", ("channels_kept", "one_forgotten", "same_size"), "stack_conv", _conv),
    Idea("stack_conv_pool", 2, LESSON, "shape", ("padding_ignored", "channels_kept"), "stack_order", _conv_pool),
    Idea("stack_strides", 2, LESSON, "shape", ("padding_ignored", "stride_one"), "stack_order", _strides),
    Idea("stack_flat", 3, LESSON, "shape", ("flat_without_channels", "last_layer_forgotten"), "stack_flat", _flat),
    Idea("stack_ceil", 3, LESSON, "shape", ("ceil_turned", "channels_pooled"), "stack_ceil", _ceil),
    Idea("stack_wide", 3, LESSON, "shape", ("stride_one", "channels_kept"), "stack_order", _wide),
)
