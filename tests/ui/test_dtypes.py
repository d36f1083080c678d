"""The numbers a text says, in each dtype: as torch reads them, or refused with the cell that does not fit."""

import numpy as np
import pytest
import torch

from ui import tensor_text
from ui.dtypes import DTYPES, in_dtype
from ui.number_text import TensorTextError

WORDS = {"whole": "{row} {column} {value}"}


def read(text, dtype):
    return in_dtype(tensor_text.parse(text).array, dtype, WORDS)


@pytest.mark.parametrize("dtype", DTYPES)
def test_whole_numbers_are_the_same_in_every_dtype(dtype):
    found = read("3 -1 0\n7 8 -9", dtype)
    assert found.dtype == dtype and found.tolist() == [[3, -1, 0], [7, 8, -9]]


@pytest.mark.parametrize("dtype", ["float32", "float16", "float64"])
@pytest.mark.parametrize("text", ["0.1 0.2 0.30000001", "1e-7 1e-45 3e38", "70000 65504 -65520", "nan inf -inf"])
def test_fractions_are_what_torch_makes_of_the_text(text, dtype):
    rows = [[float(cell) for cell in tensor_text.format_tensor(tensor_text.parse(text).array).split()]]
    theirs = torch.tensor(rows, dtype=getattr(torch, dtype)).numpy()
    np.testing.assert_array_equal(read(text, dtype), theirs)


def test_float64_has_the_texts_own_precision():
    assert read("0.1", "float64")[0, 0] == 0.1


@pytest.mark.parametrize(
    "text, said", [("1 2\n3 0.5", "2 2 0.5"), ("nan", "1 1 nan"), ("1 inf", "1 2 inf"), ("-1e30 .5", "1 1 -1e30")]
)
def test_int64_refuses_what_it_cannot_hold_and_names_the_first_cell(text, said):
    with pytest.raises(TensorTextError) as refused:
        read(text, "int64")
    assert str(refused.value) == said


def test_int64_holds_the_largest_whole_float32_below_its_end():
    assert read("9223371487098961920", "int64")[0, 0] == 2**63 - 2**39
    with pytest.raises(TensorTextError):
        read("9223372036854775808", "int64")
