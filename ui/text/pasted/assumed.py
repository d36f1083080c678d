"""The input of a pasted stack: the shape that the text says, else the first channels with a usual size that fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isqrt, prod

from ui.text.pasted.found import Message, Note, Piece, Program
from ui.text.pasted.resolved import resolve

Shape = tuple[int, ...]
# Sizes that pictures, signals and volumes have, tried in this order.
_USUAL = {
    1: (32, 64, 100, 128, 256, 512, 1024, 8000, 16000),
    2: (32, 64, 224, 96, 128, 256, 227, 299, 512, 28),
    3: (16, 32, 64, 112),
}
_ONE_CHANNEL = (28, 32, *_USUAL[2][1:])
_MODES = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
_RANK = re.compile(r"[a-z_]{3,40}([123])d")
# The longest axis that is tried, and how many layers are put on inputs that are tried.
_WIDEST, MOST_LAYERS = 1024, 500
# Layers that read channels and say how many.
_CHANNELS = ("in_channels", "num_features")


def input_of(program: Program, is_keras: bool, printed: bool, messages: Sequence[Message]) -> tuple[Shape, list[Note]]:
    """The shape with its batch, and what is said of it."""
    rank, channels = _rank(program.pieces), _channels(program.pieces)
    said = program.shape
    if said is not None:
        shape, notes = _said(said, program.channels_last or is_keras, rank)
        if shape is not None:
            return shape, notes
    usual = list(_candidates(program.pieces, rank or 2, channels))
    told = next((each for each in messages if each.key.startswith("features")), None)
    if told is not None:
        wanted = told.numbers["wanted"]
        # Where rows were not flattened, or no batch was there, what came in is what is wanted, in another shape.
        reaching = told.numbers["found"] if told.key == "features" else wanted
        found = _giving(program.pieces, usual, reaching, printed, wanted, flat=told.key == "features")
        if found is not None:
            return found, [Note("input_from_message", 0, {"shape": found[1:]})]
    for shape in usual[: max(1, MOST_LAYERS // max(len(program.pieces), 1))]:
        if resolve(program.pieces, shape, printed).refused is None:
            return shape, [Note("input_assumed", 0, {"shape": shape[1:]})]
    features = next(
        (each.made.settings.get("in_features") for each in program.pieces if each.made.name == "linear"), None
    )
    found = _giving(program.pieces, usual[:1], features, printed)
    if found is not None:
        return found, [Note("input_assumed", 0, {"shape": found[1:]})]
    return usual[0], [Note("input_assumed_misfit", 0, {"shape": usual[0][1:]})]


def _said(said: tuple[int | None, ...], channels_last: bool, rank: int | None) -> tuple[Shape | None, list[Note]]:
    batch, *rest = said
    sizes = [32 if each is None else each for each in rest]
    if channels_last and len(sizes) > 1:
        sizes = [sizes[-1], *sizes[:-1]]
    if not channels_last and rank is not None and rank > 1 and batch is not None and len(sizes) == rank:
        batch, sizes = None, [said[0] or 0, *sizes]  # one picture without its batch
    if len(sizes) == 1:  # features without an axis: one row of them
        sizes = [1, *sizes]
    if not 2 <= len(sizes) <= 4:
        return None, []
    notes = [Note("batch", 0, {"batch": batch})] if batch not in (None, 1) else []
    if None in rest:
        notes.append(Note("size_assumed", 0, {"shape": tuple(sizes)}))
    return (1, *sizes), notes


def _rank(pieces: Sequence[Piece]) -> int | None:
    """How many axes the first layer that says it runs along."""
    for piece in pieces:
        found = _RANK.fullmatch(piece.made.name)
        if found:
            return int(found[1])
        padding = piece.made.settings.get("padding")
        if piece.made.name == "pad" and isinstance(padding, tuple) and len(padding) in (2, 4, 6):
            return len(padding) // 2
        if piece.made.name in ("pixel_shuffle", "pixel_unshuffle"):
            return 2
        if piece.made.name in ("linear", "dense"):
            return 1
        mode = piece.made.settings.get("mode")
        if piece.made.name == "interpolate" and mode in _MODES:
            return _MODES[mode]
    return None


def _channels(pieces: Sequence[Piece]) -> int | None:
    for piece in pieces:
        for key in _CHANNELS:
            value = piece.made.settings.get(key)
            if isinstance(value, int) and value > 0:
                return value
        if piece.made.name == "pixel_shuffle":
            factor = piece.made.settings.get("upscale_factor")
            return factor**2 if isinstance(factor, int) and 0 < factor < 100 else None
        groups = piece.made.settings.get("groups", piece.made.settings.get("num_groups"))
        if isinstance(groups, int) and groups > 1:
            return groups
        if piece.made.name.startswith("conv") or piece.made.name in ("linear", "dense"):
            return None
    return None


def _candidates(pieces: Sequence[Piece], rank: int, channels: int | None) -> Iterator[Shape]:
    features = next((each.made.settings.get("in_features") for each in pieces if each.made.name == "linear"), None)
    is_first = bool(pieces) and next(
        (each.made.name in ("linear", "dense") for each in pieces if each.made.name not in ("same", "flatten")), False
    )
    if is_first and isinstance(features, int) and features > 0:
        for picture in (1, 3):
            side = isqrt(features // picture)
            flat = any(each.made.name == "flatten" for each in pieces[:3])
            if flat and side > 3 and side * side * picture == features:
                yield (1, picture, side, side)
        yield (1, 1, features)
        return
    usual = _ONE_CHANNEL if rank == 2 and channels == 1 else _USUAL[rank]
    for size in usual:
        yield (1, channels or (1 if rank == 1 else 3), *(size,) * rank)


def _giving(
    pieces: Sequence[Piece],
    usual: Sequence[Shape],
    wanted: int | None,
    printed: bool,
    made_for: int | None = None,
    *,
    flat: bool = True,
) -> Shape | None:
    """The input with which so many features reach a linear layer: a usual one, else the smallest.

    Args:
        made_for: features that the linear layer takes; else the first is meant.
        flat: whether they arrive flattened.
    """
    linear = [at for at, each in enumerate(pieces) if each.made.name == "linear"]
    meant = [at for at in linear if pieces[at].made.settings.get("in_features") == made_for]
    at = next(iter(meant or linear), None)
    if at is None or type(wanted) is not int or len(pieces[:at]) > MOST_LAYERS // 10:
        return None

    def features(shape: Shape) -> int:
        made = resolve(pieces[:at], shape, printed)
        last = made.shapes[-1]
        return prod(last[1:]) if last is not None and (len(last) == 2 or printed or not flat) else 0

    for shape in usual[: MOST_LAYERS // 2 // max(at, 1)]:
        if features(shape) == wanted:
            return shape
    low, high = 0, _WIDEST  # more cells never give fewer features
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if features(_sized(usual[0], middle)) < wanted else (low, middle)
    found = _sized(usual[0], high)
    return found if features(found) == wanted else None


def _sized(shape: Shape, size: int) -> Shape:
    return (*shape[:2], *(size,) * (len(shape) - 2))
