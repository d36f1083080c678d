"""Shapes: the stack as text and as buttons, the layer and the axis looked at."""

import pytest

from pooling_core.stacks.layers import Layer
from tests.pages.shapes_screen import LESSON, TABLE, choices, formulas, picture, rows
from tests.support.screens import agreements, by_link, codes, open_page, problems, said, state_of, typed
from ui.lessons.shapes.editor import ADDED
from ui.text import stack_text

pytestmark = pytest.mark.usefixtures("torch_loaded")


def added(app, kind):
    """The screen after a layer was added."""
    menu = app.control("add")
    (entry,) = [each for each in menu["entries"] if each["code"] == ADDED[kind]]
    return app.change(entry["changes"] | {key: menu["start"][key] + more for key, more in entry["adds"].items()})


def removed(app):
    return app.change(app.control("remove")["acts"])


def stack_of(app):
    return state_of(LESSON, app)["shapes_stack"]


def looked_at(app):
    """The number of the layer, as control, picture and state have it."""
    number = state_of(LESSON, app)["shapes_layer"]
    assert app.control("shapes_layer")["value"] == str(number) and picture(app)["chosen"] in (number, 0)
    return number


def test_layers_are_added_and_removed_without_the_grammar():
    app = open_page("shapes", shapes_input="3 x 32 x 32", shapes_stack="conv 8 k3")
    assert stack_of(added(app, "max")) == "conv 8 k3\nmax k2"
    for kind in ("adaptive", "flatten", "linear"):
        assert stack_of(added(app, kind)).splitlines()[-1] == ADDED[kind]
    assert looked_at(app) == 5 and not problems(app)
    assert rows(app)[TABLE["shape"]][-1] == "10"
    removed(app)
    assert stack_of(app).endswith("flatten") and app.link["shapes_stack"] == stack_of(app)
    assert looked_at(app) == 4


@pytest.mark.parametrize("kind", stack_text.GRAMMAR)
def test_every_kind_can_be_added(kind):
    app = added(open_page("shapes", shapes_input="4 x 9 x 9", shapes_stack="conv 4 k1"), kind)
    assert stack_of(app).splitlines()[1] == ADDED[kind] and not problems(app)
    (layer,) = stack_text.parse_stack(ADDED[kind], 2)
    assert isinstance(layer, Layer) and stack_text.format_stack((layer,), 2) == ADDED[kind]
    assert ADDED[kind].split()[0] == kind and kind in " ".join(rows(app, "grammar")[LESSON.words["grammar"]["line"]])


def test_a_stack_is_full_at_its_most_lines_and_empty_after_the_last_is_removed():
    app = open_page("shapes", shapes_stack="\n".join(["norm"] * stack_text.MAX_LINES))
    assert not app.control("add")["entries"] and "160" in app.control("add")["label"] and not problems(app)
    assert not open_page("shapes", shapes_stack="#" * (stack_text.MAX_CHARACTERS - 3)).control("add")["entries"]
    app = removed(open_page("shapes", shapes_stack="norm"))
    assert "The stack is empty" in problems(app) and app.control("remove")["off"]
    assert choices(app) == ["Use conv 6 k5"]
    assert stack_of(added(app, "conv")) == "conv 16 k3 p1" and not problems(app)


def test_a_layer_and_an_axis_are_chosen():
    state = {"shapes_input": "2 x 12 x 30", "shapes_stack": "conv 4 k3x5 s2\nmax k2", "shapes_layer": 1}
    app = by_link(LESSON, **state)
    assert "along the height" in said(app) and "12 + 2·0 − 1·(3 − 1) − 1" in " ".join(formulas(app).values())
    app.turn("shapes_axis", "width")
    assert "along the width" in said(app) and "30 + 2·0 − 1·(5 − 1) − 1" in " ".join(formulas(app).values())
    assert said(by_link(LESSON, **state, shapes_axis="width")) == said(app)
    for number in (2, 60):
        app.turn("shapes_layer", number)
        assert "Layer 2, max k2" in said(app) and looked_at(app) == 2


@pytest.mark.parametrize("stack, layers", [("max k2", 1), ("norm\nmax k99\nnorm", 1), ("norm\nnorm", 2)])
def test_the_layer_looked_at_is_one_of_the_stack(stack, layers):
    app = open_page("shapes", shapes_stack=stack)
    assert looked_at(app) == layers == int(app.link["shapes_layer"]) and app.control("shapes_layer")["high"] == layers
    assert "Layer 4" not in said(app)
    assert looked_at(typed(open_page("shapes"), "shapes_stack", stack)) == layers


def test_where_no_layer_fits_none_is_looked_at():
    app = open_page("shapes", shapes_stack="max k99")
    assert picture(app)["chosen"] == 0 and app.link["shapes_layer"] == "1" and "Layer " not in said(app)
    assert "shapes_layer" not in [control["key"] for control in app.controls]


