"""Every sentence on text that cannot be read: raised by a real text, whole in the content file, its fixes as data."""

import ast
from pathlib import Path

import numpy as np
import pytest

from pooling_core.call.errors import StatedError
from tests.support.chinese import slips
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS
from ui.state.fields import Field, choice, complaint, flag
from ui.text import number_text, planes_text, reading, stack_text, tensor_text, volume_text
from ui.text.pasted import read
from ui.text.reading import ReadingError
from ui.words import speaking, words

RULES = words("reading")["rules"]


def text(said, dtype="float32"):
    return lambda: tensor_text.parse(said, dtype)


def cell(said, dtype="float32"):
    return lambda: number_text.cell_value(said, dtype)


def number(said):
    return lambda: number_text.read_number(said, (0, 1), decimal_comma=False)


def block(*rows, at=(0, 0), shape=(3, 3)):
    return lambda: tensor_text.apply_block(np.zeros(shape, np.float32), *at, [row.split("|") for row in rows])


def channels(said, dtype="float32"):
    return lambda: planes_text.parse(said, dtype, tensor_text.LARGE)


def volume(said):
    return lambda: volume_text.parse(said)


def stack(said):
    return lambda: stack_text.parse_stack(said, 2)


def shape(said):
    return lambda: stack_text.parse_shape(said)


def pasted(said):
    return lambda: read.read(said)


def link(key, field, said):
    def told():
        found = complaint(key, field, said)
        assert found is not None
        raise found

    return told


