"""The numbers of the first screen: a drawing, what pooling makes of it by PyTorch, and what is said of them."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from ui.start import pooled, screen
from ui.words import speaking
from ui.words.content import languages

IN_TORCH = {"max": F.max_pool2d, "avg": F.avg_pool2d}
CASES = [(operation, kernel, shift) for operation in IN_TORCH for kernel in pooled.KERNELS for shift in pooled.SHIFTS]
LARGEST = 60_000  # bytes that a page may bring with it


def read(plane):
    """Numbers as the browser reads them."""
    values = np.array(plane["values"].split(" "), np.float32)
    side = int(values.size**0.5)
    return values.reshape(side, side)


def at(planes, shift):
    return planes[pooled.SHIFTS.index(shift)]


def test_the_drawing_is_large_and_uses_every_level_and_none_of_it_can_be_pushed_out():
    drawing = pooled.drawing()
    assert drawing.shape == (32, 32) and set(drawing.flat) == set(range(10))
    reach = max(map(abs, pooled.SHIFTS))
    assert not drawing[:, :reach].any() and not drawing[:, -reach:].any()


@pytest.mark.parametrize("shift", pooled.SHIFTS)
def test_a_nudge_moves_every_column_and_brings_in_empty_ones(shift):
    rolled = np.roll(pooled.drawing(), shift, axis=1)  # nothing is cut, so nothing comes back on the other side
    assert np.array_equal(read(at(pooled.numbers()["input"], shift)), rolled)


@pytest.mark.parametrize("operation, kernel, shift", CASES)
def test_every_output_is_what_torch_makes_of_the_input_beside_it(operation, kernel, shift):
    found = pooled.numbers()
    ours = read(at(found["outputs"][operation][str(kernel)], shift))
    theirs = IN_TORCH[operation](torch.from_numpy(read(at(found["input"], shift)))[None], kernel)[0]
    assert ours.shape == (32 // kernel, 32 // kernel) and np.array_equal(ours, theirs.numpy())


def test_changed_cells_are_counted_and_a_small_nudge_changes_some_outputs_but_fewer():
    found = pooled.numbers()
    for planes in (found["input"], *(each for kind in found["outputs"].values() for each in kind.values())):
        for plane in planes:
            assert plane["changed"] == (read(plane) != read(at(planes, 0))).sum()
    for shift in (-1, 1):
        changed = [at(planes, shift)["changed"] for planes in (found["input"], found["outputs"]["max"]["2"])]
        assert 0 < changed[1] < changed[0]


@pytest.mark.parametrize("language", languages())
def test_the_page_brings_everything_in_few_bytes(language):
    with speaking(language):
        payload = screen.payload()
    assert len(json.dumps(payload, ensure_ascii=False).encode()) < LARGEST
    said = payload["words"]
    assert said["moved"].keys() == {str(shift) for shift in payload["shifts"]}
    assert [[option["value"] for option in choice["options"]] for choice in payload["choices"]] == [
        list(payload["outputs"]),
        list(payload["outputs"]["max"]),
    ]
    assert all(
        choice["label"] and all(option["label"] for option in choice["options"]) for choice in payload["choices"]
    )


def test_the_numbers_are_made_once():
    assert pooled.numbers() is pooled.numbers()
