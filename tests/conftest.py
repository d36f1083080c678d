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


def without_browser():
    return os.environ.get("NO_BROWSER", "0") not in ("", "0")


def pytest_collection_modifyitems(config, items):
    """Playwright keeps an event loop in this thread, and the quick tests should speak first: browser tests go last."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    if not without_browser():
        items[:] = others + browser
        return
    items[:] = others
    config.hook.pytest_deselected(items=browser)


def pytest_terminal_summary(terminalreporter):
    if without_browser():
        terminalreporter.section("browser tests left out", yellow=True, bold=True)
        terminalreporter.line("NO_BROWSER is set: the tests in a real browser did not run.")


@pytest.fixture(scope="session")
def torch_loaded():
    """PyTorch's word is there at once, on calls and on stacks; a page loads it in the background."""
    from ui import oracle
    from ui.lessons.shapes import verdict

    oracle._load()
    verdict.load()
    assert oracle.ready()
