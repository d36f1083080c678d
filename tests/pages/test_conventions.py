"""Shapes: one window axis under the rules of two libraries."""

import re

import pytest
import torch

from pooling_core.geometry.conventions import conventions
from tests.pages.shapes_screen import LESSON, TABLE, WORDS, picture, rows
from tests.support.lessons import examples_of
from tests.support.screens import agreements, by_link, choose, codes, open_page, said, state_of
from tests.support.snippets import executed

pytestmark = pytest.mark.usefixtures("torch_loaded")
LINES = ("shapes_size", "shapes_kernel", "shapes_stride", "shapes_dilation")
CONVENTIONS = [each for each in examples_of(LESSON) if each["state"].get("shapes_view") == "conventions"]


@pytest.mark.parametrize("example", CONVENTIONS, ids=lambda example: example["title"])
def test_an_example_says_what_its_lines_show(example):
    app = choose(LESSON, example["title"])
    state, text = state_of(LESSON, app), WORDS["conventions"]
    for row, found in zip(picture(app)["rows"], conventions(*(state[key] for key in LINES)), strict=True):
        outputs = text["outputs_one" if found.outputs == 1 else "outputs"].format(outputs=found.outputs)
        assert row["name"] == text[found.name]
        assert (outputs if found.allowed else text[f"{found.name}_refused"]) in row["said"]
    assert agreements(app) == 2 and app.data["headline"]["title"] == example["title"]


@pytest.mark.parametrize(
    "numbers", [(6, 3, 2, 1), (7, 3, 2, 1), (8, 2, 3, 1), (3, 7, 1, 1), (20, 3, 2, 2), (20, 3, 1, 2), (32, 32, 32, 8)]
)
def test_the_four_conventions_are_the_ones_of_the_libraries(numbers):
    n, k, s, d = numbers
    state = {"shapes_size": n, "shapes_kernel": k, "shapes_stride": s, "shapes_dilation": d}
    app = by_link(LESSON, shapes_view="conventions", **state)
    lines = [row["cells"] for row in app.panel("conventions")["rows"]]
    window = d * (k - 1) + 1
    outputs = -(-n // s)
    total = max((outputs - 1) * s + window - n, 0)
    assert lines[3][2] == ("" if d > 1 else f"{total // 2} + {total - total // 2}")
    assert (lines[3][1] == "refused: it takes no dilation") == (d > 1)
    together = window <= n and d > 1 and s > 1
    assert (lines[2][1] == "refused: stride and dilation together") == together
    valid = window <= n and (d == 1 or s == 1)
    assert ["=" in line[1] for line in lines] == [window <= n, window <= n, valid, d == 1]
    for line, ceil_mode in zip(lines, (False, True), strict=False):
        try:
            theirs = torch.nn.functional.max_pool1d(torch.ones(1, n), k, s, 0, d, ceil_mode).shape[-1]
        except RuntimeError:
            assert "PyTorch 2.13.0 says" in said(app)
            with pytest.raises(RuntimeError):
                executed(codes(app)[-1])
            continue
        assert int(re.findall(r"\d+", line[1])[-1]) == theirs


def test_the_two_pictures_keep_their_numbers_when_the_other_is_shown():
    app = open_page("shapes", shapes_stack="max k3", shapes_size="9").turn("shapes_view", "conventions")
    assert app.control("shapes_size")["value"] == "9" and picture(app)["cells"] == 9
    assert executed(codes(app)[-1])["y"].shape[-1] == 4
    app.turn("shapes_view", "stack")
    assert rows(app)[TABLE["layer"]] == ["max k3"]
    # A link says all that was chosen.
    assert app.link == {"shapes_stack": "max k3", "shapes_layer": "1", "shapes_size": "9"}


WINDOWS = [(6, 3, 2, 1), (7, 3, 2, 1), (20, 5, 3, 2), (3, 5, 1, 1), (32, 1, 32, 1), (1, 32, 1, 8)]


@pytest.mark.parametrize("numbers", WINDOWS)
def test_the_number_lines_have_every_window_with_its_taps(numbers):
    n, k, s, d = numbers
    state = {"shapes_size": n, "shapes_kernel": k, "shapes_stride": s, "shapes_dilation": d}
    drawn = picture(by_link(LESSON, shapes_view="conventions", **state))
    assert drawn["cells"] == n and drawn["taps"] == [tap * d for tap in range(k)]
    for found, row in zip(conventions(n, k, s, d), drawn["rows"], strict=True):
        counts = (row["before"], row["after"], row["unread"], row["overhang"])
        if not found.allowed:
            assert not row["starts"] and not row["windows"] and counts == (0, 0, 0, 0)
            continue
        assert row["starts"] == found.starts and len(row["windows"]) == found.outputs
        assert counts == (found.padding_before, found.padding_after, found.unread, found.overhang)
        for start, told in zip(found.starts, row["windows"], strict=True):
            cells = [int(each) for each in re.findall(r"-?\d+", told)][1:]
            assert cells[0] == start and cells[-1] == start + d * (k - 1) and (k > 10 or len(cells) == k)
