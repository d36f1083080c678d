"""The text of a tensor on a page: pasted in any form, resized, drawn at random, and kept where it cannot be read."""

import numpy as np
import pytest

from tests.support.lessons import LESSONS
from tests.support.screens import cells, checked, numbers, open_page, shown, stages, texts, typed
from ui import tensor_text
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS

DEFAULT = SLIDING_WINDOWS["input"].default
DEEP = "[" * 8_000


@pytest.mark.parametrize(
    "pasted",
    [
        "[[1, 2.5], [-3, nan]]",
        "tensor([[ 1.0000,  2.5000],\n        [-3.0000,     nan]])",
        "np.array([[1, 2.5], [-3, np.nan]], dtype=np.float32)",
        "1, 2.5\n-3, nan",
        "1\t2,5\n-3\tNaN\n",
        "1 2.5; −3 nan",
    ],
)
def test_a_paste_in_any_form_becomes_plain_rows(pasted):
    app = open_page("sliding_windows")
    typed(app, "input", pasted)
    assert app.text_area(key="input").value == app.query_params["input"] == "1 2.5\n-3 nan"
    assert cells(app) == [["1", "2.5"], ["-3", "nan"]]
    assert app.number_input(key="_input_rows").value == app.number_input(key="_input_columns").value == 2


@pytest.mark.parametrize(
    "bad", ["", " ", "1 2\n3", "one", "[[1, 2], [3", "__import__('os').getcwd()", "1 " * 17, "`a` **b** :red[c] $d$"]
)
def test_bad_text_keeps_the_last_tensor_and_stays_to_be_corrected(bad):
    app = open_page("sliding_windows", input="1 2\n3 4")
    typed(app, "input", bad)
    assert "the last one that could be read" in texts(app.warning)
    assert app.text_area(key="input").value == bad
    assert cells(app) == [["1", "2"], ["3", "4"]]
    typed(app, "input", "5 6\n7 8")
    assert cells(app) == [["5", "6"], ["7", "8"]] and not app.warning


def test_resizing_keeps_what_fits_and_fills_with_zeros():
    app = open_page("sliding_windows", input="1 2\n3 4")
    checked(app.number_input(key="_input_rows").set_value(3).run())
    checked(app.number_input(key="_input_columns").set_value(1).run())
    assert cells(app) == [["1"], ["3"], ["0"]]


def test_a_seed_gives_the_same_random_integers_again():
    drawn = []
    for _ in range(2):
        app = open_page("sliding_windows", input="1 2 3\n4 5 6")
        app.number_input(key="_input_seed").set_value(7)
        drawn.append(cells(checked(app.button(key="_input_random").click().run())))
        assert app.query_params["input"] == "\n".join(" ".join(row) for row in drawn[-1])
    assert drawn[0] == drawn[1]
    numbers = tensor_text.parse("\n".join(" ".join(row) for row in drawn[0])).array
    assert numbers.shape == (2, 3) and np.abs(numbers).max() <= 9
    assert cells(checked(app.button(key="_input_random").click().run())) != drawn[0]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "empty"),
        ("\x00", "not a number"),
        (DEEP, "Brackets are open"),
        ("(" * 4_000 + ")" * 4_000, "Brackets are open"),
        ("1 " * 4_000, "at most 16x16"),
        ("1 2\n3", "the same length"),
        ("中文 数字", "not a number"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}1", "not a number"),
        ("<script>alert(1)</script>", "nothing is run here"),
        ("__import__('os').system('true')", "nothing is run here"),
        ("9e99", "beyond the largest float32"),
    ],
)
def test_a_tensor_that_cannot_be_read_leaves_a_working_page(text, said):
    app = open_page("sliding_windows", kernel_size="3", input=text)
    assert said in texts(app.warning)
    assert cells(app) == [line.split() for line in DEFAULT.split("\n")]
    assert shown(app)["output"]["rows"] == 2
    typed(app, "input", "1 2 3\n4 5 6\n7 8 9")
    assert shown(app)["output"]["exact"] == [["9"]] and not app.warning


# Where the tensor stands: the field, and which stage shows it.
HOLDS = {
    "adaptive_bins": ("bins_input", 0),
    "fractional": ("fractional_input", 0),
    "power_means": ("power_input", 0),
    "stochastic": ("stochastic_input", 0),
    "unpooling": ("unpool_input", 0),
    "backward": ("backward_input", -1),
    "convolution": ("conv_average_input", 0),
    "dimensions": ("dimensions_scores", 0),
}


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99", "[[1, 2"])
@pytest.mark.parametrize("name", HOLDS)
def test_text_that_is_no_tensor_keeps_the_last_one(name, text):
    key, place = HOLDS[name]
    more = {"dimensions_sentence": "two words"} if name == "dimensions" else {}
    app = typed(open_page(name, **{key: "3 4\n5 6"}, **more), key, text)
    assert "last one that could be read" in texts(app.warning)
    assert numbers(stages(app)[place]["input"]).tolist() == [[3, 4], [5, 6]]
    assert not typed(app, key, "7 8\n9 1").warning
    assert numbers(stages(app)[place]["input"]).tolist() == [[7, 8], [9, 1]]


def test_every_lesson_with_a_tensor_is_asked():
    """Sliding windows above; a stack and a statement are no tensors."""
    assert HOLDS.keys() == LESSONS.keys() - {"sliding_windows", "shapes", "true_or_false"}
