"""Adaptive bins: the same bins under the other name, interpolate with mode="area"."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import agreements, by_link, checked, figures, open_page, result, said, shown
from ui import oracle, tensor_text
from ui.content import words

LESSON = LESSONS["adaptive_bins"]
PLANE = "3 1 4 1 5\n9 2 6 5 3\n5 8 9 7 9"
pytestmark = pytest.mark.usefixtures("torch_loaded")


def code_of(app):
    (code,) = [each.value for each in app.code if "import" in each.value]
    return code


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
    app = by_link(LESSON, bins_operation="max", area=True)
    assert "area" not in {toggle.key for toggle in app.toggle}
    assert "adaptive_max_pool1d" in code_of(app) and agreements(app) == 1
    checked(app.button_group(key="bins_operation").set_value("avg").run())
    assert "interpolate" in code_of(app)


def test_the_ruler_speaks_the_words_of_the_content():
    app = by_link(LESSON, ghosts="round_kernel")
    (ruler,) = figures(app)
    notes = " ".join(note["text"] for note in ruler["layout"]["annotations"])
    text = words("adaptive_bins")["ruler"]
    assert text["shared_n"].format(count=4) in notes
    assert text["round_kernel"].format(kernel_size=1, stride=1) in notes
    assert "(N, C, 7) → (N, C, 5)" in said(app)


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
    app = open_page("adaptive_bins", ghosts=ghosts, **link)
    output = shown(app)["output"]
    assert (output["rows"], output["cols"]) == size
