"""What PyTorch is asked in the sliding windows lesson besides the call that the stage shows."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pooling_core import PoolingError, PoolSpec
from ui import oracle
from ui.calls import one_plane, window_arguments
from ui.content import words
from ui.fields import State
from ui.lesson import Moment


def asked_anyway(moment: Moment, state: State) -> Moment:
    """A call that our rules refuse before it is made, for PyTorch to refuse in its own words."""
    if moment.call is not None or moment.error is None:
        return moment
    try:
        name, arguments = window_arguments(state)
    except PoolingError:
        return moment
    batch = moment.plane if state["dims"] == "1d" else moment.plane[None]
    return replace(moment, asked=oracle.Question(name, (batch,), arguments, moment.error))


def show_temperature(moment: Moment) -> None:
    """What PyTorch's own layer says to a temperature."""
    if moment.call is None or "temperature" not in moment.call.arguments or moment.explained is None:
        return
    rank = moment.call.rank
    said = {"kernel_size": moment.call.kernel_size, "temperature": moment.call.arguments["temperature"]}
    st.caption(words("sliding_windows")["temperature"].format(rank=rank))
    try:
        PoolSpec.of(f"avg_pool{rank}d", **said)
    except PoolingError as error:
        oracle.badge(oracle.Question(f"nn.AvgPool{rank}d", (one_plane(moment.call, moment.plane),), said, error))
