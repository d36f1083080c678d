"""A volume as text: every form that people paste, back and forth bit for bit; a sentence for what cannot be read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ui.text.number_text import TensorTextError
from ui.text.volume_text import MAX_CHARACTERS, MAX_SIDE, format_volume, parse

EIGHT = np.arange(1, 9, dtype=np.float32).reshape(2, 2, 2)
shapes = st.tuples(*[st.integers(1, MAX_SIDE)] * 3)


@settings(max_examples=60)
@given(volume=shapes.flatmap(lambda shape: arrays(np.float32, shape, elements=st.integers(-999, 999).map(float))))
def test_a_volume_reads_back_as_it_was(volume):
    text = format_volume(volume)
    assert np.array_equal(parse(text), volume)
    assert format_volume(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4\n\n5 6\n7 8",
        "\n1 2\r\n3 4\r\n \r\n\r\n5 6\r\n7 8\n",
        "1\t2\n3\t4\n\n5\t6\n7\t8",
        "1,2\n3,4\n\n5,6\n7,8",
        "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]",
        "[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]",
        "tensor([[[1., 2.],\n         [3., 4.]],\n\n        [[5., 6.],\n         [7., 8.]]])",
        "x = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], dtype=np.float32)",
    ],
)
def test_planes_are_read_in_any_form(text):
    assert np.array_equal(parse(text), EIGHT)


@pytest.mark.parametrize("text, shape", [("7", (1, 1, 1)), ("1 2\n3 4", (1, 2, 2)), ("[[1, 2]]", (1, 1, 2))])
def test_one_plane_is_a_volume_one_cell_deep(text, shape):
    assert parse(text).shape == shape


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("1 2\n\n3", "Depth 1 is 1x1 and depth 0 is 1x2"),
        ("1 2\n\n3 x", "Depth 1: Row 1, column 2 says 'x'"),
        ("1 2\n3\n\n1 2\n3 4", "Depth 0: "),
        ("1 2 3 4 5 6 7", "1x1x7 and at most 6"),
        ("\n\n".join(["1"] * 7), "7x1x1 and at most 6"),
        ("[[[1, 2]], [[3]]]", "Depth 1 is 1x1"),
        ("[[[[1]]], [[[2]]]]", "There are 2 volumes"),
        ("[[[1], [2]]", "never closed"),
        ("[[[1]]]]", "closes nothing"),
        ("[]", "no number"),
        ("[[[]]]", "no number"),
        ("os.system([[[1]]])", "no code is run"),
        ("[[[1]]] and more", "without brackets"),
        ("[" * 3_000, "Brackets are open"),
        ("]" * 3_000, "closes nothing"),
        ("1 " * MAX_CHARACTERS, f"at most {MAX_CHARACTERS}"),
    ],
)
def test_what_is_no_volume_is_refused_in_one_sentence(text, told):
    with pytest.raises(TensorTextError) as refused:
        parse(text)
    said = str(refused.value)
    assert told in said and len(said) < 300 and said.endswith(".")


@settings(max_examples=300)
@given(text=st.text(alphabet="[](),;. \n-0123456789enaift=", max_size=60))
def test_any_text_is_a_volume_or_a_sentence(text):
    try:
        volume = parse(text)
    except TensorTextError as refused:
        assert str(refused)
    else:
        assert volume.ndim == 3 and max(volume.shape) <= MAX_SIDE and volume.size
