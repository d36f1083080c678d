"""A pasted call leads to the lessons that have it, in the state with its parameters; what they cannot take is said."""

import pytest

from pooling_core import PoolingError
from pooling_core.stacks.stack import Stack
from tests.support.lessons import LESSONS
from ui.lessons.shapes.fields import INPUT, STACK
from ui.paste.leads import leads
from ui.paste.shown import map_of, shown
from ui.state import codec
from ui.state.fields import complete
from ui.text import stack_text
from ui.text.pasted.read import read

# A call -> its lessons; what each lacks.
CALLS = {
    "nn.MaxPool2d(3, 2, padding=1)": {"sliding_windows": ()},
    "nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=2, ceil_mode=True)": {"sliding_windows": ()},
    "nn.MaxPool1d(5)": {"sliding_windows": ()},
    "F.avg_pool2d(x, (2, 3))": {"sliding_windows": ()},
    "nn.AvgPool2d(3, 1, 1, count_include_pad=False, divisor_override=7)": {"sliding_windows": ()},
    "nn.AvgPool1d(4, 2, 1, True, False)": {"sliding_windows": ()},
    "nn.LPPool2d(3, 2, stride=1)": {"sliding_windows": (), "power_means": ()},
    "nn.LPPool1d(3, 2)": {"sliding_windows": (), "power_means": ()},
    "nn.MaxPool2d(14)": {"sliding_windows": ()},
    "GeM(p=4)": {"power_means": ()},
    "SoftPool2d(3, 2)": {"power_means": ()},
    "nn.AdaptiveAvgPool2d((None, 7))": {"adaptive_bins": ()},
    "nn.AdaptiveAvgPool2d((3, 7))": {"adaptive_bins": ()},
    "nn.AdaptiveMaxPool1d(4)": {"adaptive_bins": ()},
    "nn.FractionalMaxPool2d(2, output_ratio=(0.6, 0.8))": {"fractional": ()},
    "nn.FractionalMaxPool2d(3, output_size=3)": {"fractional": ()},
    "nn.MaxPool3d(2, stride=1)": {"dimensions": ()},
    "nn.AvgPool3d((1, 2, 2), stride=1)": {"dimensions": ()},
    "nn.LPPool3d(3, 2)": {"dimensions": ()},
    "nn.AdaptiveAvgPool3d((2, None, 1))": {"dimensions": ()},
    "nn.LPPool2d(1.7, 3)": {"sliding_windows": (), "power_means": ()},
}


def states(text):
    """Each lead of a call with the state that its link says."""
    (layer,) = (each for each in read(text).layers if each.name != "same")
    for lead in leads(layer):
        lesson = LESSONS[lead.lesson]
        reading = codec.read(lesson.fields, lead.said.items())
        assert not reading.problems
        yield layer, lead, lesson, reading.state


@pytest.mark.parametrize("text", CALLS)
def test_a_call_leads_to_its_lessons_with_its_parameters(text):
    found = {}
    for layer, lead, lesson, state in states(text):
        found[lead.lesson] = lead.lacks
        call = lesson.call(state)
        assert call.name == layer.name
        given = {key: value for key, value in layer.arguments.items() if key in dict(layer.settings)}
        for parameter, value in given.items():
            held = call.arguments[parameter]
            sizes = (value,) * layer.rank if not isinstance(value, tuple) else value
            assert held in (value, sizes), parameter
        # The picture is large enough for it.
        assert lesson.moment(lesson, state).error is None
    assert found == CALLS[text]


def test_a_convolution_leads_to_a_kernel_of_its_size():
    for text, shape in (("nn.Conv2d(3, 8, (3, 5), stride=2, padding=1)", (3, 5)), ("nn.Conv1d(2, 8, 4)", (2, 4))):
        ((_, lead, lesson, state),) = states(text)
        assert lead.lesson == "convolution" and lead.lacks == ()
        kernel = state["conv_parameters_weight"].splitlines()
        assert (len(kernel), len(kernel[0].split())) == shape
        assert lesson.moment(lesson, state).error is None


def test_what_a_lesson_cannot_take_is_said():
    (lead,) = leads(read("nn.MaxPool2d(40)").layers[0])
    assert lead.lacks == ("kernel_size=40",)
    (lead,) = leads(read("nn.MaxPool3d(2, ceil_mode=True)").layers[0])
    assert lead.lesson == "dimensions" and lead.lacks == ("ceil_mode=True",)
    assert leads(read("nn.FractionalMaxPool3d(2, output_size=3)").layers[0]) == []


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_an_unpooling_leads_to_its_lesson(rank):
    sizes = {1: 2, 2: (2, 3), 3: (4, 2, 3)}[rank]
    (lead,) = leads(read(f"nn.MaxUnpool{rank}d({sizes}, stride=1)").layers[0])
    state = codec.read(LESSONS["unpooling"].fields, lead.said.items()).state
    assert lead.lesson == "unpooling" and lead.lacks == () and state["unpool_dims"] == f"{rank}d"
    assert (state["unpool_kernel"], state["unpool_stride"]) == (2, 1)
    assert rank == 1 or state["unpool_kernel_w"] == 3
    assert rank < 3 or state["unpool_kernel_d"] == 4


