"""A stack copied out in any form and pasted again is the same stack."""

import pytest

from pooling_core.stacks.running import run_shapes
from tests.support.lessons import LESSONS
from ui.lessons.shapes.code import torch_code
from ui.lessons.shapes.copies import panels
from ui.lessons.shapes.fields import VIEW
from ui.lessons.shapes.stack import read as stack_of
from ui.text.pasted.read import read

LESSON = LESSONS["shapes"]
STACKS = {
    example["title"]: LESSON.example_state(example)
    for example in LESSON.examples
    if LESSON.example_state(example)[VIEW] == "stack"
}


@pytest.mark.parametrize("title", STACKS)
def test_a_stack_is_read_from_its_code_and_its_print(title):
    worked, _ = stack_of(STACKS[title])
    shapes = list(worked.shapes[1:])
    for text in (torch_code(worked), *printed(worked)):
        pasted = read(text)
        found = [shape for shape in pasted.shapes if shape is not None]
        assert found == shapes and pasted.refused == worked.failing


def printed(worked):
    """The print, with the input's shape beside it."""
    made = [part["text"] for part in panels(worked, LESSON.words) if part["key"] == "printed"]
    return [f"{text}\nx = torch.zeros({', '.join(map(str, worked.input_shape))})" for text in made]


def test_a_stack_with_a_print_has_both():
    worked, _ = stack_of(LESSON.example_states[0])
    assert [part["key"] for part in panels(worked, LESSON.words)] == ["own-lines", "printed"]
    (text,) = printed(worked)
    layers = read(text).layers
    assert run_shapes(layers, worked.input_shape) == list(worked.shapes)