def test_an_axis_that_the_input_has_not_is_forgotten():
    app = open_page("shapes", shapes_input="3 x 20 x 20", shapes_stack="max k2", shapes_axis="depth")
    assert "along the height" in said(app) and "shapes_axis" not in app.link
    typed(app, "shapes_input", "3 x 20")
    assert "along the length" in said(app) and "shapes_axis" not in [control["key"] for control in app.controls]
    typed(app, "shapes_input", "3 x 9 x 20 x 20")
    assert "along the height" in said(app)


def nothing_but_the_text(app):
    """No picture, table, code or badge: of another stack neither PyTorch nor its code is the answer."""
    assert picture(app) is None and app.data["oracle"] is None
    assert (
        not agreements(app)
        and not codes(app)
        and [panel["key"] for panel in app.data["panels"]] == ["grammar", "grammar-names"]
    )
    assert "LeNet" not in said(app) and "61,706" not in said(app) and "Layer " not in said(app)


@pytest.mark.parametrize("bad", [
    "", "pool 3", "conv 6 k3\nconv", "max k2\n" * 161, "__import__('os')", "`a` **b** :red[c] $d$", "<b>x</b>",
    "\x00", "卷",
])  # fmt: skip
def test_a_stack_that_cannot_be_read_shows_no_other_and_stays_as_it_was_typed(bad):
    app = open_page("shapes", shapes_stack="max k2")
    assert agreements(app) == 1 and codes(app)
    typed(app, "shapes_stack", bad)
    nothing_but_the_text(app)
    assert app.control("shapes_stack")["value"] == app.link["shapes_stack"] == bad
    assert app.control("shapes_stack")["problem"] in problems(app)
    typed(app, "shapes_stack", "max k3")
    assert not problems(app) and rows(app)[TABLE["layer"]] == ["max k3"] and agreements(app) == 1
    assert "problem" not in app.control("shapes_stack")


@pytest.mark.parametrize(
    "link",
    [
        {"shapes_stack": "conv 6 k3\npool 2"},
        {"shapes_input": "28"},
        {"shapes_stack": "lp"},
        {"shapes_stack": "", "shapes_input": ""},
        {"shapes_stack": "max k2x2x2", "shapes_input": "3"},
    ],
)
def test_a_link_that_cannot_be_read_shows_no_other_stack(link):
    app = open_page("shapes", shapes_layer="2", **link)
    nothing_but_the_text(app)
    assert problems(app) and app.data["nothing"]
    for key in link:
        typed(app, key, LESSON.fields[key].default)
    assert not problems(app) and picture(app)["totals"].startswith("61,706 parameters") and agreements(app) == 1
    assert "Layer 2, avg k2" in said(app) and app.link["shapes_layer"] == "2"


@pytest.mark.parametrize(
    "bad", ["", "3", "a x b", "1 x 2 x 3 x 4 x 5", "1 x 9999999999", "0 x 5", "-1 x 5", "1e9 x 2", "²"]
)
def test_a_shape_that_cannot_be_read_stays_as_it_was_typed(bad):
    app = typed(open_page("shapes", shapes_stack="max k2"), "shapes_input", bad)
    nothing_but_the_text(app)
    assert app.control("shapes_input")["problem"] in problems(app) and "problem" not in app.control("shapes_stack")
    assert app.control("shapes_input")["value"] == app.link["shapes_input"] == bad


@pytest.mark.parametrize(
    "stack, label, mended",
    [
        ("conv 6 k3\npool 2", "Use max k2", "conv 6 k3\nmax k2"),
        ("conv2 6 k3", "Use conv 6 k3", "conv 6 k3"),
        ("conv 6 k3\n\nMaxPool k2", "Use max k2", "conv 6 k3\n\nmax k2"),
        ("flaten\nfc 10", "Use flatten", "flatten\nfc 10"),
        ("fc 10", "Use linear 10", "linear 10"),
    ],
)
def test_the_nearest_text_that_can_be_read_has_a_button(stack, label, mended):
    app = open_page("shapes", shapes_stack=stack)
    assert choices(app) == [label]
    assert stack_of(app.press(label)) == mended


@pytest.mark.parametrize(
    "shape, mended",
    [("0 x 5", "1 x 5"), ("1 x 9999999999", "1 x 2147483647"), ("99999 x 5", "65536 x 5"), ("a x b", None)],
)
def test_the_nearest_shape_has_a_button(shape, mended):
    app = open_page("shapes", shapes_input=shape, shapes_stack="max k2")
    assert choices(app) == ([f"Use {mended}"] if mended else [])
    if mended:
        assert app.press(0).link["shapes_input"] == mended and not problems(app)


def test_the_words_of_an_example_stay_while_another_of_its_layers_is_looked_at():
    app = open_page("shapes")
    assert app.data["headline"]["title"] == "LeNet-5" and app.data["examples"]["shown"] == 0
    app.turn("shapes_layer", 2)
    assert app.data["headline"]["title"] == "LeNet-5" and app.data["examples"]["shown"] is None
    assert app.turn("shapes_input", "2 x 32 x 32").data["headline"]["text"] == LESSON.words["lede"]
