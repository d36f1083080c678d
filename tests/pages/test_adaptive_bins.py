"""Adaptive bins: the ruler, the wrong rules laid on it, and the same bins under the name interpolate."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core.explain.wrong.bins import RULES
from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS, example
from tests.support.screens import agreements, by_link, choose, codes, open_page, result, said, shown, stages, state_of
from ui import oracle
from ui.text import tensor_text
from ui.words import words

LESSON = LESSONS["adaptive_bins"]
TEXT = words("adaptive_bins")
PLANE = "3 1 4 1 5\n9 2 6 5 3\n5 8 9 7 9"
SQUARE = "1 2 3 4\n5 6 7 8\n9 1 2 3\n4 5 6 7"
pytestmark = pytest.mark.usefixtures("torch_loaded")


def code_of(page):
    (code,) = [each for each in codes(page) if "import" in each]
    return code


def claims(page):
    """What the dashed part of the ruler claims along rows and along columns."""
    return page.data["ruler"]["claims"]


def verdict(page):
    (line,) = page.data["headline"]["lines"]
    return line


# ---- the same by another name ----


@pytest.mark.parametrize(
    "state, size",
    [
        ({}, 5),
        ({"output_size": 0}, 0),
        ({"output_size": 9, "bins_input": PLANE}, 9),
        ({"bins_dims": "2d", "output_size": 2, "output_size_w": 3, "bins_input": PLANE}, (2, 3)),
        ({"bins_dims": "2d", "keep_height": True, "output_size_w": 2, "bins_input": PLANE}, (3, 2)),
    ],
    ids=str,
)
def test_by_area_it_is_the_same_result(state, size):
    plain, area = by_link(LESSON, **state), by_link(LESSON, **state, area=True)
    np.testing.assert_array_equal(result(plain), result(area))
    assert agreements(area) == 1 and f'F.interpolate(x, size={size!r}, mode="area")' in code_of(area)
    assert "interpolate" not in code_of(plain)
    names: dict = {"print": lambda *_: None}
    exec(code_of(area), names)
    np.testing.assert_allclose(names["y"].numpy().reshape(result(area).shape), result(area), rtol=1e-6)
    batch = names["x"]
    assert batch.ndim == (3 if isinstance(size, int) else 4)
    with torch.no_grad():
        np.testing.assert_array_equal(names["y"], tF.interpolate(batch, size, mode="area"))


def test_the_badge_asks_that_very_call(monkeypatch):
    asked = []
    honest = oracle.torch_check.ask_call
    monkeypatch.setattr(oracle.torch_check, "ask_call", lambda *given: asked.append(given) or honest(*given))
    by_link(LESSON, area=True, bins_input=PLANE)
    name, inputs, arguments, ours = asked[-1]
    assert name == "interpolate" and arguments == {"size": 5, "mode": "area"}
    np.testing.assert_array_equal(inputs[0][0], tensor_text.parse(PLANE).array)
    np.testing.assert_array_equal(ours[0], result(by_link(LESSON, bins_input=PLANE)))


def test_a_maximum_has_no_other_name():
    page = by_link(LESSON, bins_operation="max", area=True)
    assert "area" not in {control["key"] for control in page.controls}
    assert "adaptive_max_pool1d" in code_of(page) and agreements(page) == 1
    page.turn("bins_operation", "avg")
    assert "interpolate" in code_of(page)


# ---- controls and ruler ----


def test_an_axis_that_is_kept_has_no_size_to_turn():
    keys = [control["key"] for control in open_page(LESSON.name).data["controls"]["main"]]
    assert keys == ["output_size", "ghosts"]
    page = by_link(LESSON, bins_dims="2d", bins_input=PLANE, output_size=2, output_size_w=2)
    keys = [control["key"] for control in page.data["controls"]["main"]]
    assert keys == ["output_size", "keep_height", "output_size_w", "keep_width", "ghosts"]
    page.turn("keep_height", True)
    assert "output_size" not in {control["key"] for control in page.controls}
    assert result(page).shape == (3, 2) and agreements(page) == 1
    np.testing.assert_array_equal(
        result(page), tF.adaptive_avg_pool2d(torch.from_numpy(tensor_text.parse(PLANE).array)[None], (None, 2))[0]
    )


def test_the_ruler_has_a_bin_for_each_output_and_says_how_many_share_a_cell():
    page = open_page(LESSON.name)
    assert page.data["bins"] == [[], ["0:2", "1:3", "2:5", "4:6", "5:7"]] and page.data["ruler"] == {}
    assert page.panel("bins")["text"] == "length: 7 → 5, 4 pairs of neighbours share a cell."
    assert "(N, C, 7) → (N, C, 5)" in said(page)
    one = by_link(LESSON, bins_dims="2d", output_size=2, output_size_w=2, bins_input="1 2 3\n4 5 6")
    assert one.data["bins"] == [["0:1", "1:2"], ["0:2", "1:3"]]
    text = one.panel("bins")["text"]
    assert text == "height: 2 → 2, no neighbours share a cell. width: 3 → 2, 1 pair of neighbours shares a cell."


@pytest.mark.parametrize(
    "link, size",
    [
        ({"output_size": "8", "bins_input": "1 5 2 4"}, (1, 8)),
        ({"output_size": "0"}, (1, 0)),
        ({"bins_dims": "2d", "keep_height": "true", "output_size_w": "2", "bins_input": "1 2 3\n4 5 6"}, (2, 2)),
        ({"bins_dims": "2d", "output_size": "32", "output_size_w": "32", "bins_input": "1 2\n4 5"}, (32, 32)),
        ({"bins_operation": "max", "output_size": "1"}, (1, 1)),
    ],
)
@pytest.mark.parametrize("ghosts", ["none", "round_kernel", "stride_kernel"])
def test_any_number_of_bins_and_any_ghost_is_shown(link, size, ghosts):
    page = open_page("adaptive_bins", ghosts=ghosts, **link)
    output = shown(page)["output"]
    assert (output["rows"], output["cols"]) == size
    assert ("lines" in page.data["headline"]) == (ghosts != "none")


# ---- wrong rules ----


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("size, outputs", [(7, 5), (5, 3), (14, 4), (16, 9), (16, 16), (4, 9), (5, 0), (1, 1)])
def test_a_wrong_rule_is_drawn_with_each_bin_right_or_wrong(rule, size, outputs):
    page = by_link(LESSON, ghosts=rule, output_size=outputs, bins_input=" ".join(map(str, range(size))))
    explained = RULES[rule](size, outputs)
    rows, columns = claims(page)
    assert rows == []
    agrees = [*explained.agrees, *[False] * len(columns)][: len(columns)]  # more windows than bins are none
    assert columns == list(zip(explained.starts, explained.stops, agrees, strict=True))
    assert ("✓" in verdict(page)) == explained.holds and ("✗" in verdict(page)) != explained.holds
    assert verdict(page).endswith(TEXT["rules"]["holds"][rule])


def test_the_verdict_of_7_into_5_names_the_cells_that_are_never_read():
    page = choose(LESSON, "One kernel of round(n/o) fails")
    said = "7 → 5: 5 of 5 bins are wrong ✗ (kernel_size 1, stride 1). No window reads cells 5 to 6."
    assert verdict(page).startswith(said)
    assert example(LESSON, "One kernel of round(n/o) fails")["look"] == page.data["headline"]["text"]
    assert not page.fixes


def test_where_a_rule_is_right_by_luck_it_says_for_which_sizes_and_shows_one_where_it_fails():
    page = by_link(LESSON, ghosts="stride_kernel", output_size=3)
    assert verdict(page).startswith("7 → 3: every bin is right ✓ (kernel_size 3, stride 2).")
    assert verdict(page).endswith("is right only where n divided by o leaves the remainder 0 or 1.")
    page.press("Show 7 → 4, where it fails")
    assert page.link == {"output_size": "4", "ghosts": "stride_kernel"}
    assert (
        "✗" in verdict(page) and not page.fixes and page.data["changed"].startswith("output size (output_size) 3 → 4")
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "state",
    [
        {"bins_input": "1 2 3"},
        {"bins_dims": "2d", "bins_input": SQUARE, "output_size": 2, "output_size_w": 4},
        {"bins_dims": "2d", "bins_input": SQUARE, "output_size": 2, "keep_width": True},
        {"bins_dims": "2d", "bins_input": SQUARE, "output_size": 3, "output_size_w": 9},
        {"bins_dims": "2d", "bins_input": "1\n2\n3", "keep_height": True, "keep_width": True},
    ],
    ids=str,
)
def test_the_button_leads_to_a_size_where_the_rule_fails(rule, state):
    page = by_link(LESSON, **{"output_size": 1, **state}, ghosts=rule)
    if not page.fixes:
        assert "✓" not in verdict(page)
        return
    page.press()
    assert "wrong ✗" in verdict(page) and agreements(page) == 1
    assert any(not right for axis in claims(page) for _, _, right in axis)


def test_laying_a_rule_on_the_bins_is_no_change_of_the_picture():
    page = open_page(LESSON.name)
    before = stages(page)[0]["output"]
    page.turn("ghosts", "round_kernel")
    assert page.data["changed"] is None and stages(page)[0]["output"] == before
    assert state_of(LESSON, page)["ghosts"] == "round_kernel"
    labels = [option["label"] for option in page.control("ghosts")["options"]]
    assert labels == list(TEXT["ghosts_options"].values())


def test_the_page_mounts_the_stage():
    (drawn,) = stages(app_page("adaptive_bins", output_size="4"))
    assert drawn["bins"][1] == ["0:2", "1:4", "3:6", "5:7"]


# ---- for which sizes a rule is right; a pyramid ----


def panel(page, key):
    return next(each for each in page.data["panels"] if each["key"] == key)


@pytest.mark.parametrize("dims", ["1d", "2d"])
def test_a_place_of_the_map_opens_its_own_sizes(dims):
    page = by_link(LESSON, bins_dims=dims, bins_input=PLANE, output_size=2, output_size_w=2, keep_width=True)
    found = panel(page, "map")
    assert found["at"] == ([5, 5] if dims == "2d" else [5, 2])
    for cells, outputs in ((5, 3), (8, 4), (16, 7), (1, 1)):
        line = found["lines"][cells - 1]
        state = {**page.link, **line["changes"], found["field"]: str(outputs)}
        opened = open_page(LESSON.name, **state)
        assert panel(opened, "map")["at"] == [cells, outputs] and result(opened).shape[1] == outputs
        assert (line["signs"][outputs - 1] == "r") == (cells % outputs == 0)


def test_the_counts_of_the_map():
    assert "it is right for 119 of 528 sizes" in said(open_page(LESSON.name))
    page = open_page(LESSON.name, ghosts="ceil_kernel", output_size=4)
    assert "it is right for 201 of 528" in said(page) and "For 271 of 528 even the number" in said(page)
    assert "Such a layer has 6 windows, not 4" in said(page)


@pytest.mark.parametrize("dims", ["1d", "2d"])
@pytest.mark.parametrize("size", [3, 6, 7, 8, 16])
def test_a_pyramid_has_one_length_and_the_recipe_that_of_pytorchs_layers(dims, size):
    square = "\n".join(" ".join("1" * size) for _ in range(size))
    page = by_link(LESSON, bins_dims=dims, bins_operation="max", bins_input=square, pyramid=True)
    rank = int(dims[0])
    names: dict = {"print": lambda *_: None}
    exec(code_of(page), names)
    assert names["pyramid"].shape[-1] == sum(level**rank for level in (1, 2, 4))
    pool = {1: tF.max_pool1d, 2: tF.max_pool2d}[rank]
    recipe = 0
    for level, row in zip((1, 2, 4), panel(page, "pyramid")["rows"], strict=False):
        stride, x = size // level, torch.zeros(1, 1, *[size] * rank)
        windows = pool(x, -(-size // level), stride).numel() if stride else 0
        recipe += windows
        assert row["cells"][1].endswith(str(level**rank)) and f"{windows} " in f"{row['cells'][4]} "
        assert ("✓" in row["cells"][4]) == (windows == level**rank)
    assert panel(page, "pyramid")["rows"][3]["cells"][4].startswith(str(recipe))