# Key -> what is read, the whole sentence, the fixes.
RAISED = {
    "number-empty": (text("1\t\t3"), "Row 1, column 2 is empty: write a number, such as 0.", {"number": "0"}),
    "number-decimal-comma": (
        number("1,5"),
        "Row 1, column 2 says '1,5', with a decimal comma: write '1.5', with a point.",
        {"number": "1.5"},
    ),
    "number-two-ways": (
        text("1,234\t5"),
        "Row 1, column 1 says '1,234', which could be 1.234 or 1234: write it without a comma.",
        {"number": "1.234"},
        {"number": "1234"},
    ),
    "number-unread": (
        text("1 2\n3 abc"),
        "Row 2, column 2 says 'abc', which is not a number: write one such as 3, -0.5 or 1e-3, or nan, inf, -inf.",
    ),
    "number-too-large": (
        text("-70000", "float16"),
        "Row 1, column 1 says '-70000', beyond the largest float16, 65504: write a smaller number, or inf.",
        {"number": "-inf"},
    ),
    "number-not-whole": (
        text("1 2.75", "int64"),
        "int64 holds whole numbers, and row 1, column 2 says 2.75: write a whole one.",
        {"number": "3"},
        {"dtype": "float32"},
    ),
    "number-above": (
        text("1 9223372036854775808", "int64"),
        "Row 1, column 2 says '9223372036854775808', beyond the largest int64, 9223372036854775807: "
        "write a smaller number.",
        {"number": "9223372036854775807"},
    ),
    "number-below": (
        text("-1e19", "int64"),
        "Row 1, column 1 says '-1e19', below the least int64, -9223372036854775808: write a larger number.",
        {"number": "-9223372036854775808"},
    ),
    "cell-empty": (cell(" "), "The cell is empty: write a number, such as 0.", {"number": "0"}),
    "cell-decimal-comma": (
        cell("1,5"),
        "The cell says '1,5', with a decimal comma: write '1.5', with a point.",
        {"number": "1.5"},
    ),
    "cell-two-ways": (
        block("1,234"),
        "The cell says '1,234', which could be 1.234 or 1234: write it without a comma.",
        {"number": "1.234"},
        {"number": "1234"},
    ),
    "cell-unread": (
        cell("1234567890 1234567890 1234567890"),
        "The cell says '1234567890 1234567890 1…', which is not a number: "
        "write one such as 3, -0.5 or 1e-3, or nan, inf, -inf.",
    ),
    "cell-too-large": (
        cell("1e39"),
        "The cell says '1e39', beyond the largest float32, 3.4028235e38: write a smaller number, or inf.",
        {"number": "inf"},
    ),
    "cell-not-whole": (
        cell("-inf", "int64"),
        "int64 holds whole numbers, and the cell says -inf: write a whole one.",
        {"dtype": "float32"},
    ),
    "cell-above": (
        cell("1e19", "int64"),
        "The cell says '1e19', beyond the largest int64, 9223372036854775807: write a smaller number.",
        {"number": "9223372036854775807"},
    ),
    "cell-below": (
        cell("-9223372036854775809", "int64"),
        "The cell says '-9223372036854775809', below the least int64, -9223372036854775808: write a larger number.",
        {"number": "-9223372036854775808"},
    ),
    "text-too-long": (
        text("1" * 8_001),
        "The text has 8001 characters and at most 8000 are read: paste at most 16x16 numbers.",
    ),
    "text-empty": (text("\n"), "The text is empty: write at least one number, such as 0.", {"input": "0"}),
    "text-left-out": (
        text("[0 ... 9]"),
        "The text has '...', which stands for numbers left out: paste all of the numbers.",
    ),
    "text-no-number": (
        text("[]"),
        "There is no number in the text: write at least one, such as 0.",
        {"input": "0"},
    ),
    "text-too-large": (
        text("1 " * 17),
        "The text has 1x17 numbers and at most 16x16 are shown: paste a part of it.",
    ),
    "text-two-ways": (
        text("1,5;2,5"),
        "'1,5;2,5' can be read in two ways, for a comma may separate or mark decimals: "
        "write decimals with a point and spaces between numbers, as in 1 2; 3 4.",
    ),
    "text-mixed": (
        text("1,5 2,5"),
        "'1,5 2,5' has both commas and spaces between numbers: use one of them, and write decimals with a point.",
    ),
    "text-program": (
        text("f([1])"),
        "'f([1])' is not read, because no code is run here: paste only the numbers it gives.",
    ),
    "row-length": (text("1 2\n3 4 5"), "Row 2 has 3 numbers and row 1 has 2: give every row the same length."),
    "row-of-one": (text("1 2\n3"), "Row 2 has 1 number and row 1 has 2: give every row the same length."),
    "row-without-brackets": (
        text("[[1, 2], 3]"),
        "Row 2 is '3' without brackets: write each row as in [[1, 2], [3, 4]].",
    ),
    "row-holds-list": (
        text("[[1, [2]], [3, 4]]"),
        "Row 1 has a list among its numbers: write rows as in [[1, 2], [3, 4]].",
    ),
    "planes": (
        text("[[[1]], [[2]]]"),
        "There are 2 planes and one plane is shown: paste a single one, such as x[0] of your x.",
    ),
    "call-open": (text("torch.tensor([1]"), "The '(' of the call is never closed: end the text with ')'."),
    "call-ending": (
        text("np.array([1]).T"),
        "After the numbers stands ').T': put nothing there but ')', or a dtype and ')'.",
    ),
    "call-empty": (
        text("torch.tensor()"),
        "The call holds no number: write it as torch.tensor([[1, 2], [3, 4]]).",
    ),
    "comma-alone": (
        text("[1,, 2]"),
        "There is a ',' with no number before it: write the number, or take the ',' out.",
    ),
    "brackets-too-deep": (text("[" * 50), "Brackets are open 9 deep: paste one plane, as in [[1, 2], [3, 4]]."),
    "bracket-closes-nothing": (
        text("[1, 2)"),
        "There is a ')' that closes nothing: check that the brackets match.",
    ),
    "bracket-open": (text("[1, 2"), "A '[' is never closed: add the bracket that is missing."),
    "block-outside": (
        block("1", at=(3, 0)),
        "There is no cell at row 4, column 1: the tensor is 3x3.",
    ),
    "block-past-edge": (
        block("1|2|3", at=(1, 1)),
        "A block of 1x3 at row 2, column 2 needs a tensor of 3x4 and this one is 3x3: "
        "enlarge it first, or paste further up and to the left.",
        {"rows": 3, "columns": 4},
    ),
    "block-past-limit": (
        block(*["1"] * 15, at=(2, 0)),
        "A block of 15x1 at row 3, column 1 needs a tensor of 17x3 and this one is 3x3: "
        "paste a smaller block, or paste it further up and to the left.",
    ),
    "text-too-large-or-long": (
        channels("1 " * 65),
        "The text has 1x65 numbers and at most 32x32, or 64 in a row, are shown: paste a part of it.",
    ),
    "channels-too-many": (
        channels("\n\n".join("123456789")),
        "There are 9 channels and at most 8 are shown: paste some of them, such as x[:8] of your x.",
    ),
    "channel-at": (
        channels("1 2\n\n3 x"),
        "Channel 1: Row 1, column 2 says 'x', which is not a number: "
        "write one such as 3, -0.5 or 1e-3, or nan, inf, -inf.",
    ),
    "channels-uneven": (
        channels("[[[1, 2]], [[3]]]"),
        "Channel 1 is 1x1 and channel 0 is 1x2: give all channels the same rows and columns.",
    ),
    "volume-too-long": (volume("1" * 4_001), "The text has 4001 characters and at most 4000 are read."),
    "volume-depth": (
        volume("1 2\n\n3\t\t4"),
        "Depth 1: Row 1, column 2 is empty: write a number, such as 0.",
        {"number": "0"},
    ),
    "volume-uneven": (
        volume("1 2\n\n3"),
        "Depth 1 is 1x1 and depth 0 is 1x2: give all planes the same rows and columns.",
    ),
    "volume-too-large": (
        volume("1 2 3 4 5 6 7"),
        "The volume is 1x1x7 and at most 6 cells a side are drawn: paste a smaller one.",
    ),
    "volumes": (
        volume("[[[[1]]], [[[2]]]]"),
        "There are 2 volumes and one is shown: paste a single one, such as x[0] of your x.",
    ),
    "stack-too-long": (stack("#" * 6_001), "The stack has 6,001 characters, at most 6,000 fit."),
    "stack-empty": (
        stack(""),
        "The stack is empty: write a layer such as conv 6 k5, or add one.",
        {"stack": "conv 6 k5"},
    ),
    "stack-too-many": (stack("norm\n" * 161), "The stack has 161 layers, at most 160 fit."),
    "layer-unknown": (
        stack("norm\n\npool k2"),
        "Line 3: “pool” is no layer; there are conv, max, avg, adaptive, upsample, flatten, linear, norm, cat, add and "
        "others, listed below.",
    ),
    "setting-twice": (stack("max k2 k3"), "Line 1: “k3” sets kernel_size a second time."),
    "setting-missing": (stack("conv 6"), "Line 1: conv needs kernel_size, as in conv 64 k3 p1."),
    "setting-unread": (stack("max 3"), "Line 1: max cannot read “3”; it takes k…, s…, p…, d…, ceil, indices."),
    "setting-unread-number": (stack("adaptive k2"), "Line 1: adaptive cannot read “k2”; it takes a number."),
    "setting-unread-number-or": (
        stack("linear x"),
        "Line 1: linear cannot read “x”; it takes a number, in…, nobias.",
    ),
    "setting-unread-nothing": (stack("instance_norm 2"), "Line 1: instance_norm cannot read “2”; it takes nothing."),
    "setting-too-large": (
        stack("max k9999999x3"),
        "Line 1: kernel_size is at most 1,000,000 here, not 9,999,999.",
        {"kernel_size": (1_000_000, 3)},
    ),
    "setting-too-small": (stack("flatten -9"), "Line 1: start_dim is at least -5 here, not -9.", {"start_dim": -5}),
    "layer-of-rank": (
        stack("fractional1d k2 o3"),
        "Line 1: there is no fractional along 1 axes.",
    ),
    "names-missing": (
        stack("cat"),
        "Line 1: cat needs the names of the layers that it joins, as in cat a b. "
        "Write “as a” after a layer to name it.",
    ),
    "name-unread": (
        stack("relu as 2a"),
        "Line 1: “2a” is no name: it has letters and digits, starts with a letter, and is at most 12 long.",
    ),
    "name-twice": (stack("relu as a\nrelu as a"), "Line 2: there is a layer named “a” already."),
    "name-unknown": (stack("relu as a\ncat a z"), "Line 2: no layer before it is named “z”; there are input, a."),
    "word-not-here": (stack("relu of input"), "Line 1: relu cannot have “of” here."),
    "setting-one-number": (stack("conv 6x6 k2"), "Line 1: out_channels is one number, not “6x6”."),
    "setting-per-axis": (
        stack("max k2x3x4"),
        "Line 1: kernel_size is one number, or one for each of 2 axes, not “k2x3x4”.",
    ),
    "shape-unread": (
        shape("3 x -4"),
        "The input “3 x -4” is no shape: write channels and one to three sizes, such as 3 x 224 x 224.",
    ),
    "shape-channels": (
        shape("70000 x 5"),
        "The input has 70,000 channels: 1 to 65,536 fit here.",
        {"input": "65536 x 5"},
    ),
    "shape-axis": (
        shape("3 x 2147483648 x 9"),
        "The input has an axis of 2,147,483,648 cells: at most 2,147,483,647 fit here.",
        {"input": "3 x 2147483647 x 9"},
    ),
    "link-flag": (link("ceil_mode", flag(False), "maybe"), "ceil_mode='maybe' is neither true nor false"),
    "link-choice": (link("dims", choice("1d", "2d"), "9d"), "dims='9d' is none of 1d, 2d"),
    "link-too-long": (
        link("input", SLIDING_WINDOWS["input"], "1" * 16_001),
        "input has 16001 characters, at most 16000 fit",
    ),
    "link-number": (link("stride", Field(1), "9" * 41), f"stride='{'9' * 40}…' is not a small whole number"),
    "link-outside": (link("stride", Field(1), "-33"), "stride=-33 is outside 0 to 32", {"stride": 0}),
    # What is pasted.
    "paste-too-long": (
        pasted("#" * 20_001),
        "The text has 20,001 characters and at most 20,000 are read: paste the layers alone.",
    ),
    "paste-empty": (
        pasted(" \n\u200b"),
        "There is nothing to read: paste layers, a printed model or an error.",
        {"paste": "nn.MaxPool2d(3, stride=2, padding=1)"},
    ),
    "paste-too-many-lines": (
        pasted("x = 1\n" * 601),
        "The text has 601 lines of code and at most 600 are read: paste the layers alone.",
    ),
    "paste-too-deep": (
        pasted("\n" + "[" * 31),
        "Line 2 opens more than 30 brackets in one another: paste the layers alone.",
    ),
}


