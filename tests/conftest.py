"""What every room may ask for, and the order: browser tests last, left out, visibly, when NO_BROWSER is set."""

import os

import pytest
import torch
from hypothesis import settings

# On few cores torch's own threads slow the many small calls of this suite several times.
torch.set_num_threads(1)

# A test takes as long as the machine is busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config, items):
    """Playwright keeps an event loop in this thread, and the quick tests should speak first: browser tests go last."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    if os.environ.get("NO_BROWSER", "0") in ("", "0"):
        items[:] = others + browser
        return
    items[:] = others
    config.hook.pytest_deselected(items=browser)
    config.stash[LEFT_OUT] = len(browser)


def pytest_terminal_summary(terminalreporter, config):
    if LEFT_OUT in config.stash:
        terminalreporter.section("browser tests left out", yellow=True, bold=True)
        terminalreporter.line(f"NO_BROWSER is set: {config.stash[LEFT_OUT]} tests in a real browser did not run.")


@pytest.fixture(scope="session")
def torch_loaded():
    """PyTorch's word is there at once, on calls and on stacks; a page loads it in the background."""
    from ui import oracle, stack_oracle

    oracle._load()
    stack_oracle.load()
    assert oracle.ready()
