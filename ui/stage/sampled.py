"""What the stage says where samples place the windows: the start of each worked out, and gaps that no stride makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.explain.fractional import Placement, placements
from pooling_core.explain.text import parameter_text, value_text
from pooling_core.explain.trace import Trace


def words_of(trace: Trace, words: Mapping[str, Any]) -> Mapping[str, Any]:
    """The stage's texts for this call."""
    if not trace.spec.sampled:
        return words
    labels = words["labels"]
    here = {part: {**labels[part], **others} for part, others in words["drawn"].items()}
    return {**words, "labels": {**labels, **here}}


def notes(trace: Trace, words: Mapping[str, str]) -> list[list[str]]:
    """For each window along rows, and along columns, where it starts and why."""
    return [_axis_notes(placed, words) for placed in placements(trace)]


def _axis_notes(placed: Placement, words: Mapping[str, str]) -> list[str]:
    said = []
    for i, start in enumerate(placed.starts):
        numbers: dict[str, Any] = {"i": i, "start": start, "stop": start + placed.kernel_size}
        if i == placed.outputs - 1:
            said.append(words["drawn_last"].format(**numbers, n=placed.size, k=placed.kernel_size))
            continue
        numbers |= {"u": parameter_text(placed.sample), "step": placed.step, "dtype": placed.places.dtype}
        numbers |= {"place": value_text(placed.places[i]), "first": value_text(placed.first)}
        said.append(words["drawn_rounded" if placed.rounded else "drawn"].format(**numbers))
    return said
