"""What people paste is read or refused in one sentence, and what we write reads back bit for bit."""

import contextlib
import re
import struct

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ui.text.tensor_text import (
    MAX_CELL_CHARACTERS,
    MAX_CHARACTERS,
    NUMBER,
    TensorTextError,
    apply_block,
    cell_value,
    exact,
    format_tensor,
    parse,
    short,
)

SQUARE = [[1, 2], [3, 4]]
SPECIAL = [[np.nan, np.inf], [-np.inf, -0.5]]
floats = st.floats(width=32)
cell = re.compile(f"(?:{NUMBER})", re.IGNORECASE | re.ASCII)


def bits(array):
    """Equal bits, but any NaN for any other: text knows one nan."""
    array = np.asarray(array, dtype=np.float32)
    return np.where(np.isnan(array), np.float32(np.nan), array).tobytes()


@pytest.mark.parametrize(
    "text, rows",
    [
        ("1 2\n3 4", SQUARE),
        ("  1   2 \n\n 3 4\n", SQUARE),
        ("1\t2\r\n3\t4\r\n", SQUARE),
        ("1,2\n3,4", SQUARE),
        ("1, 2,\n3, 4,", SQUARE),
        ("1;2\n3;4", SQUARE),
        ("1 2; 3 4", SQUARE),
        ("1, 2; 3, 4;", SQUARE),
        ("1 2;\n3 4;", SQUARE),
        ("[1 2; 3 4]", SQUARE),
        ("[1,2;3,4]", SQUARE),
        ("[[1, 2], [3, 4]]", SQUARE),
        ("[1, 2],\n[3, 4]", SQUARE),
        ("((1, 2), (3, 4))", SQUARE),
        ("[[1 2]\n [3 4]]", SQUARE),
        ("[[1. 2.]\n [3. 4.]]", SQUARE),
        ("x = torch.tensor([[1., 2.], [3., 4.]])", SQUARE),
        ("tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)", SQUARE),
        ("tensor([[[[1., 2.],\n          [3., 4.]]]], grad_fn=<MaxPool2DWithIndicesBackward0>)", SQUARE),
        ("tensor([[1., 2.], [3., 4.]], device='cuda:0', requires_grad=True)", SQUARE),
        ("np.array([[1, 2], [3, 4]], dtype=np.float32)", SQUARE),
        ("array([[1., 2.],\n       [3., 4.]], dtype=float32)", SQUARE),
        ("[[np.float32(1.0), np.float32(2.0)], [np.float64(3.0), np.int64(4)]]", SQUARE),
        ("nan inf\n-inf -.5", SPECIAL),
        ("NaN\tInfinity\n-\u221e\t\u22125e\u22121", SPECIAL),
        ("[[float('nan'), float(\"inf\")], [-math.inf, -0.5]]", SPECIAL),
        ("torch.tensor([[np.nan, torch.inf], [float('-inf'), -0.5]])", SPECIAL),
        ("nan\tinf\n-inf\t-0,5", SPECIAL),
        ("1,5;2\n3;4,25", [[1.5, 2], [3, 4.25]]),
        ("0,125\t1", [[0.125, 1]]),
        ("1;2;3", [[1], [2], [3]]),
        ("-7", [[-7]]),
        ("tensor(5.)", [[5]]),
    ],
)
def test_reads(text, rows):
    array = parse(text).array
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, np.array(rows, dtype=np.float32))


