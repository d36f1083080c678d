"""When PyTorch is loaded: behind the picture, once, and with one thread."""

import os
import threading

import pytest

from tests.support.screens import checked, open_page, texts
from ui import oracle


@pytest.fixture
def unloaded(monkeypatch):
    """As a fresh process is; tells when loading has begun."""
    begun = threading.Event()
    monkeypatch.setattr(oracle, "_loading", threading.Lock())
    monkeypatch.setattr(oracle, "_loaded", threading.Event())
    monkeypatch.setattr(oracle, "_failed", threading.Event())
    monkeypatch.setattr(oracle, "_load", begun.set)
    return begun


def test_torch_waits_until_the_page_is_drawn(unloaded, monkeypatch):
    monkeypatch.setattr(oracle, "LEAD_SECONDS", 3600)
    app = open_page("sliding_windows")
    assert "PyTorch" in texts(app.caption)
    checked(app.run())
    assert not oracle._loading.locked()
    monkeypatch.setattr(oracle, "LEAD_SECONDS", 0)
    checked(app.run())
    assert unloaded.wait(20)


def test_torch_starts_no_helpers_unless_it_is_told_to(monkeypatch):
    monkeypatch.setattr(oracle, "_loaded", threading.Event())
    monkeypatch.setattr(oracle.torch_check, "load", lambda: "2.13.0")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    oracle._load()
    assert os.environ["OMP_NUM_THREADS"] == "4"
    monkeypatch.delenv("OMP_NUM_THREADS")
    oracle._load()
    assert os.environ["OMP_NUM_THREADS"] == "1"
