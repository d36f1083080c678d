"""The numbers a text says, in each dtype: as torch reads them, or refused with the cell that does not fit."""

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ui.page.pictures import answer
from ui.state import codec
from ui.text.dtypes import DTYPES
from ui.text.tensor_text import (
    MAX_CELL_CHARACTERS,
    TensorTextError,
    apply_block,
    cell_value,
    exact,
    format_tensor,
    parse,
)

LARGEST = {"float16": "65504", "float32": "3.4028235e38", "float64": "1.7976931348623157e308"}


def read(text, dtype):
    found = parse(text, dtype).array
    assert found.dtype == dtype
    return found


@pytest.mark.parametrize("dtype", DTYPES)
def test_whole_numbers_are_the_same_in_every_dtype(dtype):
    assert read("3 -1 0\n7 8 -9", dtype).tolist() == [[3, -1, 0], [7, 8, -9]]


@pytest.mark.parametrize("dtype", LARGEST)
@pytest.mark.parametrize("text", ["0.1 0.2 0.30000001", "1e-7 1e-45 3e4", "65504 -65519", "nan inf -inf"])
def test_fractions_are_what_torch_makes_of_the_text(text, dtype):
    theirs = torch.tensor([[float(cell) for cell in text.split()]], dtype=getattr(torch, dtype)).numpy()
    np.testing.assert_array_equal(read(text, dtype), theirs)


def test_float64_has_the_texts_own_digits_and_reach():
    assert read("0.123456789012 1e39 -1.7976931348623157e308", "float64").tolist() == [
        [0.123456789012, 1e39, -1.7976931348623157e308]
    ]


@pytest.mark.parametrize("number", [16777217, 2**53 + 1, 2**62 + 1, 2**63 - 1, -(2**63), 0])
def test_int64_keeps_every_digit(number):
    for text in (f"{number}", f"{number}.0", f"{number}0e-1", f"[[{number}]]", f"torch.tensor([[{number}]])"):
        assert read(text, "int64").tolist() == [[number]]
    assert cell_value(f" {number} ", "int64") == number
    assert apply_block(np.zeros((2, 2), np.int64), 1, 0, [[f"{number}", "3"]], "int64").tolist() == [
        [0, 0],
        [number, 3],
    ]


@pytest.mark.parametrize("dtype, text", [("float16", "70000"), ("float32", "1e39"), ("float64", "-1e309")])
def test_a_float_ends_at_its_own_largest_number(dtype, text):
    for reader in (lambda: read(f"1 {text}", dtype), lambda: cell_value(text, dtype)):
        with pytest.raises(TensorTextError, match=f"beyond the largest {dtype}, {LARGEST[dtype]}:") as refused:
            reader()
        assert np.isinf(float(refused.value.fix["number"]))


@pytest.mark.parametrize(
    "text, said",
    [
        ("1 2\n3 1.5", "int64 holds whole numbers, and row 2, column 2 says 1.5: write a whole one."),
        ("nan", "int64 holds whole numbers, and row 1, column 1 says nan: write a whole one."),
        ("1 inf", "int64 holds whole numbers, and row 1, column 2 says inf: write a whole one."),
        ("1e-99", "int64 holds whole numbers, and row 1, column 1 says 1e-99: write a whole one."),
        (f"{2**63}", "beyond the largest int64, 9223372036854775807: write a smaller number."),
        ("9" * 7_000, "beyond the largest int64, 9223372036854775807: write a smaller number."),
        ("1e" + "9" * 90, "beyond the largest int64, 9223372036854775807: write a smaller number."),
        (f"{-(2**63) - 1}", "below the least int64, -9223372036854775808: write a larger number."),
        ("-1e30 .5", "below the least int64, -9223372036854775808: write a larger number."),
    ],
)
def test_int64_refuses_what_it_cannot_hold_and_names_the_first_cell(text, said):
    with pytest.raises(TensorTextError) as refused:
        read(text, "int64")
    assert str(refused.value).endswith(said)
    assert all(read(fix["number"], "int64").size for fix in refused.value.fixes if "number" in fix)
    assert refused.value.fix


def widest(dtype):
    limits = np.finfo(dtype)
    return np.array([[limits.max, limits.min, limits.tiny, limits.smallest_subnormal, -0.0, 1 + limits.eps]], dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@given(data=st.data())
@example(data=None)
def test_what_is_written_reads_back_bit_for_bit(dtype, data):
    if data is not None:
        array = data.draw(hnp.arrays(dtype, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8)))
    else:
        array = np.array([[2**63 - 1, -(2**63), 2**53 + 1, 0]]) if dtype == "int64" else widest(dtype)
    back = read(format_tensor(array), dtype)
    if array.dtype.kind == "f":  # a text knows one nan
        array, back = (np.where(np.isnan(each), np.array(np.nan, dtype), each) for each in (array, back))
    assert back.tobytes() == array.tobytes()
    assert all(len(exact(value)) <= MAX_CELL_CHARACTERS for value in array.flat)


def edited(text, dtype, row, col, rows):
    """The text after a block was written on the stage, and what is wrong with it; as the browser puts it together."""
    cells = [line.split() for line in text.split("\n")]
    for r, line in enumerate(rows):
        for c, said in enumerate(line):
            cells[row + r][col + c] = said
    link = {"dtype": dtype, "input": "\n".join(" ".join(line) for line in cells)}
    screen = answer("sliding_windows", codec.query_of(link.items()))
    return screen["link"].get("input"), screen["tensors"][0]["problem"]


@pytest.mark.parametrize(
    "text, dtype, rows, written",
    [
        ("1 16777217\n3 4", "int64", [["4611686018427387905"]], "4611686018427387905 16777217\n3 4"),
        ("1 2\n3 4", "int64", [["16777217", "1e3"], ["-0", "9007199254740993"]], "16777217 1000\n0 9007199254740993"),
        ("1 0.123456789012\n3 4", "float64", [["1e39"]], "1e39 0.123456789012\n3 4"),
        ("1 2\n3 4", "float64", [["0.123456789012"], ["1e-320"]], "0.123456789012 2\n1e-320 4"),
        ("1 2\n3 4", "float32", [["16777217"]], "16777217 2\n3 4"),
    ],
)
def test_an_edit_and_a_pasted_block_are_read_in_the_tensors_dtype(text, dtype, rows, written):
    assert edited(text, dtype, 0, 0, rows) == (written, None)


@pytest.mark.parametrize(
    "dtype, said, why",
    [
        ("int64", "1.5", "int64 holds whole numbers"),
        ("float16", "70000", "beyond the largest float16, 65504: write a smaller number, or inf."),
    ],
)
def test_an_edit_that_the_dtype_cannot_hold_is_told_with_its_place(dtype, said, why):
    _, problem = edited("1 2\n3 4", dtype, 1, 1, [[said]])
    assert why in problem and "row 2, column 2" in problem.lower() and said in problem
