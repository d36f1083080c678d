"""What is right, compared with what a screen shows: one function for each thing that a question can be asked for."""

import numpy as np

from tests.support.lessons import LESSONS
from tests.support.screens import extras, result, said

UNPOOLING = LESSONS["unpooling"].words


def near(shown, right):
    """Equal as far as seven digits go."""
    np.testing.assert_allclose(shown, np.array(right, np.float32), rtol=2e-6, atol=1e-6)


def output(app, right):
    near(result(app), right)


def indices(app, right):
    near(extras(app)[UNPOOLING["indices"]], right)


def back(app, right):
    near(extras(app)[UNPOOLING["unpooled"]], right)


def windows(app, right):
    """TensorFlow's SAME: how many windows, and the cells of padding before and behind."""
    same = app.data["lines"]["rows"][-1]
    assert [len(same["windows"]), same["before"], same["after"]] == right


def shape(app, right):
    """Of the last layer's output."""
    assert stacked(app)[-1]["output shape"] == " × ".join(map(str, right))


def parameters(app, right):
    """Of all layers together."""
    assert sum(int(row["parameters"].replace(",", "")) for row in stacked(app)) == right


def at(app, right):
    """The layer that does not fit comes after those that do."""
    assert len(stacked(app)) == right - 1 and app.data["stack"]["misfit"]


def refused(app, right):
    """In PyTorch's own words."""
    assert app.refusals and right in said(app), app.refusals


def fix(app, right):
    """Among the offered choices one makes this of the state."""
    offered = ["\n".join(f"{key}={text}" for key, text in each["changes"].items()) for each in app.fixes]
    assert any(right in each for each in offered), offered


def stacked(app):
    """The table of layers, one mapping a layer; none where the first does not fit."""
    panels = [panel for panel in app.data["panels"] if panel["key"] == "layers"]
    return [
        dict(zip([column["label"] for column in panel["columns"]], row["cells"], strict=True))
        for panel in panels
        for row in panel["rows"]
    ]
