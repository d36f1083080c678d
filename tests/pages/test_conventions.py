"""Shapes: one window axis under the rules of two libraries."""

import re

import pytest
import torch

from pooling_core.geometry.conventions import conventions
from tests.pages.shapes_screen import LESSON, TABLE, WORDS, rows
from tests.support.lessons import examples_of
from tests.support.screens import (
    by_link,
    checked,
    choose,
    codes,
    figures,
    open_page,
    said,
)
from tests.support.snippets import executed

pytestmark = pytest.mark.usefixtures("torch_loaded")
LINES = ("shapes_size", "shapes_kernel", "shapes_stride", "shapes_dilation")
CONVENTIONS = [each for each in examples_of(LESSON) if each["state"].get("shapes_view") == "conventions"]


@pytest.mark.parametrize("example", CONVENTIONS, ids=lambda example: example["title"])
def test_an_example_says_what_its_lines_show(example):
    app = choose(LESSON, example["title"])
    (figure,) = figures(app)
    headings = [note["text"] for note in figure["layout"]["annotations"]]
    for heading, found in zip(headings, conventions(*(app.session_state[key] for key in LINES)), strict=True):
        said_of = WORDS["conventions"]["heading"].format(outputs=found.outputs)
        refused = WORDS["conventions"].get(f"{found.name}_refused")
        assert (said_of if found.allowed else refused) in heading


@pytest.mark.parametrize(
    "numbers", [(6, 3, 2, 1), (7, 3, 2, 1), (8, 2, 3, 1), (3, 7, 1, 1), (20, 3, 2, 2), (20, 3, 1, 2), (32, 32, 32, 8)]
)
def test_the_four_conventions_are_the_ones_of_the_libraries(numbers):
    n, k, s, d = numbers
    state = {"shapes_size": n, "shapes_kernel": k, "shapes_stride": s, "shapes_dilation": d}
    app = by_link(LESSON, shapes_view="conventions", **state)
    table = next(each.value for each in app.markdown if WORDS["conventions"]["tensorflow_same"] in each.value)
    lines = table.splitlines()[2:]
    window = d * (k - 1) + 1
    outputs = -(-n // s)
    total = max((outputs - 1) * s + window - n, 0)
    assert lines[3].endswith("| no dilation |  |" if d > 1 else f"| {total // 2} + {total - total // 2} |")
    assert ("no stride with a dilation" in lines[2]) == (window <= n and d > 1 and s > 1)
    valid = window <= n and (d == 1 or s == 1)
    assert ["$" in line for line in lines] == [window <= n, window <= n, valid, d == 1]
    for line, ceil_mode in zip(lines, (False, True), strict=False):
        try:
            theirs = torch.nn.functional.max_pool1d(torch.ones(1, n), k, s, 0, d, ceil_mode).shape[-1]
        except RuntimeError:
            assert "PyTorch 2.13.0 says" in said(app)
            with pytest.raises(RuntimeError):
                executed(codes(app)[-1])
            continue
        assert int(re.findall(r"\d+", line.split("$")[1])[-1]) == theirs
    checked(app.number_input(key="shapes_size").set_value(9).run())


def test_the_two_pictures_keep_their_numbers_when_the_other_is_shown():
    app = open_page("shapes", shapes_stack="max k3", shapes_size="9")
    checked(app.segmented_control(key="shapes_view").set_value("conventions").run())
    assert app.number_input(key="shapes_size").value == 9 and len(figures(app)) == 1
    assert executed(codes(app)[-1])["y"].shape[-1] == 4
    checked(app.segmented_control(key="shapes_view").set_value("stack").run())
    assert rows(app)[TABLE["layer"]] == ["max k3"]
    # A link says what is shown.
    assert dict(app.query_params) == {"shapes_stack": "max k3", "shapes_layer": "1"}
    assert app.session_state["shapes_size"] == 9
