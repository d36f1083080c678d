"""Pasted texts: what is read of each, what is said, and that no text costs much or does anything."""

import pytest

from tests.ui.text.pasted_texts import TEXTS
from ui.text.pasted.read import read


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_layer_by_layer(name):
    text, shape, layers, notes = TEXTS[name]
    pasted = read(text)
    assert "\n".join(map(str, pasted.layers)) == layers
    assert pasted.input_shape == (1, *shape)
    assert {note.key for note in pasted.notes} == notes
