"""Stacks and shapes as text: what reads back, what is refused in one sentence, and that nothing is run."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core.stacks.known import KNOWN_STACKS, LENET_5, RESNET_18, VGG_16, text_cnn
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.wires import wired
from tests.core.random_stacks import random_stack
from ui.lessons.shapes.editor import ADDED
from ui.lessons.shapes.fields import FIELDS
from ui.text.stack_text import (
    GRAMMAR,
    LARGEST,
    LONGEST,
    MAX_CHARACTERS,
    MAX_LINES,
    MAX_SHAPE_CHARACTERS,
    MOST_CHANNELS,
    StackTextError,
    format_layer,
    format_shape,
    format_stack,
    parse_shape,
    parse_stack,
)
from ui.words import words
from ui.words.listed import listed


def same(one, other):
    return [(a.name, dict(a.settings)) for a in one] == [(b.name, dict(b.settings)) for b in other]


@pytest.mark.parametrize("known", KNOWN_STACKS, ids=lambda known: known.name)
def test_known_stacks_come_back_from_their_text(known):
    assert same(parse_stack(format_stack(known.layers), len(known.input_shape) - 2), known.layers)


@pytest.mark.parametrize("title, known", [
    ("LeNet-5", LENET_5), ("VGG-16", VGG_16), ("ResNet-18", RESNET_18), ("TextCNN", text_cnn(3)),
])  # fmt: skip
def test_the_examples_are_the_known_stacks(title, known):
    (state,) = [example["state"] for example in listed("shapes") if example["title"] == title]
    if not state:  # the default
        state = {key: field.default for key, field in FIELDS.items()}
    assert (1, *parse_shape(state["shapes_input"])) == known.input_shape
    written = parse_stack(state["shapes_stack"], len(known.input_shape) - 2)
    plain = [Layer.of(a.name, **{k: v for k, v in a.settings if (k, v) != ("stride", 1)}) for a in known.layers]
    assert same(written, plain)


@pytest.mark.parametrize("line, name, settings", [
    ("conv 64 k3 p1", "conv2d", {"out_channels": 64, "kernel_size": 3, "padding": 1}),
    ("CONV 64, k3X5, s2 nobias", "conv2d", {"out_channels": 64, "kernel_size": (3, 5), "stride": 2, "bias": False}),
    ("conv k3 8 psame g2", "conv2d", {"kernel_size": 3, "out_channels": 8, "padding": "same", "groups": 2}),
    ("conv_transpose 8 k3 op1", "conv_transpose2d", {"out_channels": 8, "kernel_size": 3, "output_padding": 1}),
    ("max k3 s2 d2 ceil", "max_pool2d", {"kernel_size": 3, "stride": 2, "dilation": 2, "ceil_mode": True}),
    ("avg k2×3", "avg_pool2d", {"kernel_size": (2, 3)}),
    ("lp 2 k2", "lp_pool2d", {"norm_type": 2, "kernel_size": 2}),
    ("adaptive 7", "adaptive_avg_pool2d", {"output_size": 7}),
    ("adaptive_max 1x2", "adaptive_max_pool2d", {"output_size": (1, 2)}),
    ("upsample 2", "interpolate", {"scale_factor": 2, "mode": "nearest"}),
    ("linear 10 in400 nobias", "linear", {"out_features": 10, "in_features": 400, "bias": False}),
    ("norm", "batch_norm", {}),
    ("norm in64", "batch_norm", {"num_features": 64}),
    ("flatten", "flatten", {}),
    ("flatten 2 to-2", "flatten", {"start_dim": 2, "end_dim": -2}),
    ("conv 8 k3 in3 pvalid", "conv2d", {"out_channels": 8, "kernel_size": 3, "in_channels": 3, "padding": "valid"}),
    ("conv1d 8 k3", "conv1d", {"out_channels": 8, "kernel_size": 3}),
    ("adaptive _x7", "adaptive_avg_pool2d", {"output_size": (None, 7)}),
    ("fractional k2 o4", "fractional_max_pool2d", {"kernel_size": 2, "output_size": 4}),
    ("fractional k2 r0.5", "fractional_max_pool2d", {"kernel_size": 2, "output_ratio": (0.5, 0.5)}),
    ("gem 2.5 k2 ceil", "gem_pool2d", {"p": 2.5, "kernel_size": 2, "ceil_mode": True}),
    ("soft k2 s1 b0.5", "soft_pool2d", {"kernel_size": 2, "stride": 1, "beta": 0.5}),
    ("tf_max k3 s2 same", "tf_max_pool2d", {"kernel_size": 3, "stride": 2, "padding": "SAME"}),
    ("unpool k2 o7", "max_unpool2d", {"kernel_size": 2, "output_size": (7, 7)}),
    ("upsample o7x9 bilinear corners", "interpolate", {"size": (7, 9), "mode": "bilinear", "align_corners": True}),
    ("upsample 1.5", "interpolate", {"scale_factor": 1.5, "mode": "nearest"}),
    ("pad -1x2x0x0 reflect", "pad", {"padding": (-1, 2, 0, 0), "mode": "reflect"}),
    ("pad 1 v0.5", "pad", {"padding": 1, "value": 0.5}),
    ("shuffle 2", "pixel_shuffle", {"upscale_factor": 2}),
    ("group_norm 4", "group_norm", {"num_groups": 4}),
    ("layer_norm 64x7x7", "layer_norm", {"normalized_shape": (64, 7, 7)}),
    ("leakyrelu", "same", {"module": "LeakyReLU"}),
    ("dropout2d", "same", {"module": "Dropout2d"}),
    ("prelu 64", "prelu", {"num_parameters": 64}),
    ("box My.Block 64x7x7", "unknown", {"name": "My.Block", "output_shape": (64, 7, 7)}),
    ("box Attention", "unknown", {"name": "Attention"}),
])  # fmt: skip
def test_every_kind_of_line(line, name, settings):
    (layer,) = parse_stack(f"\n  {line}  \r\n\n", 2)
    assert (layer.name, dict(layer.settings)) == (name, settings)
    assert same(parse_stack(format_layer(layer, rank=2), 2), [layer])


def test_names_say_what_a_layer_reads():
    lines = ["conv 8 k3 p1 as a", "max k2 as b", "conv 8 k3 p1", "unpool k2 of b", "cat a as c", "relu from a"]
    layers = parse_stack("\n".join([*lines, "add input c", "cat c a dim2"]), 2)
    assert [each.takes for each in layers] == [(), (), (), (), (1, 4), (1,), (0, 5), (5, 1)]
    assert layers[3].indices_of == 2 and [each.label for each in layers] == ["a", "b", "", "", "c", "", "", ""]
    again = parse_stack(format_stack(layers, 2), 2)
    assert again == layers and [each.label for each in again][:3] == ["a", "b", ""]


@pytest.mark.parametrize("seed", range(40))
def test_random_stacks_of_every_kind_read_back(seed):
    layers, shape = random_stack(random.Random(seed), 12)
    known = [rule.kind.name for rule in GRAMMAR.values()]
    unknown = [at for at, layer in enumerate(layers) if layer.kind.name not in known]
    layers = layers[: unknown[0]] if unknown else layers
    written = format_stack(layers, len(shape) - 2) if layers else "relu"
    back = parse_stack(written, len(shape) - 2)
    assert format_stack(back, len(shape) - 2) == written
    for one, other in zip(layers, back, strict=False):
        assert (one.name, alone(one.arguments), one.indices_of) == (
            other.name,
            alone(other.arguments),
            other.indices_of,
        )
    assert [each.reads for each in wired(back)][: len(layers)] == [each.reads for each in wired(layers)]


def alone(arguments):
    """One number in a list is that number, where one for each axis is meant; corners are not aligned unless said so."""
    listed = {key: value for key, value in arguments.items() if isinstance(value, tuple) and len(value) == 1}
    plain = {**arguments, **{key: value for key, (value,) in listed.items()}}
    return plain | ({"align_corners": None} if plain.get("align_corners") is False else {})


@pytest.mark.parametrize("text, said", [
    ("", "The stack is empty"),
    (" \n\t\n", "The stack is empty"),
    ("flatten\n" * (MAX_LINES + 1), "The stack has 161 layers, at most 160 fit."),
    ("#" * (MAX_CHARACTERS + 1), "6,001 characters, at most 6,000"),
    ("conv 6 k5\n\npool k2", "Line 3: “pool” is no layer; there are conv,"),
    ("conv 6", "Line 1: conv needs kernel_size, as in conv 64 k3 p1."),
    ("conv k3", "Line 1: conv needs out_channels"),
    ("linear", "Line 1: linear needs out_features, as in linear 2."),
    ("max 3", "Line 1: max cannot read “3”; it takes k…, s…, p…, d…, ceil, indices."),
    ("instance_norm 2", "Line 1: instance_norm cannot read “2”; it takes nothing."),
    ("avg k2 d2", "avg cannot read “d2”"),
    ("max k2 k3", "“k3” sets kernel_size a second time"),
    ("max k", "cannot read “k”"),
    ("max k2.5", "cannot read “k2.5”"),
    ("max k-2", "cannot read “k-2”"),
    ("max k²", "cannot read “k²”"),
    ("max k2x3x4", "kernel_size is one number, or one for each of 2 axes"),
    ("conv 6x6 k2", "out_channels is one number"),
    ("max k9999999", "kernel_size is at most 1,000,000 here, not 9,999,999."),
    ("adaptive 1000001", "output_size is at most 1,000,000 here"),
    ("flatten -9", "start_dim is at least -5 here, not -9"),
    ("cat", "cat needs the names of the layers that it joins, as in cat a b"),
    ("relu as a\ncat a z", "Line 2: no layer before it is named “z”; there are input, a."),
    ("relu as a\nrelu as a", "Line 2: there is a layer named “a” already"),
    ("relu as 2a", "“2a” is no name"), ("relu as", "“” is no name"), ("relu as input", "“input” is no name"),
    ("relu from b", "no layer before it is named “b”"), ("relu of input", "relu cannot have “of” here"),
    ("cat input from input", "cat cannot have “from” here"), ("pad 1.5", "pad cannot read “1.5”"),
    ("adaptive _x_x_", "output_size is one number, or one for each of 2 axes"), ("conv _ k3", "cannot read “_”"),
    ("conv 99999 k1", "out_channels is at most 65,536 here"),
    ("max k" + "9" * 500, "cannot read “k9999"),
    ("__import__('os').system('true')", "Line 1: “__import__('os').system…” is no layer"),
    ("x" * 3_000, "is no layer"),
    ("\x00", "is no layer"),
    ("卷积 3", "Line 1: “卷积” is no layer"),
    ("conv {0} k3", "cannot read “{0}”"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence_with_its_line(text, said):
    with pytest.raises(StackTextError) as caught:
        parse_stack(text, 2)
    message = str(caught.value)
    assert said in message and "\n" not in message and len(message) < 200 and message.endswith(".")


@given(st.text(max_size=80))
@settings(max_examples=300)
def test_any_text_is_a_stack_or_one_sentence(text):
    for read in (lambda: parse_stack(text, 2), lambda: parse_shape(text)):
        try:
            read()
        except StackTextError as error:
            assert "\n" not in str(error)


@given(st.lists(st.sampled_from([
    *(f"{word} 3" for word in ("adaptive", "adaptive_max", "upsample", "linear")), "flatten", "norm", "lp 2 k2x3 ceil",
    "conv 4 k3 s2 p1 d2 g2 nobias", "conv 4 k3x1 psame", "conv_transpose 2 k2 s2 op1x0 nobias", "max k3 s2x1 p1 ceil",
]), min_size=1, max_size=MAX_LINES))  # fmt: skip
@settings(max_examples=60)
def test_what_is_written_reads_back(lines):
    text = "\n".join(lines)
    assert format_stack(parse_stack(text, 2)) == text


@pytest.mark.parametrize("text, shape", [
    ("3 x 224 x 224", (3, 224, 224)), ("3×16×112×112", (3, 16, 112, 112)), ("300, 37", (300, 37)), (" 1X1 ", (1, 1)),
    (f"{MOST_CHANNELS} {LONGEST}", (MOST_CHANNELS, LONGEST)), ("3 x 0 x 12", (3, 0, 12)),
])  # fmt: skip
def test_a_shape_is_read(text, shape):
    assert parse_shape(text) == shape
    assert parse_shape(format_shape(shape)) == shape


@pytest.mark.parametrize("text, said", [
    ("", "is no shape"), ("3", "is no shape"), ("1 2 3 4 5", "is no shape"), ("3 x -4", "is no shape"),
    ("3 x 2.5", "is no shape"), ("a x b", "is no shape"), ("0 x 5", "0 channels"),
    ("3 x 2147483648", "an axis of 2,147,483,648 cells: at most 2,147,483,647"), ("70000 x 5", "70,000 channels"),
    ("1 x " * 20, "is no shape"), ("9" * 1_000, "is no shape"), ("² x ²", "is no shape"), ("1\n\nx y", "is no shape"),
])  # fmt: skip
def test_what_is_no_shape_is_said_in_one_sentence(text, said):
    with pytest.raises(StackTextError) as caught:
        parse_shape(text)
    assert said in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 160


def test_every_kind_has_a_name_on_the_page_and_a_line_that_shows_how_it_is_written():
    assert words("shapes")["kinds"].keys() == GRAMMAR.keys() == ADDED.keys()
    for word, line in ADDED.items():
        assert line.split()[0] == word and parse_stack(line, 2)
    assert LARGEST < LONGEST and len(f"{MOST_CHANNELS} x {LONGEST} x {LONGEST} x {LONGEST}") <= MAX_SHAPE_CHARACTERS