@pytest.mark.parametrize(
    "text, flat",
    [("[1, 2, 3]", True), ("torch.tensor([1., 2.])", True), ("[[1, 2, 3]]", False), ("1 2 3", False)],
)
def test_says_whether_it_was_a_flat_literal(text, flat):
    parsed = parse(text)
    assert parsed.one_dimensional is flat
    assert parsed.array.shape[0] == 1


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "empty"),
        ("[]", "no number"),
        ("np.array([])", "no number"),
        ("torch.tensor()", "no number"),
        ("1 2\n3", "Row 2 has 1 number and row 1 has 2"),
        ("[[1, 2], [3, 4, 5]]", "Row 2 has 3 numbers and row 1 has 2"),
        ("1\t\t3", "Row 1, column 2 is empty"),
        ("1 2\n3 abc", "Row 2, column 2 says 'abc'"),
        ("1_000", "'1_000'"),
        ("0x10", "'0x10'"),
        ("\u0661 2", "not a number"),
        ("\u0131nf", "not a number"),
        ("1e39", "3.4028235e38"),
        ("1,5 2,5", "decimals with a point"),
        ("[1,5 2,5]", "decimals with a point"),
        ("1,5;2,5", "two ways"),
        ("1,234\t5", "1.234 or 1234"),
        ("[[[1, 2]], [[3, 4]]]", "2 planes"),
        ("[[1, 2], 3]", "Row 2 is '3' without brackets"),
        ("[[1, [2]]]", "a list among its numbers"),
        ("[1,, 2]", "','"),
        ("[1, 2", "never closed"),
        ("[1, 2)", "closes nothing"),
        ("1 2]", "closes nothing"),
        ("torch.tensor([1, 2]", "never closed"),
        ("torch.tensor([[1, 2]]).reshape(2, 1)", "After the numbers"),
        ("__import__('os').system('true')", "no code is run"),
        ("[[0., 1., ..., 8., 9.]]", "left out"),
        ("[" * 50, "deep"),
        ("1 " * 17, "1x17"),
        ("1\n" * 17, "17x1"),
        ("1" * (MAX_CHARACTERS + 1), "8000"),
    ],
)
def test_refuses_in_one_sentence(text, words):
    with pytest.raises(TensorTextError) as refused:
        parse(text)
    message = str(refused.value)
    assert words in message
    assert "\n" not in message and message.endswith(".") and len(message) < 220


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=16), elements=floats))
@example(np.array([[-0.0, 0.0, np.finfo(np.float32).max, np.finfo(np.float32).smallest_subnormal]], np.float32))
def test_canonical_text_reads_back_bit_for_bit(array):
    text = format_tensor(array)
    assert bits(parse(text).array) == bits(array)
    assert format_tensor(parse(text).array) == text


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=1, max_dims=2, max_side=6), elements=floats))
def test_what_numpy_writes_is_read(array):
    with np.printoptions(floatmode="unique"):
        for text in (repr(array), str(array), str(array.tolist())):
            parsed = parse(text)
            assert bits(parsed.array) == bits(array)
            assert parsed.one_dimensional is (array.ndim == 1)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_torch_writes_is_read(dtype):
    torch = pytest.importorskip("torch")
    tensor = torch.tensor([[1, -2.5], [float("nan"), float("inf")]], dtype=getattr(torch, dtype))
    for written in (tensor, tensor[None, None], tensor.clone().requires_grad_(), tensor.requires_grad_() * 1):
        assert bits(parse(repr(written)).array) == bits(tensor.detach())


