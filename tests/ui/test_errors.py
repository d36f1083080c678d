"""What only the pages refuse: each sentence of their table, raised by the page's own functions."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pooling_core.functional as F
import ui
from pooling_core.call.errors import PoolingError, Seen, shape_of
from tests.core.refused_calls import CALLS as REFUSED_BY_THE_CORE
from tests.support.chinese import HAN, slips
from tests.support.error_keys import keys_in_code
from ui.errors import PageError, sentence, told
from ui.lessons.backward.fields import FIELDS as BACKWARD
from ui.lessons.backward.outcome import work_out
from ui.lessons.convolution.call import weight_of
from ui.lessons.convolution.fields import FIELDS as CONVOLUTION
from ui.lessons.frameworks.call import left_call
from ui.lessons.frameworks.fields import FIELDS as FRAMEWORKS
from ui.lessons.shapes import repairs, work
from ui.state import parameters
from ui.state.fields import complete
from ui.text.stack_text import parse_shape, parse_stack
from ui.words import speaking
from ui.words.content import CONTENT

ROOT = Path(ui.__file__).parent.parent
TABLE = tomllib.loads((CONTENT / "en" / "errors.toml").read_text(encoding="utf-8"))
PLANE, KERNEL = np.ones((4, 4), np.float32), np.ones((1, 1), np.float32)


def backward(**said: Any) -> PoolingError:
    state = complete(BACKWARD, {f"backward_{name}": value for name, value in said.items()})
    error = work_out(state, np.ones((16, 16), np.float32), KERNEL).error
    assert error is not None
    return error


def typed() -> PoolingError:
    with pytest.raises(PoolingError) as caught:
        parameters.number("two", "p")
    return caught.value


def rows() -> PoolingError:
    state = complete(CONVOLUTION, {"conv_parameters_dims": "1d", "conv_parameters_groups": 2})
    with pytest.raises(PoolingError) as caught:
        weight_of(state, np.ones((3, 2), np.float32), 4)
    return caught.value


def stack(shape: str, text: str) -> work.Worked:
    sizes = parse_shape(shape)
    return work.work_out(parse_stack(text, len(sizes) - 1), sizes)


def no_layer() -> PoolingError:
    with pytest.raises(PoolingError) as caught:
        left_call(complete(FRAMEWORKS, {"left": "flax", "operation": "lp"}))
    return caught.value


CALLS: list[tuple[str, Callable[[], PoolingError], str]] = [
    ("number-or-inf", typed, "got p='two', but it must be a number, or inf; nearest valid choice: p=2"),
    (
        "sample-range",
        lambda: backward(operation="fractional_max", sample="-1"),
        "got sample=-1, but a sample is at least 0 and less than 1; nearest valid choice: sample=0",
    ),
    (
        "empty-result",
        lambda: backward(operation="adaptive_max", output=0),
        "got output_size=0, but a result without cells sends nothing back; nearest valid choice: output_size=1",
    ),
    (
        "result-too-large",
        lambda: backward(operation="conv", padding=2),
        "got padding=2, but the result would be 20 × 20, and at most 16 cells a side are drawn; "
        "nearest valid choice: padding=0",
    ),
    (
        "rows-per-kernel",
        rows,
        "got weight=(3 rows), but with 4 channels in 2 groups each kernel has 2 rows",
    ),
    (
        "no-such-layer-there",
        no_layer,
        "got left='flax', but this library has no result for this layer; nearest valid choice: left='pytorch'",
    ),
    (
        "layer-misfit-here",
        lambda: repairs.advice(stack("3 x 8 x 8", "max k2\nconv 4 k9"))[0],
        "got layer 2='conv 4 k9', but it does not fit: the kernel spans 9 of 4 cells of input and padding: "
        "the output size would be below 1; valid choices: kernel_size=4, or padding=3, or input='3 x 18 x 18'",
    ),
]


@pytest.mark.parametrize(("key", "raised", "said"), CALLS, ids=[key for key, _, _ in CALLS])
def test_a_page_refuses_in_its_own_words(key, raised, said):
    error = raised()
    assert isinstance(error, PageError) and error.key == key
    assert str(error) == said


def test_every_sentence_of_the_pages_is_raised_and_stands_in_their_table_alone():
    assert {key for key, _, _ in CALLS} == TABLE["rules"].keys()
    received = [raised().received for _, raised, _ in CALLS]
    assert {value.key for value in received if isinstance(value, Seen)} == TABLE["received"].keys()
    assert TABLE["frame"].keys() - {"whole"} <= TABLE["rules"].keys()
    for part, said in PoolingError.table().items():
        assert not said.keys() & TABLE[part].keys()


def test_the_code_and_the_table_have_the_same_keys():
    kinds = {"PageError", "ResultTooLargeToDrawError", "PoolingError", "TooLargeToDrawError"}
    made = [each for room in ("ui", "pages") for each in keys_in_code(ROOT / room, kinds)]
    assert {key for _, key in made} == TABLE["rules"].keys()


def test_a_page_knows_the_sentences_of_the_core_too():
    error = PageError("empty-beyond-batch", "input", shape_of((2, 0, 5)))
    assert str(error) == "got input=(shape (2, 0, 5)), but only the batch may be empty"


def test_what_a_layer_is_refused_for_is_said_once():
    worked = stack("3 x 8 x 8", "max k2\nmax k9")
    assert worked.error is not None
    assert worked.error.rule.startswith("layer 2, max_pool2d, does not fit: its window spans 9 of 4 cells")
    error, _ = repairs.advice(worked)
    assert error.rule.startswith("it does not fit: its window spans 9 of 4 cells")
    assert error.values["number"] == 2 and str(error).count("does not fit") == 1


def half() -> PoolingError:
    with pytest.raises(PoolingError) as caught:
        F.max_pool1d(np.ones((1, 4)), 3, padding=2)
    return caught.value


def test_a_refusal_on_its_own_is_a_sentence_in_either_language():
    layer = repairs.advice(stack("3 x 8 x 8", "max k2\nconv 4 k9"))[0]
    assert sentence(half()).startswith("Got padding=2, but padding") and sentence(half()).endswith("padding=1.")
    assert told(half()) == str(half())
    with speaking("zh"):
        assert sentence(half()) == (
            "收到 padding=2，但填充 padding 最多是 kernel_size 3 的一半，向下取整；最接近的可用值：padding=1。"
        )
        assert sentence(layer) == (
            "收到第 2 层 'conv 4 k9'，但它接不上：卷积核跨 9 格，输入加填充只有 4 格：输出大小会小于 1；"
            "可用值：kernel_size=4，或 padding=3，或 input='3 x 18 x 18'。"
        )
    assert str(half()).startswith("got padding=2")  # an exception is English in every session


@pytest.mark.parametrize(("key", "function", "arguments"), REFUSED_BY_THE_CORE)
def test_every_refusal_of_the_core_is_said_in_chinese(key, function, arguments):
    with pytest.raises(PoolingError) as caught:
        function(**arguments)
    with speaking("zh"):
        said = sentence(caught.value)
    assert re.match(rf"收到 .*，但[{HAN}].*。$", said) and slips(said) == []


@pytest.mark.parametrize(("key", "raised", "said"), CALLS, ids=[key for key, _, _ in CALLS])
def test_every_refusal_of_a_page_is_said_in_chinese(key, raised, said):
    with speaking("zh"):
        chinese = sentence(raised())
    assert re.match(rf"收到.*，但[{HAN}].*。$", chinese) and slips(chinese) == []
