"""The one error of the core: what was received, which rule it breaks, the nearest valid choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PoolingError(ValueError):
    """A call that PyTorch refuses too.

    Attributes:
        parameter: name of the offending parameter (``"input"`` for the tensor itself).
        received: the value as it was given.
        rule: the rule it breaks, in words.
        fix: the nearest valid choice as ``{parameter: value}``; empty where there is none to name.
    """

    def __init__(self, parameter: str, received: object, rule: str, fix: Mapping[str, Any] | None = None) -> None:
        self.parameter = parameter
        self.received = received
        self.rule = rule
        self.fix = dict(fix or {})
        nearest = " and ".join(f"{name}={value!r}" for name, value in self.fix.items())
        advice = f"; nearest valid choice: {nearest}" if nearest else ""
        super().__init__(f"got {parameter}={_brief(received)}, but {rule}{advice}")


def _brief(value: object, limit: int = 80) -> str:
    """A value's repr, cut: a message must stay one sentence even for a hostile argument."""
    text = " ".join((value if isinstance(value, str) and value.startswith("(") else repr(value)).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
