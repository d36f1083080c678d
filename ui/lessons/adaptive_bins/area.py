"""Adaptive average pooling by its other name: ``interpolate(mode="area")``, asked for with the same bins."""

from __future__ import annotations

from dataclasses import replace

from pooling_core.compute.resampling import interpolate
from ui import oracle
from ui.calls import one_plane
from ui.lesson import Moment
from ui.text import snippets


def by_area(moment: Moment) -> Moment:
    """The same moment with the question and the code of ``interpolate``, which takes a batch and knows no None."""
    if moment.call is None or moment.explained is None:
        return moment
    rank = moment.call.rank
    sizes = moment.explained.output.shape[-rank:]
    size = sizes[0] if rank == 1 else sizes
    batch = one_plane(moment.call, moment.plane)[None]
    output = interpolate(batch, size, mode="area")
    question = oracle.Question("interpolate", (batch,), {"size": size, "mode": "area"}, output)
    return replace(moment, asked=question, program=snippets.area_code(size, moment.plane, rank))
