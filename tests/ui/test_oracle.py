"""When PyTorch is loaded: behind the picture, once, and with one thread."""

import os
import threading

import numpy as np
import pytest

from pooling_core import PoolSpec
from pooling_core.oracle.calls import ask
from pooling_core.oracle.gradients import ask_gradient
from tests.support.screens import open_page
from ui import oracle
from ui.words import words


@pytest.fixture
def unloaded(monkeypatch):
    """As a fresh process is; tells when loading has begun."""
    begun = threading.Event()
    monkeypatch.setattr(oracle, "_loading", threading.Lock())
    monkeypatch.setattr(oracle, "_loaded", threading.Event())
    monkeypatch.setattr(oracle, "_failed", threading.Event())
    monkeypatch.setattr(oracle, "_load", begun.set)
    return begun


def test_torch_waits_until_the_first_picture_is_drawn_and_is_loaded_once(unloaded, monkeypatch):
    timers = []

    class Timer:
        def __init__(self, seconds, function):
            timers.append((seconds, function))

        def start(self):
            pass

    monkeypatch.setattr(threading, "Timer", Timer)
    for _ in range(2):
        screen = open_page("sliding_windows")
        assert screen.data["oracle"] == {"tone": "waiting", "text": words("common")["oracle"]["loading"]}
    ((seconds, load),) = timers
    assert seconds == oracle.LEAD_SECONDS and not unloaded.is_set()
    load()
    assert unloaded.is_set() and oracle._loading.locked()


def test_torch_starts_no_helpers_unless_it_is_told_to(monkeypatch):
    monkeypatch.setattr(oracle, "_loaded", threading.Event())
    monkeypatch.setattr(oracle.torch_check, "load", lambda: "2.13.0")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    oracle._load()
    assert os.environ["OMP_NUM_THREADS"] == "4"
    monkeypatch.delenv("OMP_NUM_THREADS")
    oracle._load()
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_what_torch_cannot_be_asked_has_a_key_and_the_app_words_for_it():
    whole = PoolSpec.of("avg_pool2d", kernel_size=1, divisor_override=-1)
    powers = PoolSpec.of("gem_pool1d", p=1000, kernel_size=2, padding=1)
    found = {
        ask(whole, np.full((1, 1, 1), -(2**63)), np.zeros((1, 1, 1), np.int64)).unasked,
        ask(powers, np.full((1, 4), 3.0, np.float32), np.full((1, 3), 3.0, np.float32)).unasked,
        ask_gradient(
            "max_pool1d", (np.ones((1, 3)),), {"kernel_size": 2, "dilation": 4, "padding": 1}, np.ones((1, 1))
        ).unasked,
    }
    assert found == words("common")["oracle"]["unasked"].keys()
