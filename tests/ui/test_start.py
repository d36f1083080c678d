"""The numbers of the first screen: a drawing, what pooling makes of it by PyTorch, and what is said of them."""

import json
import re
from base64 import b64decode

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from ui.start import pooled, screen, smaller
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


def change(planes, shift):
    return torch.nn.functional.l1_loss(*(torch.from_numpy(read(at(planes, by))).double() for by in (shift, 0))).item()


@pytest.mark.parametrize("shift", [shift for shift in pooled.SHIFTS if shift])
def test_a_nudge_changes_every_output_and_less_than_the_input(shift):
    """What the screen says of pooling holds for whatever can be chosen; an average softens more than a maximum."""
    found = pooled.numbers()
    every = [found["input"], *(each for kind in found["outputs"].values() for each in kind.values())]
    assert all(abs(float(at(planes, shift)["change"]) - change(planes, shift)) <= 0.00501 for planes in every)
    assert all(0 < change(planes, shift) < change(found["input"], shift) for planes in every[1:])
    for kernel in map(str, pooled.KERNELS):
        assert change(found["outputs"]["avg"][kernel], shift) < change(found["outputs"]["max"][kernel], shift)
    for operation in pooled.OPERATIONS:
        assert change(found["outputs"][operation]["4"], shift) < change(found["outputs"][operation]["2"], shift)


def test_the_three_pictures_are_the_drawing_pooled_and_pooled_again():
    once = F.max_pool2d(torch.from_numpy(pooled.drawing())[None], 2)
    planes = [torch.from_numpy(pooled.drawing())[None], once, F.max_pool2d(once, 2)]
    assert tuple(plane.numel() for plane in planes) == smaller.COUNTS
    drawn = b64decode(smaller.picture().partition(",")[2]).decode().split("<g ")[1:]
    for picture, plane in zip(drawn, planes, strict=True):
        seen = np.zeros(plane.shape[1:])
        for cells, opacity in re.findall(r'<path d="([^"]*)" fill="#[0-9a-f]+" fill-opacity="([0-9.]+)"', picture):
            for c, r in re.findall(r"M(\d+) (\d+)", cells):
                seen[int(r), int(c)] = round(float(opacity) * 9)
        assert np.array_equal(seen, plane[0].numpy())


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
