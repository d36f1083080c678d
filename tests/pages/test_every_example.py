"""Every example of every lesson: its words, its whole state in the address, its program, and PyTorch's word on it."""

import re

import pytest

from tests.pages.badges import badges
from tests.support.lessons import LESSONS, each_example, examples_of
from tests.support.screens import (
    address,
    agreements,
    by_link,
    choose,
    codes,
    extras,
    problems,
    refusals,
    result,
    said,
    same,
    screen,
    state_of,
)
from tests.support.snippets import executed

# Examples of what is refused: their page says the rule instead, and how many badges agree beside it.
REFUSED = {
    ("sliding_windows", "A maximum in 1-D refuses integers"): 0,
    ("sliding_windows", "Too much padding"): 0,
    ("fractional", "Too many windows"): 0,
    ("fractional", "Size and ratio at once"): 1,
    ("fractional", "A ratio of 1"): 1,
    ("dimensions", "A window larger than the volume"): 0,
    ("stochastic", "Negative activations have no probability"): 0,
    ("unpooling", "A size that PyTorch refuses"): 1,
    ("unpooling", "dilation: PyTorch refuses the input's size"): 1,
    ("convolution", "'same' with stride 2 is refused"): 0,
    ("shapes", "LeNet-5 on 28 × 28"): 1,
    ("shapes", "A linear layer of another size"): 1,
    ("shapes", "A shortcut without its convolution"): 1,
    ("shapes", "U-Net on an odd size"): 1,
    ("shapes", "Channels last"): 0,
}
# The programs of these print; what they print is looked at in tests of their own.
PRINTING = ("backward", "shapes")
pytestmark = [
    pytest.mark.usefixtures("torch_loaded"),
    # PyTorch notes that an even kernel with 'same' costs it a copy.
    pytest.mark.filterwarnings("ignore:Using padding='same'"),
]


@each_example()
def test_an_example_is_shown_computed_and_whole_in_its_address(lesson, example):
    app, state = choose(lesson, example["title"]), lesson.example_state(example)
    assert app.data["title"] == lesson.words["title"] and not problems(app)
    assert state_of(lesson, app) == state
    refused = (lesson.name, example["title"]) in REFUSED
    if refused:
        assert len(refusals(app)) == 1 and ("PyTorch 2.13.0 says" in said(app)) == (lesson.name != "stochastic")
        assert agreements(app) == REFUSED[lesson.name, example["title"]]
    else:
        assert not refusals(app) and example["look"] in said(app)
        assert agreements(app) == badges(lesson, state)
        if lesson.name not in PRINTING and state.get("conv_view") != "shift":
            check_program(lesson, app)
    opened = by_link(lesson, **state)
    assert state_of(lesson, opened) == state and screen(opened) == screen(app)
    assert address(opened) == address(app)


def check_program(lesson, app):
    """PyTorch, or the core where it has no such call, makes from the page's own program what the stage shows."""
    program = next(code for code in codes(app) if "import" in code)
    made = executed(program)
    y = made["y"]
    if hasattr(y, "dtype") and str(y.dtype) == "torch.bfloat16":
        y = y.float()
    # One of several channels is shown, and the program pools them all.
    same(result(app), y[int(app.link["channel"])] if "channel" in app.link else y)
    if lesson.name == "frameworks":
        (right,) = extras(app).values()
        same(right, made["z"])
    elif "z" in made:
        (called,) = re.findall(r"^z = F\.(\w+)", program, re.MULTILINE)
        named = lesson.words["unpooled"] if lesson.name == "unpooling" else called
        second = next(title for title in extras(app) if named in title)
        same(extras(app)[second], made["z"])


@pytest.mark.parametrize("name", [name for name in LESSONS if name != "true_or_false"])
def test_a_lesson_has_examples_and_no_table_names_one_that_is_gone(name):
    titles = {example["title"] for example in examples_of(LESSONS[name])}
    assert titles and {title for lesson, title in REFUSED if lesson == name} <= titles