@given(st.text() | st.text(alphabet="0123456789.,;-+e[]() \t\n'naif=tdxorpc", max_size=60))
@example("(")
@example("[;]")
@example("=")
@example("a=")
@example("tensor(")
@example("tensor(,)")
@example("tensor(1 [2])")
def test_any_other_text_is_refused_and_nothing_else_is_raised(text):
    try:
        array = parse(text).array
    except TensorTextError as refused:
        assert str(refused)
    else:
        assert 1 <= array.shape[0] <= 16 and 1 <= array.shape[1] <= 16


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "[",
        "(",
        "1",
        "1e",
        ".",
        ",",
        ", ",
        ";",
        "\t",
        "\n",
        "a=",
        "float(",
        "np.float32(",
        "np.nan",
        "-",
        "[1]",
        "'",
    ],
)
@pytest.mark.parametrize("start, end", [("", ""), ("", "x"), ("torch.tensor([1]", "x"), ("x", ")")])
def test_hostile_text_ends(start, unit, end):
    text = start + unit * ((MAX_CHARACTERS - 20) // len(unit)) + end
    with contextlib.suppress(TensorTextError):
        parse(text)


@given(floats)
def test_a_number_is_written_exactly_and_short(number):
    value = np.float32(number)
    text, brief = exact(value), short(value)
    assert bits(cell_value(text)) == bits(value)
    assert len(text) <= MAX_CELL_CHARACTERS and cell.fullmatch(text)
    assert len(brief) <= 6 and cell.fullmatch(brief)
    if not np.isnan(value):
        assert np.signbit(np.float32(float(brief))) == np.signbit(value)
        assert float(brief) == float(value) or not brief.lstrip("-").isdigit()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@given(data=st.data())
def test_every_precision_is_written_exactly(dtype, data):
    value = dtype(data.draw(st.floats(width=np.dtype(dtype).itemsize * 8, allow_nan=False)))
    assert dtype(float(exact(value))) == value
    assert len(short(value)) <= 6


@pytest.mark.parametrize(
    "number, text, brief",
    [
        (3, "3", "3"),
        (-0.0, "-0", "-0"),
        (13 / 3, "4.3333335", "4.3333"),
        (-1 / 3, "-0.33333334", "-0.333"),
        (1.2e9, "1.2e9", "1.2e9"),
        (12345.678, "12345.678", "1.23e4"),
        (99999.97, "99999.97", "1.00e5"),
        (2.9999998, "2.9999998", "3.0000"),
        (0.00012345, "1.2345e-4", "1.2e-4"),
        (2**24, "16777216", "1.68e7"),
        (np.finfo(np.float32).max, "3.4028235e38", "3.4e38"),
        (-np.inf, "-inf", "-inf"),
        (np.nan, "nan", "nan"),
    ],
)
def test_named_numbers(number, text, brief):
    assert exact(np.float32(number)) == text
    assert short(np.float32(number)) == brief


@pytest.mark.parametrize(
    "text", ["3", " +.5 ", "1.", "1E-3", "\u22124", "-INF", "+inf", "Infinity", "NaN", "-\u221e", "\u00a07"]
)
def test_a_cell_is_read(text):
    assert cell.fullmatch(text)
    assert cell_value(text).dtype == np.float32


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1 2", "1,5", "--1", "1e", ".", "e5", "in", "1_0", "0x1", "\u0661", "\u0131nf"]
)
def test_a_cell_is_refused(text):
    assert not cell.fullmatch(text)
    with pytest.raises(TensorTextError):
        cell_value(text)


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,e+-naif ", max_size=12))
def test_the_pattern_and_the_reader_agree(text):
    try:
        cell_value(text)
    except TensorTextError as refused:
        assert not cell.fullmatch(text) or "largest float32" in str(refused)
    else:
        assert cell.fullmatch(text)


def test_a_block_is_written_over_a_copy():
    before = np.zeros((3, 3), dtype=np.float32)
    after = apply_block(before, 1, 1, [["1,5", "nan"], ["\u22122", "inf"]])
    np.testing.assert_array_equal(after, np.array([[0, 0, 0], [0, 1.5, np.nan], [0, -2, np.inf]], np.float32))
    assert not before.any()


@pytest.mark.parametrize(
    "row, col, block, words",
    [
        (1, 1, [["1", "2", "3"]], "needs a tensor of 3x4"),
        (2, 0, [["1"], ["2"]], "needs a tensor of 4x3"),
        (2, 0, [["1"]] * 15, "smaller block"),
        (0, 0, [["1", "2"], ["3"]], "Row 2 has 1 number"),
        (0, 0, [["1", "x"]], "Row 1, column 2 says 'x'"),
        (0, 0, [["1"] * 17], "1x17"),
        (3, 0, [["1"]], "no cell at row 4"),
        (0, -1, [["1"]], "no cell at row 1"),
        (0, 0, [], "no number"),
        (0, 0, [[]], "no number"),
    ],
)
def test_a_block_that_does_not_fit_is_refused(row, col, block, words):
    with pytest.raises(TensorTextError, match=re.escape(words)):
        apply_block(np.zeros((3, 3), dtype=np.float32), row, col, block)


def test_text_survives_a_reader_in_double_precision():
    """A shortest decimal may round twice to a neighbour; exact() must then write more digits."""
    patterns = np.random.default_rng(0).integers(0, 2**32, 2_000, dtype=np.uint32)
    for value in patterns.view(np.float32):
        assert np.isnan(value) or struct.pack("f", float(exact(value))) == value.tobytes()