def of(key):
    read, sentence, *fixes = RAISED[key]
    with pytest.raises(ReadingError) as caught:
        read()
    return caught.value, sentence, tuple(fixes)


@pytest.mark.parametrize("key", RAISED)
def test_each_sentence_is_raised_by_a_text(key):
    error, sentence, fixes = of(key)
    assert error.key == key
    assert str(error) == sentence
    assert error.fixes == fixes
    assert isinstance(error, StatedError) and isinstance(error, ValueError)


@pytest.mark.parametrize("key", RAISED)
def test_each_sentence_is_said_in_chinese(key):
    """An error that was raised in one language is said in the one that is spoken when it is shown."""
    error, english, _ = of(key)
    with speaking("zh"):
        said = str(error)
    assert said != english and slips(said) == []
    assert said.endswith("。") or key.startswith("link-")


def test_every_sentence_of_the_file_is_raised():
    assert RAISED.keys() == RULES.keys()


def keys_in_code():
    """The literals that the readers hand to their errors; a rule of a number is said of its place or of its cell."""
    for file in Path(reading.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            first = node.args[0]
            if not isinstance(first, ast.Constant):
                continue
            if node.func.id in {"ReadingError", "TensorTextError", "StackTextError", "PastedTextError"} or (
                node.func.id == "_error" and file.stem == "tensor_text"
            ):
                yield first.value
            elif node.func.id == "_refusal" and file.stem == "number_text":
                yield f"number-{first.value}"
                yield f"cell-{first.value}"


def test_every_key_of_the_code_has_a_sentence():
    used = set(keys_in_code())
    assert len(used) > 50
    assert used <= RULES.keys()


def test_another_language_says_a_sentence_within_a_sentence():
    error, *_ = of("volume-depth")
    table = {"frame": words("reading")["frame"], "rules": {"volume-depth": "第 {number} 层 {cause}"}}
    table["rules"]["number-empty"] = "第 {row} 行第 {column} 列是空的。"
    table["frame"] = {**table["frame"], "nearest": "{refused}可写 {fixes}。"}
    assert error.said(table) == "第 1 层 第 1 行第 2 列是空的。可写 number='0'。"
    assert str(error) == RAISED["volume-depth"][1]


@pytest.mark.parametrize("key", [key for key, said in RAISED.items() if any("number" in fix for fix in said[2:])])
def test_what_a_number_could_be_is_read(key):
    error, *_ = of(key)
    dtype = str(error.values.get("dtype", "float32"))
    offered = [fix["number"] for fix in error.fixes if "number" in fix]
    assert [tensor_text.format_tensor(tensor_text.parse(said, dtype).array) for said in offered] == offered


def test_a_text_with_braces_is_not_taken_for_a_place_in_the_sentence():
    with pytest.raises(ReadingError, match=r"says '\{row\}', which is not a number"):
        tensor_text.parse("{row}")
    assert "'{name}'" in str(complaint("dims", choice("1d"), "{name}"))
