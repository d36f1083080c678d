"""Lessons without a browser: how they are opened and changed, and what stands on them."""

import json
from urllib.parse import urlencode

import numpy as np
import torch

from tests.support.answered import Screen
from tests.support.app_pages import told
from ui.state import codec
from ui.text import tensor_text

# ---- opened and changed ----


def open_page(name, **link):
    """A lesson as a link opens it."""
    return Screen(name, urlencode(link))


def by_address(address):
    """A lesson by its address below the app's own, as ``shapes?shapes_layer=2``."""
    name, _, query = address.partition("?")
    return Screen(name, query)


def by_link(lesson, **state):
    """A lesson opened by the link of a state."""
    return Screen(lesson.name, codec.link(lesson.fields, state))


def choose(lesson, title):
    """A lesson in which an example was chosen."""
    return open_page(lesson.name).choose(title)


def typed(app, key, text):
    """The screen after a text was written into its field."""
    return app.turn(key, text)


def mended(app):
    """The screen after its button for the nearest valid choice was pressed."""
    return app.press(0)


# ---- what stands on them ----


def stages(app):
    """The grids that are drawn: those of a screen, if it has any, or of each stage of a page."""
    if isinstance(app, Screen):
        return [app.data] if "input" in app.data else []
    mounted = [part for part in app.get("bidi_component") if part.key != "course"]
    return [json.loads(stage.proto.bytes) for stage in mounted]


def shown(app):
    """What the only stage draws."""
    (stage,) = stages(app)
    return stage


def figures(app):
    """The Plotly figures of a page, or below a screen, as plain data."""
    if isinstance(app, Screen):
        return figures(app.page) if app.page else []
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def codes(app):
    """The programs and numbers to copy."""
    return app.codes


def cells(app):
    """The exact texts of the input."""
    return shown(app)["input"]["exact"]


def numbers(grid):
    """A grid's exact texts as the float32 numbers they say; a volume plane by plane."""
    if "planes" in grid:
        return np.array([plane["exact"] for plane in grid["planes"]], np.float32).reshape(grid["shape"])
    return np.array(grid["exact"], np.float32).reshape(grid["rows"], grid["cols"])


def result(app, stage=0):
    return numbers(stages(app)[stage]["output"])


def extras(app):
    """The further grids of the first stage, by title."""
    return {extra["title"]: numbers(extra) for extra in stages(app)[0].get("extras", [])}


def problems(app):
    """What of the link, or of a text, could not be used; empty where nothing is wrong."""
    return " ".join(app.problems)


def refusals(app):
    """The rules that the state breaks, one text for each."""
    return app.refusals


def address(app):
    """What the address says of the state."""
    return app.link


def said(app):
    """Everything that is said in words, below the stage too."""
    return " ".join([*app.said, *([told(app.page)] if app.page else [])])


def agreements(app):
    """How many badges say that PyTorch agrees."""
    assert "PyTorch 2.13.0 differs" not in said(app), said(app)
    return sum("PyTorch 2.13.0 agrees" in line for line in app.said)


def screen(app):
    """All that a reader sees, to be compared with another screen; what changed is of the way that led there."""
    return {**app.data, "changed": None}, app.refused, figures(app)


# ---- the state behind it ----


def state_of(lesson, app):
    """The state that a screen is in."""
    return codec.read(lesson.fields, app.link.items()).state


def plane_of(lesson, state):
    """The input of a state as PyTorch takes it: channels first, one channel in 2-D."""
    plane = torch.from_numpy(tensor_text.parse(state[lesson.input_key]).array)
    return plane if lesson.call(state).rank == 1 else plane[None]


def same(ours, theirs):
    """Equal up to the rounding of sums and powers in float32."""
    np.testing.assert_allclose(ours, np.asarray(theirs).reshape(ours.shape), rtol=1e-5, atol=1e-6)
