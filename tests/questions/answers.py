"""What is right, compared with what a screen shows: one function for each thing that a question can be asked for."""

from urllib.parse import urlencode

import numpy as np

from tests.support.answered import Screen
from tests.support.lessons import LESSONS
from tests.support.screens import codes, extras, numbers, result, said

UNPOOLING = LESSONS["unpooling"].words


def near(shown, right):
    """Equal as far as seven digits go."""
    np.testing.assert_allclose(shown, np.array(right, np.float32), rtol=2e-6, atol=1e-6)


def output(app, right):
    near(result(app), right)


def beside(app, right):
    """The second library's."""
    (other,) = extras(app).values()
    near(other, right)


def beside_size(app, right):
    (other,) = extras(app).values()
    assert list(other.shape) == right


def equal(app, right):
    """The change of the call in PyTorch that gives the second library's result."""
    (line,) = [line for line in codes(app)[0].splitlines() if line.startswith("z = ")]
    assert right in line, line


def indices(app, right):
    near(extras(app)[UNPOOLING["indices"]], right)


def back(app, right):
    near(extras(app)[UNPOOLING["unpooled"]], right)


def gradient(app, right):
    (grid,) = [extra for extra in app.data["extras"] if extra.get("id") == "gradient"]
    near(numbers(grid), right)


def masked(app, right):
    """The mean of the words alone, beside the mean of all positions."""
    *_, words = extras(app).values()
    near(words, right)


def windows(app, right):
    """TensorFlow's SAME: how many windows, and the cells of padding before and behind."""
    same = app.data["lines"]["rows"][-1]
    assert [len(same["windows"]), same["before"], same["after"]] == right


def offers(found, right):
    """Among the layers that make the size."""
    calls = [row["call"] for group in found["groups"] for row in group["rows"]]
    assert any(right in each for each in calls), calls


def sources(found, right):
    """The sizes that the layer makes into the wanted one."""
    assert right in found["back"]["says"], found["back"]


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
    """Among the offered choices one makes this of the state, and then nothing is refused."""
    offered = {
        "\n".join(f"{key}={text}" for key, text in each["changes"].items()): each["changes"] for each in app.fixes
    }
    chosen = [changes for said, changes in offered.items() if right in said]
    assert chosen, list(offered)
    assert not Screen(app.lesson.name, urlencode({**app.link, **chosen[0]})).refusals


def first(app, right):
    """The choice that is offered before all others."""
    assert any(right in text for text in app.fixes[0]["changes"].values()), app.fixes
    fix(app, right)


def stacked(app):
    """The table of layers, one mapping a layer; none where the first does not fit."""
    panels = [panel for panel in app.data["panels"] if panel["key"] == "layers"]
    return [
        dict(zip([column["label"] for column in panel["columns"]], row["cells"], strict=True))
        for panel in panels
        for row in panel["rows"]
    ]
