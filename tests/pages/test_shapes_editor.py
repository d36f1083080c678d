"""Shapes: the stack as text and as buttons, the layer and the axis looked at."""

import pytest

from tests.pages.shapes_screen import LESSON, TABLE, formulas, rows
from tests.support.screens import (
    agreements,
    by_link,
    checked,
    codes,
    figures,
    open_page,
    said,
    texts,
    typed,
)
from ui import stack_text

pytestmark = pytest.mark.usefixtures("torch_loaded")


def test_layers_are_added_and_removed_without_the_grammar():
    app = open_page("shapes", shapes_input="3 x 32 x 32", shapes_stack="conv 8 k3")
    checked(app.selectbox(key="_shapes_kind").select("max").run())
    checked(app.button(key="_shapes_add").click().run())
    assert app.session_state["shapes_stack"] == "conv 8 k3\nmax k2 s2"
    for kind, line in (("adaptive", "adaptive 1"), ("flatten", "flatten"), ("linear", "linear 10")):
        checked(app.selectbox(key="_shapes_kind").select(kind).run())
        checked(app.button(key="_shapes_add").click().run())
        assert app.session_state["shapes_stack"].splitlines()[-1] == line
    assert app.session_state["shapes_layer"] == 5 and not app.error
    assert rows(app)[TABLE["shape"]][-1] == "10"
    checked(app.button(key="_shapes_remove").click().run())
    assert app.session_state["shapes_stack"].endswith("flatten")
    assert app.query_params["shapes_stack"] == app.session_state["shapes_stack"]


@pytest.mark.parametrize("kind", stack_text.GRAMMAR)
def test_every_kind_can_be_added_with_its_numbers(kind):
    app = open_page("shapes", shapes_input="4 x 9 x 9", shapes_stack="conv 4 k1")
    checked(app.selectbox(key="_shapes_kind").select(kind).run())
    for number in [each for each in app.number_input if str(each.key).startswith(f"_shapes_{kind}_")]:
        number.set_value(2 if not str(number.key).endswith("padding") else 1)
    checked(app.button(key="_shapes_add").click().run())
    assert app.session_state["shapes_stack"].splitlines()[1].startswith(kind)
    assert not app.warning


def test_a_stack_is_full_at_its_most_lines_and_empty_after_the_last_is_removed():
    app = open_page("shapes", shapes_stack="\n".join(["norm"] * stack_text.MAX_LINES))
    checked(app.button(key="_shapes_add").click().run())
    assert len(app.session_state["shapes_stack"].splitlines()) == stack_text.MAX_LINES and not app.warning
    app = open_page("shapes", shapes_stack="norm")
    for _ in range(2):
        checked(app.button(key="_shapes_remove").click().run())
        assert "The stack is empty" in texts(app.warning)
    checked(app.button(key="_shapes_add").click().run())
    assert not app.warning and app.session_state["shapes_stack"] == "conv 16 k3"


def test_a_layer_and_an_axis_are_chosen():
    state = {"shapes_input": "2 x 12 x 30", "shapes_stack": "conv 4 k3x5 s2\nmax k2", "shapes_layer": 1}
    app = by_link(LESSON, **state)
    assert "along the height" in said(app) and r"12 + 2\cdot0 - 1\cdot(3 - 1) - 1" in " ".join(formulas(app))
    checked(app.button_group(key="shapes_axis").set_value("width").run())
    assert "along the width" in said(app) and r"30 + 2\cdot0 - 1\cdot(5 - 1) - 1" in " ".join(formulas(app))
    assert said(by_link(LESSON, **state, shapes_axis="width")) == said(app)
    for number in (2, 60):
        checked(app.number_input(key="shapes_layer").set_value(number).run())
        assert "Layer 2, max k2" in said(app) and app.number_input(key="shapes_layer").value == 2


@pytest.mark.parametrize(
    "stack, layers", [("max k2", 1), ("norm\nmax k99\nnorm", 1), ("max k99", 1), ("norm\nnorm", 2)]
)
def test_the_layer_looked_at_is_one_of_the_stack(stack, layers):
    app = open_page("shapes", shapes_stack=stack)
    assert app.number_input(key="shapes_layer").value == layers == int(app.query_params["shapes_layer"])
    assert "Layer 4" not in said(app)
    app = open_page("shapes")
    typed(app, "shapes_stack", stack)
    assert app.number_input(key="shapes_layer").value == layers == app.session_state["shapes_layer"]


def test_an_axis_that_the_input_has_not_is_forgotten():
    app = open_page("shapes", shapes_input="3 x 20 x 20", shapes_stack="max k2", shapes_axis="depth")
    assert "along the height" in said(app) and "shapes_axis" not in app.query_params
    typed(app, "shapes_input", "3 x 20")
    assert "along the length" in said(app)
    typed(app, "shapes_input", "3 x 9 x 20 x 20")
    assert "along the height" in said(app)


@pytest.mark.parametrize("bad", [
    "", "pool 3", "conv 6 k3\nconv", "max k2\n" * 61, "__import__('os')", "`a` **b** :red[c] $d$", "<b>x</b>",
    "\x00", "卷",
])  # fmt: skip
def test_a_stack_that_cannot_be_read_keeps_the_last_one(bad):
    app = open_page("shapes", shapes_stack="max k2")
    assert agreements(app) == 1 and codes(app)
    typed(app, "shapes_stack", bad)
    assert "the last one that could be read" in texts(app.warning)
    assert app.text_area(key="shapes_stack").value == bad
    assert rows(app)[TABLE["layer"]] == ["max k2"]
    assert "The last stack that could be read: **0** parameters" in said(app)
    assert not agreements(app) and not codes(app), "of another stack neither PyTorch nor its code is the answer"
    typed(app, "shapes_stack", "max k3")
    assert not app.warning and rows(app)[TABLE["layer"]] == ["max k3"] and agreements(app) == 1


@pytest.mark.parametrize(
    "link", [{"shapes_stack": "conv 6 k3\npool 2"}, {"shapes_input": "28"}, {"shapes_stack": "lp"}]
)
def test_a_link_that_cannot_be_read_shows_no_other_stack(link):
    app = open_page("shapes", shapes_layer="2", **link)
    assert app.warning and not app.error
    assert not figures(app) and not app.dataframe and not codes(app) and not agreements(app)
    assert "LeNet" not in said(app) and "61,706" not in said(app) and "Layer" not in said(app)
    for key in link:
        typed(app, key, LESSON.fields[key].default)
    assert not app.warning and "**61,706** parameters" in said(app) and agreements(app) == 1
    assert "Layer 2, avg k2" in said(app) and app.query_params["shapes_layer"] == "2"


@pytest.mark.parametrize("bad", ["", "3", "a x b", "1 x 2 x 3 x 4 x 5", "1 x 99999", "0 x 5", "-1 x 5", "1e9 x 2", "²"])
def test_a_shape_that_cannot_be_read_keeps_the_last_one(bad):
    app = open_page("shapes", shapes_stack="max k2")
    typed(app, "shapes_input", bad)
    assert "the last one that could be read" in texts(app.warning)
    assert rows(app)[TABLE["shape"]] == ["1 × 16 × 16"]
