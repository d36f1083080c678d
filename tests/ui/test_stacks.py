"""The shapes lesson without a screen: rows beside torch.nn, the code run, the formulas counted, the picture read."""

import ast
import json
import re
import tracemalloc
from fractions import Fraction

import pytest
import torch
from torch import nn

from pooling_core.oracle.stack import ask_stack
from pooling_core.stacks.known import RESNET_18, VGG_16
from pooling_core.stacks.layers import Layer
from tests.pages.shapes_screen import flat
from tests.support.lessons import LESSONS
from tests.support.snippets import executed
from ui.lessons.shapes.code import torch_code
from ui.lessons.shapes.formulas import layer_formulas, note
from ui.lessons.shapes.picture import columns, picture, totals
from ui.lessons.shapes.recurrences import fraction_text
from ui.lessons.shapes.repairs import advice
from ui.lessons.shapes.work import work_out
from ui.text.stack_text import parse_shape, parse_stack
from ui.words import words

LESSON = LESSONS["shapes"]
SAID = words("shapes")
EXAMPLES = [example for example in LESSON.examples if "shapes_view" not in example["state"]]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"])
MORE = {
    "every kind, 1-D": ("4 x 50", "conv 6 k3 psame g2\nlp 2 k3 s2 ceil\nnorm\nupsample 3\nadaptive_max 7\n"
        "conv_transpose 5 k3 s2 p1 op1 d2\nflatten\nnorm\nlinear 3 nobias"),
    "every axis its own, 2-D": ("3 x 30 x 41", "conv 5 k3x2 s2x1 p1x0\nmax k2x3 s1x2 p1 d1x2 ceil\navg k2x1\n"
        "adaptive 4x3\nupsample 1x2"),
    "linear without flatten": ("3 x 8 x 9", "conv 4 k3\nlinear 5 nobias\nmax k2\nflatten\nlinear 4"),
    "own poolings": ("3 x 12 x 13", "soft k3 p1\ntf_avg k3 s2 same\ntf_max k2 valid\ngem 3\nflatten"),
    "boxes and the rest": ("4 x 8 x 8", "pad 1x2x0x1 reflect\nprelu 4\ngroup_norm 2\ninstance_norm\nlayer_norm 11\n"
        "box My.Block 8x4x4\nshuffle 2\nunshuffle 4\nbox Other\nfractional k1 r0.5x0.5\n"
        "upsample o5x6 bilinear corners\nrelu\nsoftmax\nadaptive _x3\nflatten 1 to2"),
    "wires": ("2 x 16 x 16", "conv 4 k3 p1 as a\nmax k2 as b\nconv 4 k3 p1 as c\nadd b\nunpool k2 of b o16\n"
        "cat a as d\nupsample 1.5 from c\nconv 4 k1\nadaptive 16\nadd a\ncat d a a\nmax k2 indices\nflatten"),
    "3-D": ("2 x 9 x 10 x 11", "conv 4 k1x2x3 d2\nmax k2\nconv_transpose 2 k2 s1x2x2\navg k2 p1 ceil"),
}  # fmt: skip


def worked_out(shape, stack):
    sizes = parse_shape(shape)
    return work_out(parse_stack(stack, len(sizes) - 1), sizes)


def worked_example(example):
    state = LESSON.example_state(example)
    return worked_out(state["shapes_input"], state["shapes_stack"])


ALL = [
    *(pytest.param(worked_example(example), id=example["title"]) for example in EXAMPLES),
    *(pytest.param(worked_out(*said), id=name) for name, said in MORE.items()),
]


@pytest.mark.parametrize("worked", ALL)
def test_the_code_runs_in_torch_and_gives_every_shape_and_parameter(worked):
    code = torch_code(worked)
    with torch.device("meta"):  # shapes alone: nothing is computed and VGG-16 takes no memory
        if worked.failing:
            with pytest.raises(RuntimeError):
                executed(code)
            return
        names = executed(code)
        x, model = names["x"], names["model"]
        if worked.branches:
            for layer, row in zip(worked.layers, worked.rows, strict=True):
                module = None if layer.kind.joins else getattr(model, f"layer{row.number}")
                learned = [] if module is None else module.parameters()
                assert sum(parameter.numel() for parameter in learned) == row.parameters
            assert tuple(names["y"].shape) == worked.rows[-1].output_shape
            return
        assert isinstance(model, nn.Sequential) and len(model) == len(worked.rows)
        for module, row in zip(model, worked.rows, strict=True):
            x = module(x)
            assert tuple(x.shape) == row.output_shape
            assert sum(parameter.numel() for parameter in module.parameters()) == row.parameters
    assert names["y"].shape == x.shape