# An error -> whether the stack that shows it is refused, and with which numbers.
MESSAGES = {
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x1568 and 1050x10)": ("features-in", (1050, 1568)),
    "mat1 and mat2 shapes cannot be multiplied (1792x28 and 784x256)": ("features-on-last-axis", (28, 784)),
    "mat1 and mat2 shapes cannot be multiplied (10x49 and 490x10)": ("features-on-last-axis", (49, 490)),
    "size mismatch, m1: [32 x 400], m2: [256 x 10] at /pytorch/aten": ("features-in", (256, 400)),
    "RuntimeError: Given groups=1, weight of size [6, 3, 5, 5], expected input[1, 1, 32, 32] to have 3 channels, "
    "but got 1 channels instead": (None, (3, 1)),
    "RuntimeError: Given transposed=1, weight of size [64, 32, 2, 2], expected input[1, 128, 8, 8] to have 64 "
    "channels, but got 128 channels instead": (None, (64, 128)),
    "RuntimeError: Given input size: (16x1x1). Calculated output size: (16x0x0). Output size is too small": (None, ()),
    "Output size is too small": (None, ()),
    "RuntimeError: running_mean should contain 32 elements not 16": ("channels-normed", (16, 32)),
    "RuntimeError: Calculated padded input size per channel: (4 x 4). Kernel size: (5 x 5). Kernel size can't be "
    "greater than actual input size": (None, (5, 4)),
    "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 56 but got size 57 for tensor "
    "number 1 in the list.": ("joins-sizes", (56, 57)),
    "RuntimeError: Sizes of tensors must match except in dimension 1. Got 20 and 30 (The offending index is 0)": (
        "joins-sizes",
        (20, 30),
    ),
    "RuntimeError: The size of tensor a (28) must match the size of tensor b (26) at non-singleton dimension 3": (
        "adds-sizes",
        (28, 26),
    ),
    "RuntimeError: Padding size should be less than the corresponding input dimension, but got: padding (3, 3) at "
    "dimension 3 of input [1, 8, 4, 2]": ("padding-reflect", (3,)),
    "ValueError: Negative dimension size caused by subtracting 5 from 3 for '{{node conv2d}}'": (None, (5, 3)),
}


@pytest.mark.parametrize("said", MESSAGES)
def test_an_error_leads_to_a_stack_that_makes_it_again(said):
    key, numbers = MESSAGES[said]
    (message,) = read(
        f'Traceback (most recent call last):\n  File "a.py", line 1\n    x = nn.Linear(1, 1)(x)\n{said}'
    ).messages
    told = {each for value in message.numbers.values() for each in (value if isinstance(value, tuple) else (value,))}
    assert set(numbers) <= told
    lead = shown(message)
    assert lead is not None and lead.lesson == "shapes"
    state = complete(LESSONS["shapes"].fields, lead.said)
    shape = stack_text.parse_shape(state[INPUT])
    layers = stack_text.parse_stack(state[STACK], len(shape) - 1)
    with pytest.raises(PoolingError) as caught:
        Stack(layers, (1, *shape))
    assert caught.value.fixes
    if key is not None:
        why = caught.value.values["why"]
        assert why.key == key
        assert all(str(number) in str(caught.value) for number in numbers)


@pytest.mark.parametrize(("first", "second"), [(65, 64), (64, 65), (30, 20), (20, 30)])
def test_maps_side_by_side_stand_in_the_order_of_the_error(first, second):
    (message,) = read(
        f"RuntimeError: Sizes of tensors must match except in dimension 1. Expected size {first} but got size {second} "
        "for tensor number 1 in the list."
    ).messages
    state = complete(LESSONS["shapes"].fields, shown(message).said)
    shape = stack_text.parse_shape(state[INPUT])
    with pytest.raises(PoolingError) as caught:
        Stack(stack_text.parse_stack(state[STACK], len(shape) - 1), (1, *shape))
    assert f"{first} and {second}" in str(caught.value)


def test_too_much_padding_leads_to_the_window_itself():
    (message,) = read(
        "RuntimeError: pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1"
    ).messages
    lead = shown(message)
    lesson = LESSONS[lead.lesson]
    state = codec.read(lesson.fields, lead.said.items()).state
    assert lead.lesson == "sliding_windows" and (state["kernel_size"], state["padding"]) == (3, 2)
    assert lesson.moment(lesson, state).error is not None


@pytest.mark.parametrize(
    ("rows", "found", "wanted", "key", "more"),
    [
        (1792, 28, 784, "features_flatten", {"batch": 64, "channels": 1, "side": 28}),
        (768, 12, 9216, "features_flatten", {"batch": 1, "channels": 64, "side": 12}),
        (10, 49, 490, "features_batch", {"channels": 10, "side": 7}),
        (64, 16, 1024, "features_batch", {"channels": 64, "side": 4}),
        # Features of another picture, and a batch that happens to divide.
        (128, 512, 2048, "features", {}),
        (8, 131072, 25088, "features", {}),
        (64, 392, 784, "features", {}),
        (64, 10, 10, "features", {}),
        (0, 5, 5, "features", {}),
    ],
)
def test_rows_that_are_no_examples_are_told_by_their_number(rows, found, wanted, key, more):
    text = f"RuntimeError: mat1 and mat2 shapes cannot be multiplied ({rows}x{found} and {wanted}x10)"
    (message,) = read(text).messages
    assert message.key == key and more.items() <= message.numbers.items()


@pytest.mark.parametrize(("features", "found"), [(1568, (32, 7)), (400, (16, 5)), (9216, (256, 6)), (13, (13, 1))])
def test_features_are_those_of_a_likely_map(features, found):
    assert map_of(features) == found


def test_an_error_beside_its_layers_gives_the_input_that_makes_it():
    text = "nn.Sequential(nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.Flatten(), "
    pasted = read(
        f"{text}nn.Linear(400, 10))\nRuntimeError: mat1 and mat2 shapes cannot be multiplied (64x256 and 400x10)"
    )
    assert pasted.input_shape == (1, 1, 28, 28) and pasted.refused == 6
    assert "input_from_message" in {note.key for note in pasted.notes}
