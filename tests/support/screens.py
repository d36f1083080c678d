"""Pages without a browser: how they are opened and changed, and what stands on them.

A lesson that has a ``screen`` is opened as a ``Screen``, any other as an ``AppTest``; the functions here read both.
"""

import json
from urllib.parse import parse_qsl, urlencode

import numpy as np
import torch

from tests.support.answered import Screen
from tests.support.app_pages import app_page, checked
from ui import tensor_text
from ui.lessons import LESSONS
from ui.state import codec

# ---- opened and changed ----


def open_page(name, **link):
    """A page as a link opens it."""
    return by_address(f"{name}?{urlencode(link)}")


def by_address(address):
    """A page by its address below the app's own, as ``shapes?shapes_layer=2``."""
    name, _, query = address.partition("?")
    if name in LESSONS and LESSONS[name].screen is not None:
        return Screen(name, query)
    return app_page(name, **dict(parse_qsl(query, keep_blank_values=True)))


def by_link(lesson, **state):
    """A page opened by the link of a state."""
    return by_address(f"{lesson.name}?{codec.link(lesson.fields, state)}")


def choose(lesson, title):
    """A page on which an example was chosen."""
    app = open_page(lesson.name)
    if isinstance(app, Screen):
        return app.choose(title)
    return checked(app.selectbox(key=f"_{lesson.name}_example").select(title).run())


def typed(app, key, text):
    """The page after a text was written into its field."""
    if isinstance(app, Screen):
        return app.turn(key, text)
    kind = app.text_area if any(field.key == key for field in app.text_area) else app.text_input
    return checked(kind(key=key).set_value(text).run())


def mended(app):
    """The page after its button for the nearest valid choice was pressed."""
    return app.press(0) if isinstance(app, Screen) else checked(app.button(key="fix").click().run())


def asked_again(app):
    """The page as it is once its first run is over: a reload of what its address now says."""
    return by_link(app.lesson, **state_of(app.lesson, app)) if isinstance(app, Screen) else checked(app.run())


# ---- what stands on them ----


def stages(app):
    """What each stage of the page was given to draw, from top to bottom."""
    if isinstance(app, Screen):
        return [app.data] if "input" in app.data else []
    return [json.loads(stage.proto.bytes) for stage in app.get("bidi_component")]


def shown(app):
    """What the only stage was given to draw."""
    (stage,) = stages(app)
    return stage


def figures(app):
    """The Plotly figures of the page, as plain data."""
    if isinstance(app, Screen):
        return figures(app.page) if app.page else []
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def codes(app):
    """The programs and numbers to copy."""
    if isinstance(app, Screen):
        return app.codes + (codes(app.page) if app.page else [])
    return [code.value for code in app.code]


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


def texts(elements):
    """What is said, without the signs that keep Markdown from reading it."""
    return " ".join(element.value for element in elements).replace("\\", "")


def problems(app):
    """What of the link, or of a text, could not be used; empty where nothing is wrong."""
    return " ".join(app.problems) if isinstance(app, Screen) else texts(app.warning)


def refusals(app):
    """The rules that the state breaks, one text for each."""
    return app.refusals if isinstance(app, Screen) else [texts([each]) for each in app.error]


def title(app):
    """What the page is called."""
    if isinstance(app, Screen):
        return app.data["title"]
    (heading,) = app.title
    return heading.value


def address(app):
    """What the address says of the state."""
    return app.link if isinstance(app, Screen) else dict(app.query_params)


def said(app):
    """Everything that the page says in words."""
    if isinstance(app, Screen):
        return " ".join([*app.said, *([said(app.page)] if app.page else [])])
    kinds = (app.header, app.subheader, app.markdown, app.caption, app.success, app.warning, app.error)
    return " ".join(texts(kind) for kind in kinds)


def agreements(app):
    """How many badges say that PyTorch agrees."""
    assert "differs" not in said(app), said(app)
    lines = app.said if isinstance(app, Screen) else [line.value for line in app.markdown]
    below = agreements(app.page) if isinstance(app, Screen) and app.page else 0
    return below + sum("PyTorch 2.13.0 agrees" in line for line in lines)


def screen(app):
    """All that a reader sees, to be compared with another page."""
    if isinstance(app, Screen):
        return {**app.data, "changed": None}, app.refused, app.page and screen(app.page)
    tables = [table.value.to_dict("list") for table in app.dataframe]
    return said(app), stages(app), figures(app), codes(app), tables


# ---- the state behind it ----


def state_of(lesson, app):
    """The state that a page is in."""
    if isinstance(app, Screen):
        return codec.read(lesson.fields, app.link.items()).state
    return {key: app.session_state.get(key, f.default) for key, f in lesson.fields.items()}


def plane_of(lesson, state):
    """The input of a state as PyTorch takes it: channels first, one channel in 2-D."""
    plane = torch.from_numpy(tensor_text.parse(state[lesson.input_key]).array)
    return plane if lesson.call(state).rank == 1 else plane[None]


def same(ours, theirs):
    """Equal up to the rounding of sums and powers in float32."""
    np.testing.assert_allclose(ours, np.asarray(theirs).reshape(ours.shape), rtol=1e-5, atol=1e-6)