def test_the_totals_that_everyone_knows():
    vgg, resnet = (work_out(known.layers, known.input_shape[1:]) for known in (VGG_16, RESNET_18))
    assert sum(row.parameters for row in vgg.rows) == 138_357_544
    # torchvision's ResNet-18 has 11,689,512; the three shortcuts with a convolution are not on the main path.
    shortcuts = sum(a * b + 2 * b for a, b in ((64, 128), (128, 256), (256, 512)))
    assert sum(row.parameters for row in resnet.rows) == 11_689_512 - shortcuts == 11_515_688
    assert vgg.rows[0].output_shape == (1, 64, 224, 224) and vgg.rows[18].output_shape == (1, 512, 7, 7)


def test_the_code_holds_nothing_but_literals_and_modules():
    for worked in (worked_example(example) for example in EXAMPLES):
        names = {node.id for node in ast.walk(ast.parse(torch_code(worked))) if isinstance(node, ast.Name)}
        names = {name for name in names if not re.fullmatch(r"[xi]\d+", name)}
        assert names <= {"torch", "nn", "model", "x", "y", "p", "print", "sum", "Net", "super", "self"}


def test_one_image_through_a_batch_norm_still_runs():
    code = torch_code(worked_out("3 x 4 x 4", "norm\navg k4\nnorm\nflatten\nnorm"))
    assert executed(code)["y"].shape == (1, 3)


# --- formulas -------------------------------------------------------------------------------------------------------


