"""The code to copy: every channel, its dtype, and padding by hand before the call."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolSpec
from ui.text import snippets


def plain(call: PoolSpec, planes: NDArray[Any], dtype: str) -> str:
    """The call alone."""
    return snippets.torch_code(call, planes, dtype)


def padded(call: PoolSpec, planes: NDArray[Any], dtype: str, pads: tuple[int, ...], is_counted: bool) -> str:
    """``F.pad`` and then the call; where the zeros do not count, divided by the share of cells that do."""
    asked = call.with_arguments(count_include_pad=True) if "count_include_pad" in call.arguments else call
    fill = ""
    if call.operation.picks:
        lowest = 'float("-inf")' if planes.dtype.kind == "f" else "torch.iinfo(x.dtype).min"
        fill = f", value={lowest}"
    lines = [f"pads = {pads}", f"padded = F.pad(x, pads{fill})", f"y = F.{snippets.call_text(asked, 'padded')}"]
    if not (is_counted or call.operation.picks):
        lines += ["ones = F.pad(torch.ones_like(x), pads)", f"y = y / F.{snippets.call_text(asked, 'ones')}"]
    return snippets.program(call, planes, lines, dtype)