def sides(text):
    """The numbers on either side of each = sign that can be counted, as fractions."""
    text = text.replace(",", "").replace("·", "*").replace("−", "-")
    text = text.replace("⌊", "floor(").replace("⌈", "ceil(").replace("⌋", ")").replace("⌉", ")")
    found = []
    number = r"[\s0-9+*/().-]*"
    known = {"F": Fraction, "floor": lambda x: x // 1, "ceil": lambda x: -(-x // 1)}
    for part in re.split(r"=|\n|→", text):
        if part.strip() and re.fullmatch(rf"{number}(?:(?:floor|ceil)\s*\({number}\){number})?", part):
            decimal = re.sub(r"\d+(\.\d+)?", lambda m: f"F('{m[0]}')", part.strip())
            found.append(Fraction(eval(decimal, known)))
    return found


@pytest.mark.parametrize("worked", ALL)
def test_both_sides_of_every_formula_are_the_row_of_the_core(worked):
    """What is filled in is counted again here; the last number is the core's."""
    for row in worked.rows:
        for axis in range(len(worked.input_shape) - 2):
            formulas = layer_formulas(worked, row.number, axis)
            shape = row.output_shape
            truth = {
                "size": shape[min(2 + axis, len(shape) - 1)] if len(shape) > 2 else shape[1],
                "channels": shape[1],
                "parameters": row.parameters,
                "field": row.receptive_field[axis],
                "jump": row.jump[axis],
                "start": row.start[axis],
            }
            for key, tree in formulas.items():
                # After ceil_mode dropped a window the arrow leads to the size.
                text = flat(tree)
                if truth[key] is None:
                    assert "?" in text
                    continue
                numbers = sides(text.rpartition("→")[2])
                assert numbers and set(numbers) == {truth[key]}, (row.layer, key, text, numbers)
                assert len(numbers) > 1 or "′" not in text, "what is filled in is counted too"


def test_windows_have_a_recurrence_and_what_has_none_says_why():
    worked = worked_out("3 x 20 x 20", "conv 4 k3 s2 p1\nadaptive 3\nadaptive 1\nupsample 2\nflatten\nlinear 5\nnorm")
    assert [note(worked, number, 0) for number in range(1, 8)] == [
        "windows", "uneven", "uneven", "uneven", "kept", "whole", "kept",
    ]  # fmt: skip
    last = worked_out("3 x 20 x 20", "linear 5")
    assert [note(last, 1, axis) for axis in (0, 1)] == ["kept", "last"]
    assert set(words("shapes")["formulas"]["notes"]) == {
        *("windows", "uneven", "whole", "last", "kept", "joined", "drawn", "box", "around", "unsaid"),
    }
    mixed = worked_out(
        "3 x 9 x 9", "pad 1 as a\nrelu\ncat a\nfractional k2 o4\nmax k2\nbox MyBlock 4x3x3\nflatten 2\nlinear 5"
    )
    assert [note(mixed, number, 0) for number in range(1, 9)] == [
        "around", "kept", "joined", "drawn", "unsaid", "box", "unsaid", "unsaid",
    ]  # fmt: skip
    assert flat(layer_formulas(worked, 1, 0)["start"][-1][-1]).strip() == "= 0 + 0·1 = 0"


@pytest.mark.parametrize("value, text", [("7", "7"), ("5/2", "2.5"), ("-1/4", "-0.25"), ("7/3", "7/3")])
def test_fractions_are_exact(value, text):
    assert fraction_text(Fraction(value)) == text


# --- what does not fit ----------------------------------------------------------------------------------------------


def test_the_rows_before_a_layer_that_does_not_fit_stay():
    worked = worked_out("1 x 28 x 28", "conv 6 k5\navg k2\nconv 16 k5\navg k2\nconv 120 k5\nflatten")
    assert (worked.failing, len(worked.rows)) == (5, 4)
    assert worked.error.fixes[-1] == {"input_shape": (1, 1, 32, 32)}


def test_growth_is_bounded():
    worked = worked_out("1 x 1024", "\n".join(["upsample 16"] * 20))
    assert worked.failing == 6 and "2147483647" in str(worked.error)
    assert (
        work_out((Layer.of("conv_transpose1d", out_channels=1, kernel_size=1, stride=16),), (1, 1024)).failing is None
    )


def test_an_axis_of_sixteen_million_is_as_fast_as_any_and_as_small():
    worked = worked_out("1 x 16000000", "conv 8 k80 s4\nsoft k3 s2 p1\nadaptive 999983\nupsample 3\nflatten\nlinear 2")
    tracemalloc.start()
    worked = worked_out("1 x 16000001", "conv 8 k80 s4\nsoft k3 s2 p1\nadaptive 999983\nupsample 3\nflatten\nlinear 2")
    drawn = picture(worked, 0, 1, SAID)
    layer_formulas(worked, 3, 0)
    torch_code(worked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert worked.failing is None and peak < 8e6 and len(json.dumps(drawn, default=list)) < 4_000


@pytest.mark.parametrize(
    "shape, stack, error, changes",
    [
        ("3 x 0 x 12", "max k2", "only the batch may be empty", [{"shapes_input": "3 x 2 x 12"}]),
        ("3 x 8 x 8", "upsample 0x2", "0 of 8 cells", [{"shapes_stack": "upsample 1x2"}]),
        ("3 x 0 x 8", "upsample 2", "0 of 0 cells", [{"shapes_input": "3 x 1 x 8"}]),
        (
            "1 x 16 x 8",
            "conv 3 k5 p3 d486",
            "kernel spans 1945",
            [
                {"shapes_stack": "conv 3 k1 p3 d486"},
                {"shapes_stack": "conv 3 k5 p965x969 d486"},
                {"shapes_stack": "conv 3 k5 p3 d5x3"},
            ],
        ),
        ("3 x 1024 x 1024", "flatten\nlinear 4 in3", "3145728", [{"shapes_stack": "flatten\nlinear 4 in3145728"}]),
        ("1 x 24 x 24", "linear 2 in576", "576", [{"shapes_stack": "flatten\nlinear 2 in576"}]),
        ("9 x 4", "linear 2 in5" + "\nnorm" * 159, "make them 36", [{}]),
    ],
)
def test_a_button_never_writes_what_cannot_be_read(shape, stack, error, changes):
    worked = worked_out(shape, stack)
    refusal, found = advice(worked)
    assert error in str(refusal) and found == changes and len(refusal.fixes) == len(found)
    for change in filter(None, found):
        mended = worked_out(change.get("shapes_input", shape), change.get("shapes_stack", stack))
        assert mended.failing is None


@pytest.mark.parametrize(
    "shape, stack, by_torch",
    [
        ("1 x 28 x 28", "conv 6 k29", True),
        ("1 x 20", "flatten\nmax k2", False),
        ("1 x 20", "flatten\nconv 3 k1", False),
        ("1 x 20 x 20", "flatten\nmax k2", True),
        ("1 x 20 x 20", "flatten\nadaptive 1", False),
        ("1 x 20 x 20", "flatten\nadaptive 2", True),
        ("1 x 20 x 20", "flatten\nadaptive_max 1", True),
        ("1 x 20 x 20", "flatten\nupsample 2", True),
        ("1 x 20", "upsample 16\nupsample 16", False),
        ("1 x 20 x 20", "max k2", False),
    ],
)
def test_what_is_said_of_torch_is_true_of_torch(shape, stack, by_torch):
    """PyTorch has no longest axis, and of a flat input it makes one of channels and length where it can."""
    worked = worked_out(shape, stack)
    assert worked.refused_by_torch == by_torch
    verdict = ask_stack(worked.layers[: len(worked.rows) + by_torch], worked.input_shape)
    assert (verdict.refusal is not None) == by_torch and verdict.differs_at(worked.rows) is None
    code = torch_code(worked)
    with torch.device("meta"):
        if by_torch:
            with pytest.raises((RuntimeError, IndexError, ValueError)):
                executed(code)
        else:
            executed(code)


@pytest.mark.parametrize("shape", ["1 x 0", "3 x 0 x 5", "2 x 4 x 0 x 3"])
def test_an_empty_axis_is_drawn(shape):
    worked = worked_out(shape, "norm\nlinear 3\nflatten\nlinear 2")
    for axis in range(len(worked.input_shape) - 2):
        drawn = picture(worked, axis, 1, SAID)
        assert drawn["cells"] == worked.input_shape[2 + axis] and len(drawn["columns"]) == 5


# --- the picture ----------------------------------------------------------------------------------------------------


def test_the_picture_has_each_map_and_each_field():
    worked = worked_out("1 x 10 x 10", "conv 4 k3\nmax k2\nflatten\nlinear 7\nmax k9")
    start, conv, pool, flatten, linear = columns(worked, 0, SAID)
    assert [each.size for each in (start, conv, pool, flatten, linear)] == [10, 8, 4, None, None]
    assert [each.channels for each in (start, conv, pool, flatten, linear)] == [1, 4, 4, 64, 7]
    assert [each.kind for each in (start, conv, pool, flatten, linear)] == ["other", "conv", "pool", "other", "other"]
    assert (start.field, start.next) == (None, None)
    assert (conv.field, conv.next) == ((3, 5), (4, 6))
    assert (pool.field, pool.next) == ((2, 5), (4, 7))
    assert linear.field == (0, 9) and linear.next is None
    drawn = picture(worked, 0, 2, SAID)
    assert drawn["misfit"] == "max k9" and drawn["chosen"] == 2 and drawn["key"] == "shapes_layer"
    assert drawn["columns"][1] == vars(conv)


def test_a_field_reaches_into_the_padding():
    worked = worked_out("1 x 4", "conv 1 k3 p1\nconv 1 k3 p1\nconv 1 k3 p1")
    assert columns(worked, 0, SAID)[-1].field == (-2, 4)
    assert "sees cells -2 to 4" in columns(worked, 0, SAID)[-1].said


def test_what_is_said_of_a_layer():
    worked = worked_out("1 x 32 x 32", "conv 6 k5\navg k2")
    assert columns(worked, 0, SAID)[2].said == (
        "2. avg k2: 6 × 14 × 14 · each output sees 6 input cells, and those of the next output begin 2 cells further on"
        " · the middle one sees cells 12 to 17"
    )
    assert totals(worked, SAID) == "156 parameters · output 6 × 14 × 14 · field of view 6 × 6"
    stopped = worked_out("1 x 32 x 32", "conv 6 k5\navg k99")
    assert totals(stopped, SAID) == "Up to layer 1: 156 parameters · output 6 × 28 × 28 · field of view 5 × 5"
    assert totals(worked_out("1 x 2", "max k3"), SAID) == ""
